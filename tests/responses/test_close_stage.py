"""When a response is over: Ada stops half way, thinks again, or her time runs out."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.questionnaire.tiny import shipped, tiny
from tests.responses.invitation_rows import invite, stored_answers, stored_response
from tests.responses.visitor import ALL_SIX, Visitor
from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.database.jobs import run_jobs
from vocapp.feature import Registry
from vocapp.responses.close_stage import CloseStage, close_reason, due_at
from vocapp.tokens import Keyring

SUPPORT = shipped("support")
NOON = datetime.fromisoformat("2026-05-04T12:00:00+00:00")


@pytest.fixture
async def ada(database: str, client: httpx.AsyncClient, keys: Keyring) -> Visitor:
    """Ada is asked at noon about her support case, and has two weeks."""
    with clock.travelled(NOON):
        return Visitor(client, await invite(keys, SUPPORT))


async def close(registry: Registry, **later: float) -> None:
    """Work off what is due so much after noon."""
    [stage] = [stage for stage in registry.stages if stage.name == "close"]
    with clock.travelled(NOON + timedelta(**later)):
        await run_jobs(replace(stage, concurrency=1))


async def give(visitor: Visitor, minute: float, **fields: str) -> None:
    with clock.travelled(NOON + timedelta(minutes=minute)):
        await visitor.give(**fields)


async def state(visitor: Visitor) -> tuple[str, str | None, str]:
    row = await stored_response(visitor.token)
    return row["state"], row["closed_by"], row["disposition"]


async def queued_stages(visitor: Visitor) -> list[str]:
    rows = await DB.fetch("SELECT stage FROM due WHERE subject_id = $1", (await stored_response(visitor.token))["id"])
    return [row["stage"] for row in rows]


async def test_half_an_hour_without_an_answer_closes(registry: Registry, ada: Visitor) -> None:
    await give(ada, 0, _page="csat", csat="2")
    await close(registry, minutes=29)
    assert await state(ada) == ("open", None, "partial")
    await close(registry, minutes=31)
    assert await state(ada) == ("closed", "idle", "partial")
    row = await stored_response(ada.token)
    assert (row["completed_at"], row["revision"]) == (None, 2)
    assert row["closed_at"] >= NOON + timedelta(minutes=31)
    assert sorted(await queued_stages(ada)) == ["count", "score", "triage"]


async def test_an_answer_in_between_puts_it_off(registry: Registry, ada: Visitor) -> None:
    await give(ada, 0, _page="csat", csat="2")
    await give(ada, 20, _page="effort", effort="1")
    await close(registry, minutes=31)
    assert await state(ada) == ("open", None, "partial")
    assert await queued_stages(ada) == ["close"]
    await close(registry, minutes=51)
    assert await state(ada) == ("closed", "idle", "partial")


async def test_a_response_closed_too_early_is_enqueued_again(registry: Registry, ada: Visitor) -> None:
    await give(ada, 20, _page="csat", csat="2")
    await DB.execute("UPDATE due SET not_before = $1 WHERE stage = 'close'", NOON)
    await close(registry, minutes=31)
    assert await state(ada) == ("open", None, "partial")
    again = await DB.fetch_value("SELECT not_before FROM due WHERE stage = 'close'")
    assert abs(again - NOON - timedelta(minutes=50)) < timedelta(minutes=1)


async def test_without_a_score_the_invitation_stays_open_to_its_end(registry: Registry, ada: Visitor) -> None:
    await give(ada, 0, _page="improve", improve="Answer the telephone")
    await close(registry, minutes=31)
    assert await state(ada) == ("open", None, "partial")
    await close(registry, days=13)
    assert await state(ada) == ("open", None, "partial")
    await close(registry, days=14, minutes=1)
    assert await state(ada) == ("closed", "expiry", "partial")


async def test_all_that_was_saved_without_the_last_button_is_complete(registry: Registry, ada: Visitor) -> None:
    with clock.travelled(NOON):
        await ada.save(**ALL_SIX)
    assert await state(ada) == ("open", None, "partial")
    await close(registry, minutes=31)
    assert await state(ada) == ("closed", "complete", "complete")
    row = await stored_response(ada.token)
    assert row["completed_at"] == row["answered_at"]


async def test_completion_closes_at_once_and_the_stage_finds_nothing_to_do(registry: Registry, ada: Visitor) -> None:
    await give(ada, 0, _page="csat", csat="2")
    await give(ada, 5, **ALL_SIX)
    before = await stored_response(ada.token)
    assert (before["state"], before["closed_by"]) == ("closed", "complete")
    await close(registry, minutes=60)
    assert await stored_response(ada.token) == before
    assert sorted(await queued_stages(ada)) == ["count", "score", "triage"]


async def test_a_customer_who_returns_after_closing_resumes_the_same_response(registry: Registry, ada: Visitor) -> None:
    await give(ada, 0, _page="csat", csat="2")
    await close(registry, minutes=31)
    first = await stored_response(ada.token)
    await give(ada, 60, _page="effort", effort="1")
    assert await state(ada) == ("open", None, "partial")
    await close(registry, minutes=91)
    again = await stored_response(ada.token)
    assert (again["id"], again["closed_by"], again["revision"]) == (first["id"], "idle", 4)
    assert await stored_answers(ada.token) == {"csat": 2, "effort": 1}


async def test_a_resumed_response_does_not_count_until_it_closes(registry: Registry, ada: Visitor) -> None:
    await give(ada, 0, _page="csat", csat="2")
    await close(registry, minutes=31)
    await DB.execute("DELETE FROM due WHERE stage <> 'expire'")
    await give(ada, 40, _page="effort", effort="1")
    assert sorted(await queued_stages(ada)) == ["close", "count"]
    await DB.execute("DELETE FROM due WHERE stage = 'count'")
    await give(ada, 41, _page="effort", effort="2")
    assert await queued_stages(ada) == ["close"]


async def test_nothing_is_enqueued_for_an_unregistered_stage(registry: Registry, ada: Visitor) -> None:
    registry.features = tuple(feature for feature in registry.features if feature.name != "cases")
    await give(ada, 0, _page="csat", csat="2")
    await close(registry, minutes=31)
    assert sorted(await queued_stages(ada)) == ["count", "score"]


async def test_a_deleted_response_is_skipped(database: str, registry: Registry) -> None:
    assert await CloseStage(registry)(new_id()) is None


async def test_a_late_claim_closes_the_response_for_its_current_reason(registry: Registry, ada: Visitor) -> None:
    await give(ada, 0, _page="csat", csat="2")
    await close(registry, days=15)
    assert await state(ada) == ("closed", "expiry", "partial")


@pytest.mark.parametrize(
    ("given", "expires", "minutes"),
    [
        ({"csat": 1}, NOON + timedelta(days=1), 30),
        ({"improve": "rain"}, NOON + timedelta(days=1), 24 * 60),
        ({"csat": {"no_answer": "skipped"}}, NOON + timedelta(days=1), 24 * 60),
        ({"improve": "rain"}, NOON + timedelta(minutes=10), 30),
        ({"improve": "rain"}, None, 30),
    ],
)
def test_the_moment_of_closing(given: dict[str, Any], expires: datetime | None, minutes: int) -> None:
    assert due_at(SUPPORT, given, NOON, expires) == NOON + timedelta(minutes=minutes)


def test_the_reason_of_closing() -> None:
    survey, later = tiny("low_score_why"), NOON + timedelta(days=1)
    assert close_reason(survey, {"satisfied": 5}, {}, later, NOON) == "idle"
    assert close_reason(survey, {"satisfied": 5}, {}, NOON, NOON) == "expiry"
    assert close_reason(survey, {"satisfied": 5}, {}, None, NOON) == "idle"
    assert close_reason(survey, {"satisfied": 5, "contact": {"wish": False}}, {}, NOON, NOON) == "complete"


async def test_answers_after_not_me_count_for_nobody(registry: Registry, ada: Visitor) -> None:
    """Her brother reads her mail, gives the worst mark, and then sees that it is about somebody else."""
    await give(ada, 0, _page="csat", csat="1")
    with clock.travelled(NOON + timedelta(minutes=5)):
        await ada.browser.post(f"{ada.path}/not-me")
    await close(registry, minutes=31)
    await close(registry, days=15)
    assert await state(ada) == ("open", None, "other")
    assert await queued_stages(ada) == []


async def test_its_contributions_are_removed_again(registry: Registry, ada: Visitor) -> None:
    await give(ada, 0, _page="csat", csat="1")
    await close(registry, minutes=31)
    await DB.execute("DELETE FROM due WHERE stage IN ('score', 'triage', 'count')")
    with clock.travelled(NOON + timedelta(hours=1)):
        await ada.browser.post(f"{ada.path}/not-me")
    assert await state(ada) == ("open", None, "other")
    assert await queued_stages(ada) == ["count"]
    await close(registry, days=15)
    assert await state(ada) == ("open", None, "other")
