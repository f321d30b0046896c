"""Ada does not want to answer, or is not the one who called. Looking changes nothing; a button does."""

import httpx
import pytest

from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite, row_counts, stored_response
from tests.responses.visitor import ALL_SIX, Visitor
from vocapp.database import DB
from vocapp.tokens import Keyring, token_hash


@pytest.fixture
async def ada(database: str, client: httpx.AsyncClient, keys: Keyring) -> Visitor:
    """Ada was asked by mail, and a reminder is in line."""
    return Visitor(client, await invite(keys, shipped("support"), reminded=True))


async def disposition(visitor: Visitor) -> str:
    found = await DB.fetch_value("SELECT disposition FROM invitation WHERE answer_hash = $1", token_hash(visitor.token))
    return str(found)


async def reminders() -> int:
    return int(await DB.fetch_value("SELECT count(*) FROM message WHERE state = 'queued'"))


@pytest.mark.parametrize(
    ("way", "moved", "said"),
    [("not-me", "other", "Thank you for telling us"), ("decline", "refused", "We will not remind you of this survey.")],
)
async def test_not_me_and_decline_are_confirmed_and_then_recorded(
    ada: Visitor, way: str, moved: str, said: str
) -> None:
    address = f"{ada.path}/{way}"
    assert f'href="{address}"' in (await ada.look()).text
    before = await row_counts()
    for _ in range(20):
        page = await ada.browser.get(address)
        assert page.status_code == 200
    assert f'action="{address}"' in page.text
    assert await row_counts() == before
    assert (await disposition(ada), await reminders()) == ("unknown", 1)
    for _ in range(2):
        done = await ada.browser.post(address)
        if done.status_code == 303:
            done = await ada.browser.get(done.headers["location"])
        assert said in done.text
    assert (await disposition(ada), await reminders()) == (moved, 0)
    assert said in (await ada.look()).text
    assert await stored_response(ada.token) == {}


async def test_a_customer_who_declined_can_still_answer(ada: Visitor) -> None:
    await ada.browser.post(f"{ada.path}/decline")
    assert "Answer after all" in (await ada.look()).text
    await ada.give(**ALL_SIX)
    assert await disposition(ada) == "complete"


async def test_after_not_me_nothing_can_be_answered(ada: Visitor) -> None:
    await ada.browser.post(f"{ada.path}/not-me")
    assert (await ada.send(**ALL_SIX)).status_code == 409
    assert await stored_response(ada.token) == {}


@pytest.mark.parametrize("way", ["not-me", "decline"])
async def test_nobodys_token_has_no_way_out(ada: Visitor, way: str) -> None:
    for token in ("x", ada.token[::-1]):
        assert (await ada.browser.get(f"/s/{token}/{way}")).status_code == 404
        assert (await ada.browser.post(f"/s/{token}/{way}")).status_code == 404
    assert await disposition(ada) == "unknown"


async def test_declining_after_completion_changes_nothing(ada: Visitor) -> None:
    await ada.give(**ALL_SIX)
    await ada.browser.post(f"{ada.path}/decline")
    assert await disposition(ada) == "complete"
