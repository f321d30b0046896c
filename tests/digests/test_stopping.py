"""The link in the mail stops the digest; opening it stops nothing."""

import httpx
import pytest

from tests.digests.subscriber_fixtures import subscribe_erin
from tests.invitations.customer_rows import publish_all
from vocapp.database import DB
from vocapp.digests import subscriptions
from vocapp.digests.compose_stage import stop_url
from vocapp.digests.types import Subscription
from vocapp.http.access import Actor
from vocapp.tokens import Keyring, TokenPurpose

ORIGIN = "https://feedback.example"


@pytest.fixture
async def hers(database: str, keys: Keyring) -> Subscription:
    await publish_all()
    return await subscribe_erin(keys)


async def is_on(found: Subscription) -> bool:
    now = await subscriptions.find_subscription(found.id)
    assert now is not None
    return now.is_on


async def test_scanners_may_open_the_link_a_hundred_times(
    hers: Subscription, client: httpx.AsyncClient, keys: Keyring
) -> None:
    for _ in range(3):
        page = await client.get(stop_url(ORIGIN, keys, hers))
        assert "<bdi>Alderway</bdi> </p>" in " ".join(page.text.split()), "in the company's brand"
        assert "Stop this digest?" in page.text
        await client.head(stop_url(ORIGIN, keys, hers))
    assert await is_on(hers)


async def test_the_button_stops_it_and_another_takes_that_back(
    hers: Subscription, client: httpx.AsyncClient, keys: Keyring
) -> None:
    url = stop_url(ORIGIN, keys, hers)

    stopped = await client.post(url, follow_redirects=True)

    assert "You will receive no more digests" in stopped.text
    assert not await is_on(hers)
    again = await client.post(f"{url}/undo", follow_redirects=True)
    assert "Stop this digest?" in again.text
    assert await is_on(hers)
    said = await DB.fetch("SELECT action, detail->>'how' AS how FROM event WHERE actor = 'reader' ORDER BY id")
    assert [tuple(row) for row in said] == [("digest.paused", "link"), ("digest.resumed", "link")]


async def test_the_mail_programs_button_wants_no_page(
    hers: Subscription, client: httpx.AsyncClient, keys: Keyring
) -> None:
    answer = await client.post(stop_url(ORIGIN, keys, hers), data={"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, answer.content) == (200, b"")
    assert not await is_on(hers)


async def test_no_other_token_stops_it(hers: Subscription, client: httpx.AsyncClient, keys: Keyring) -> None:
    for token in ("x", "a" * 32, keys.token(TokenPurpose.OPT_OUT, hers.id), keys.token(TokenPurpose.ANSWER, hers.id)):
        assert (await client.post(f"{ORIGIN}/d/{token}")).status_code == 404
    await subscriptions.delete(hers, Actor())
    assert (await client.get(stop_url(ORIGIN, keys, hers))).status_code == 404


async def test_it_speaks_the_readers_language(database: str, client: httpx.AsyncClient, keys: Keyring) -> None:
    await publish_all()
    page = await client.get(stop_url(ORIGIN, keys, await subscribe_erin(keys, language="de")))

    assert "Diesen Bericht abbestellen?" in page.text
    assert '<html lang="de"' in page.text
