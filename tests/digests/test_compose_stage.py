"""The digest is composed once, kept as it was sent, and leaves as it was kept."""

import email
import email.policy
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.digests.subscriber_fixtures import compose_newest, enqueued_digests, list_digests
from tests.digests.two_weeks_fixtures import NOW
from tests.rollups.world_fixtures import World
from tests.staff_people import COMMAND
from vocapp import clock
from vocapp.database import DB, from_json
from vocapp.digests import send_now, subscriptions
from vocapp.digests.compose_stage import ComposeStage
from vocapp.digests.content.types import DigestData
from vocapp.digests.digest_mail import DigestComposer, receive_reply
from vocapp.digests.periods import DigestPeriod, period_before
from vocapp.digests.schedule import plan_digests
from vocapp.digests.types import Subscription
from vocapp.feature import Inbound, Registry, StoredMessage
from vocapp.gateways.gateway import Outgoing
from vocapp.http.access import Role
from vocapp.rollups.count_stage import count_subjects
from vocapp.staff import users
from vocapp.staff.user_form import UserIn
from vocapp.tokens import TokenPurpose

WEEK = timedelta(days=7)


async def sent(registry: Registry, found: Subscription, period: DigestPeriod | None = None) -> dict[str, Any]:
    """The digest of the last week, composed."""
    await send_now.send_period(found, period or await send_now.newest_period(found), COMMAND)
    return await compose_newest(registry, found.id)


async def message_of(digest: dict[str, Any]) -> Any:
    return await DB.fetch_one("SELECT * FROM message WHERE kind = 'digest' AND subject_id = $1", digest["id"])


def material_of(digest: dict[str, Any]) -> DigestData:
    return msgspec.convert(from_json(digest["numbers"]), DigestData)


async def test_it_is_kept_with_its_numbers_and_quotes_and_waits_to_leave(
    hers: Subscription, registry: Registry
) -> None:
    digest = await sent(registry, hers)

    assert (digest["state"], digest["address"], digest["language"]) == ("ready", "erin@company.example", "en")
    assert digest["subject"].startswith("Week 47: ")
    message = await message_of(digest)
    assert (message["state"], message["address"], message["customer_id"]) == ("queued", "erin@company.example", None)
    found = material_of(digest)
    quoted = await DB.fetch("SELECT words FROM digest_quote WHERE digest_id = $1 ORDER BY position", digest["id"])
    assert [row["words"] for row in quoted] == [quote.words for quote in (*found.low, *found.high)] != []
    for quote in (*found.low, *found.high):
        assert quote.words.split(",")[0] in digest["html"]
        assert quote.words.split()[0] in digest["plain"]


async def test_the_mail_is_what_was_kept_whatever_the_numbers_have_become(
    hers: Subscription, registry: Registry, monday: World
) -> None:
    digest = await sent(registry, hers)
    await count_subjects([await monday.answer({"csat": 1}, at=NOW - timedelta(days=3)) for _ in range(3)])

    outgoing = await DigestComposer(registry)(StoredMessage.of_row(await message_of(digest)))

    assert isinstance(outgoing, Outgoing)
    mail = email.message_from_bytes(outgoing.payload, policy=email.policy.default)
    assert mail["Subject"] == digest["subject"]
    body = mail.get_body(("html",))
    assert body is not None
    assert body.get_content().splitlines() == digest["html"].splitlines()
    text = mail.get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines() == digest["plain"].splitlines()
    stop = f"https://feedback.example/d/{registry.keys.token(TokenPurpose.DIGEST_STOP, hers.id)}"
    assert f"<{stop}>" in mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop in digest["html"]
    assert stop in digest["plain"]


async def test_composed_again_nothing_changes(hers: Subscription, registry: Registry) -> None:
    digest = await sent(registry, hers)

    await ComposeStage(registry).compose(digest["id"])

    assert await list_digests(hers.id) == [digest]


async def test_a_period_is_sent_once(hers: Subscription, registry: Registry) -> None:
    await sent(registry, hers)

    with pytest.raises(send_now.AlreadySentError):
        await sent(registry, hers)


