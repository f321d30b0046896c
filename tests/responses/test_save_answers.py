"""What is kept of an answer: each once, as it was given last, and nothing that was not asked."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.questionnaire.tiny import shipped, tiny
from tests.responses.invitation_rows import invite, stored_answers, stored_response
from tests.responses.visitor import ALL_SIX, Visitor
from vocapp import clock
from vocapp.database import DB
from vocapp.database.jobs import Stage
from vocapp.feature import Feature, Registry
from vocapp.questionnaire.values import PREFER_NOT_TO_SAY, SKIPPED
from vocapp.responses.save_answers import ResponseWrite, save_answers
from vocapp.tokens import Keyring, token_hash

SUPPORT = shipped("support")


@pytest.fixture
async def ada(database: str, client: httpx.AsyncClient, keys: Keyring) -> Visitor:
    """Ada is asked in English, about her support case, by Alderway."""
    return Visitor(client, await invite(keys, SUPPORT))


async def rows(visitor: Visitor) -> list[dict[str, Any]]:
    """The answer rows of a response, every column of them."""
    found = await DB.fetch(
        "SELECT a.* FROM answer a WHERE a.response_id = $1 ORDER BY a.id", (await stored_response(visitor.token))["id"]
    )
    return [dict(row) for row in found]


async def queued_stages(visitor: Visitor) -> dict[str, Any]:
    """What is queued_stages to the response: stage → not before when."""
    found = await DB.fetch(
        "SELECT stage, not_before FROM due WHERE subject_id = $1", (await stored_response(visitor.token))["id"]
    )
    return {row["stage"]: row["not_before"] for row in found}


async def test_the_same_form_again_changes_nothing(ada: Visitor) -> None:
    await ada.give(_page="csat", csat="4")
    first = (await rows(ada), await stored_response(ada.token), await queued_stages(ada))
    with clock.travelled(clock.now() + timedelta(minutes=5)):
        for _ in range(3):
            await ada.give(_page="csat", csat="4")
    assert (await rows(ada), await stored_response(ada.token), await queued_stages(ada)) == first
    await ada.give(**ALL_SIX)
    complete = (await rows(ada), await stored_response(ada.token))
    await ada.give(**ALL_SIX)
    assert (await rows(ada), await stored_response(ada.token)) == complete


async def test_the_revision_counts_the_changes(ada: Visitor) -> None:
    revisions = []
    for score in ("4", "5", "5", "1"):
        await ada.give(_page="csat", csat=score)
        revisions.append((await stored_response(ada.token))["revision"])
    assert revisions == [1, 2, 2, 3]


async def test_a_changed_answer_keeps_its_row(ada: Visitor) -> None:
    await ada.give(_page="csat", csat="4")
    [before] = await rows(ada)
    with clock.travelled(clock.now() + timedelta(minutes=5)):
        await ada.give(_page="csat", csat="5")
    [after] = await rows(ada)
    assert (after["id"], after["value"], after["mode"]) == (before["id"], "5", "self")
    assert after["answered_at"] > before["answered_at"]


async def test_what_falls_off_the_path_is_dropped(database: str, client: httpx.AsyncClient, keys: Keyring) -> None:
    bob = Visitor(client, await invite(keys, tiny("low_score_why")))
    await bob.give(_page="satisfied", satisfied="1")
    await bob.give(_page="why", why="It rained")
    assert await stored_answers(bob.token) == {"satisfied": 1, "why": "It rained"}
    await bob.give(_page="satisfied", satisfied="5")
    assert await stored_answers(bob.token) == {"satisfied": 5}
    await bob.give(why="Nobody asked")
    assert await stored_answers(bob.token) == {"satisfied": 5}


async def test_skipped_is_not_the_same_as_not_asked(database: str, client: httpx.AsyncClient, keys: Keyring) -> None:
    bob = Visitor(client, await invite(keys, tiny("low_score_why")))
    assert "Thank you" in await bob.give(_page="contact", satisfied="5", contact="")
    assert await stored_answers(bob.token) == {"satisfied": 5, "contact": SKIPPED}
    eve = Visitor(client, await invite(keys, tiny("prefer_not_to_say")))
    await eve.give(_page="age", **{"age.skip": "1"})
    assert await stored_answers(eve.token) == {"age": PREFER_NOT_TO_SAY}


async def test_another_device_goes_on_where_the_first_stopped(ada: Visitor, keys: Keyring) -> None:
    await ada.give(_page="solved", solved="yes")
    await ada.give(_page="repeated", repeated="no")
    async with httpx.AsyncClient(transport=ada.browser._transport, base_url=str(ada.browser.base_url)) as telephone:
        there = Visitor(telephone, ada.token)
        assert SUPPORT.by_id["csat"].text["en"].partition("{")[0] in (await there.look()).text
        await there.give(_page="csat", csat="3")
    assert await stored_answers(ada.token) == {"solved": True, "repeated": False, "csat": 3}
    assert len(await DB.fetch("SELECT FROM response")) == 1


async def test_answers_are_edited_until_the_response_is_final(ada: Visitor) -> None:
    await ada.give(_page="csat", csat="1")
    await ada.give(_page="csat", csat="2")
    await ada.give(**ALL_SIX)
    completed = (await stored_response(ada.token))["completed_at"]
    with clock.travelled(clock.now() + timedelta(minutes=10)):
        await ada.give(_page="csat", csat="4")
    row = await stored_response(ada.token)
    assert (row["state"], row["completed_at"]) == ("closed", completed)
    assert row["answered_at"] > completed
    with clock.travelled(clock.now() + timedelta(minutes=31)):
        assert (await ada.send(_page="csat", csat="1")).status_code == 409
    assert (await stored_answers(ada.token))["csat"] == 4


async def test_the_invitation_records_its_progress(ada: Visitor) -> None:
    async def disposition() -> str:
        return str(
            await DB.fetch_value("SELECT disposition FROM invitation WHERE answer_hash = $1", token_hash(ada.token))
        )

    assert await disposition() == "unknown"
    await ada.give(_page="csat", csat="1")
    assert await disposition() == "partial"
    await ada.give(**ALL_SIX)
    assert await disposition() == "complete"


async def test_an_open_response_is_enqueued_to_close_half_an_hour_later(ada: Visitor) -> None:
    await ada.give(_page="csat", csat="1")
    answered = (await stored_response(ada.token))["answered_at"]
    [(stage, not_before)] = (await queued_stages(ada)).items()
    assert stage == "close"
    assert abs(not_before - answered - timedelta(minutes=30)) < timedelta(minutes=1)


async def test_a_complete_response_is_enqueued_for_every_registered_stage(registry: Registry, ada: Visitor) -> None:
    async def count(_: object) -> None: ...

    registry.features = (*registry.features, Feature(name="figures", stages=(Stage(name="count", work=count),)))
    await ada.give(**ALL_SIX)
    assert "count" in await queued_stages(ada)


async def messages(visitor: Visitor) -> list[tuple[str, str | None]]:
    """(state, error) of each message of the invitation, in order."""
    found = await DB.fetch(
        "SELECT m.id, m.state, m.error FROM message m JOIN invitation i ON i.id = m.subject_id "
        "WHERE i.answer_hash = $1 ORDER BY m.step",
        token_hash(visitor.token),
    )
    return [(row["state"], row["error"]) for row in found]


async def test_no_reminder_follows_an_answer(database: str, client: httpx.AsyncClient, keys: Keyring) -> None:
    ada = Visitor(client, await invite(keys, SUPPORT, reminded=True))
    bob = Visitor(client, await invite(keys, shipped("billing"), reminded=True))
    waiting = await DB.fetch_value("SELECT count(*) FROM due WHERE stage = 'send'")
    await ada.look(csat="5")
    assert await messages(ada) == [("delivered", None), ("queued", None)]
    await ada.give(_page="csat", csat="5")
    assert await messages(ada) == [("delivered", None), ("revoked", "answered")]
    assert await messages(bob) == [("delivered", None), ("queued", None)]
    assert await DB.fetch_value("SELECT count(*) FROM due WHERE stage = 'send'") == waiting - 1


async def test_an_answer_proves_that_the_message_arrived(ada: Visitor, keys: Keyring) -> None:
    eve = Visitor(ada.browser, await invite(keys, SUPPORT, reminded=True))
    await DB.execute("UPDATE message SET state = 'uncertain', settled_at = NULL WHERE step = 0")
    await eve.look(csat="5")
    assert (await messages(eve))[0] == ("uncertain", None)
    await eve.give(_page="csat", csat="5")
    assert [state for state, _ in await messages(eve)] == ["sent", "revoked"]


async def test_a_write_from_an_old_reading_writes_nothing(ada: Visitor) -> None:
    await ada.give(_page="csat", csat="5")
    before = (await rows(ada), await stored_response(ada.token), await queued_stages(ada))
    row = before[1]
    late = ResponseWrite(
        invitation_id=row["invitation_id"],
        revision=0,
        survey_version_id=row["survey_version_id"],
        channel="email",
        language="en",
        is_test=False,
        disposition="complete",
        changed={"csat": 1},
        dropped=("csat",),
        jobs=[("close", clock.now())],
        is_message_waiting=True,
    )
    assert await save_answers([late]) == [False]
    assert (await rows(ada), await stored_response(ada.token), await queued_stages(ada)) == before
    assert await save_answers([late._replace(revision=1, dropped=())]) == [True]
    assert (await stored_response(ada.token))["state"] == "closed"