async def test_a_scheduled_digest_reaches_the_mailbox(hers: Subscription, registry: Registry) -> None:
    with clock.travelled(NOW + WEEK):
        assert await plan_digests() == 1
        digest = await compose_newest(registry, hers.id)
        assert isinstance(await DigestComposer(registry)(StoredMessage.of_row(await message_of(digest))), Outgoing)


async def test_a_digest_paused_before_sending_is_not_sent(hers: Subscription, registry: Registry) -> None:
    digest = await sent(registry, hers)
    await subscriptions.pause(hers, COMMAND)

    assert (await message_of(digest))["state"] == "revoked"
    assert await DigestComposer(registry)(StoredMessage.of_row(await message_of(digest))) is None
    with clock.travelled(NOW + WEEK):
        await send_now.send_period(hers, await send_now.newest_period(hers), COMMAND)
        assert (await compose_newest(registry, hers.id))["state"] == "stopped"


async def test_a_user_who_left_gets_no_digest(hers: Subscription, registry: Registry) -> None:
    digest = await sent(registry, hers)
    await users.disable(hers.user_id, COMMAND)

    assert await DigestComposer(registry)(StoredMessage.of_row(await message_of(digest))) is None


async def test_a_user_whose_role_changed_gets_no_digest(hers: Subscription, registry: Registry) -> None:
    """Erin answers calls again: no page of numbers is open to her, and so no mail with them."""
    digest = await sent(registry, hers)
    await users.change(hers.user_id, UserIn(hers.email, "Erin", Role.AGENT), COMMAND)

    assert await DigestComposer(registry)(StoredMessage.of_row(await message_of(digest))) is None
    with clock.travelled(NOW + WEEK):
        await send_now.send_period(hers, await send_now.newest_period(hers), COMMAND)
        assert (await compose_newest(registry, hers.id))["state"] == "stopped"


async def test_what_could_not_be_composed_for_two_days_is_missed(hers: Subscription, registry: Registry) -> None:
    await send_now.send_period(hers, await send_now.newest_period(hers), COMMAND)

    with clock.travelled(NOW + timedelta(days=2)):
        assert (await compose_newest(registry, hers.id))["state"] == "missed"


@pytest.mark.parametrize(("kind", "is_on"), [("opt_out", False), ("complaint", False), ("reply", True)])
async def test_a_stop_reply_pauses_the_digest(hers: Subscription, registry: Registry, kind: str, is_on: bool) -> None:
    digest = await sent(registry, hers)

    await receive_reply(Inbound(kind, None, "digest", digest["id"], "erin@company.example"))

    found = await subscriptions.find_subscription(hers.id)
    assert found is not None
    assert found.is_on is is_on


async def test_a_figure_that_changed_since_is_restated(hers: Subscription, registry: Registry, monday: World) -> None:
    newest = await send_now.newest_period(hers)
    first = material_of(await sent(registry, hers, period_before(newest)))
    late = await monday.answer({"csat": 1}, at=NOW - timedelta(days=10), channel="web_chat", touchpoint="support")
    await count_subjects([late])

    digest = await sent(registry, hers)

    found = material_of(digest)
    [restated] = [each for each in found.restated if each.measure.metric == "csat"]
    assert restated.was == next(each.now.figure for each in first.measures if each.measure == restated.measure)
    assert restated.now.n == restated.was.n + 1
    assert "RESTATED" in digest["plain"]

    assert all(each.is_comparable for each in material_of(digest).measures)


async def test_a_test_digest_goes_to_its_requester_and_takes_no_period(hers: Subscription, registry: Registry) -> None:
    period = await send_now.newest_period(hers)
    await subscriptions.pause(hers, COMMAND)
    for _ in range(2):
        await send_now.send_test(hers, period, "ada@company.example", COMMAND)
    tried = await compose_newest(registry, hers.id)

    assert len(await list_digests(hers.id)) == 2
    assert tried["subject"].startswith("[Test] ")
    message = await message_of(tried)
    assert (message["address"], message["is_test"]) == ("ada@company.example", False)
    assert isinstance(await DigestComposer(registry)(StoredMessage.of_row(message)), Outgoing)
    await send_now.send_period(hers, period, COMMAND)
    assert len(await enqueued_digests()) == 3
