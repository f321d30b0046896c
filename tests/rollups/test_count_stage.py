"""A response is counted once, as it is now, whatever happened to it before."""

from datetime import date, timedelta

import pytest

from tests.rollups.world_fixtures import MONDAY, World, cells, erase, everything_counted, give, score, set_open
from vocapp.database import DB
from vocapp.rollups.count_stage import CountStage, WrongCellsError, count_subjects
from vocapp.rollups.rebuild import rebuild_cells

ADA = {"solved": True, "repeated": False, "csat": 5, "effort": 7, "improve": "Nothing at all"}


async def test_every_metric_of_an_answer_is_in_a_cell(world: World) -> None:
    response = await world.answer(ADA)
    await count_subjects([response])
    assert await cells() == {
        ("solved", "resolution", 1): 1,
        ("repeated", "had_to_repeat", 0): 1,
        ("csat", "csat", 5): 1,
        ("effort", "ces", 7): 1,
        ("improve", "scored", 0): 1,  # not yet
    }
    assert await cells("ask") == {("invited", "complete", 1): 1}


async def test_counting_again_changes_nothing(world: World) -> None:
    response = await world.answer(ADA)
    await count_subjects([response])
    before = await everything_counted()
    await count_subjects([response])
    await count_subjects([response, response])
    assert await everything_counted() == before


async def test_a_correction_takes_the_old_answer_out(world: World) -> None:
    response = await world.answer(ADA)
    await count_subjects([response])
    await give(response, "csat", 2)
    await count_subjects([response])
    found = await cells()
    assert ("csat", "csat", 5) not in found  # an empty cell is no cell
    assert found["csat", "csat", 2] == 1


async def test_skipped_and_withheld_answers_count_for_nothing(world: World) -> None:
    response = await world.answer({"csat": {"no_answer": "skipped"}, "effort": {"no_answer": "prefer_not_to_say"}})
    await count_subjects([response])
    assert await cells() == {}
    assert await cells("ask") == {("invited", "complete", 1): 1}


async def test_a_comment_moves_from_not_yet_to_its_sentiment(world: World) -> None:
    response = await world.answer({"improve": "The agent was rude"})
    await count_subjects([response])
    await score(response, "improve", -0.625)
    await count_subjects([response])
    assert await cells() == {("improve", "sentiment", -63): 1, ("improve", "scored", 1): 1}
    await score(response, "improve", None)
    await count_subjects([response])
    assert await cells() == {("improve", "scored", 0): 1}


async def test_the_better_an_expectation_was_met_the_higher_its_value(world: World) -> None:
    responses = [
        await world.answer({"expected": option}, survey="delivery") for option in ("better", "as_expected", "worse")
    ]
    await count_subjects(responses)
    assert await cells() == {("expected", "expectation", value): 1 for value in (1, 2, 3)}


async def test_an_open_response_and_its_invitation_do_not_count(world: World) -> None:
    response = await world.answer(ADA)
    await count_subjects([response])
    await set_open(response, is_open=True)
    await count_subjects([response])
    assert await cells() == {}
    assert await cells("ask") == {("invited", "unknown", 1): 1}
    await set_open(response, is_open=False)
    await count_subjects([response])
    assert (await cells())["csat", "csat", 5] == 1


async def test_erased_responses_leave_the_cells(world: World) -> None:
    response, other = await world.answer(ADA), await world.answer({"csat": 1})
    await count_subjects([response, other])
    await count_subjects(await erase(response))
    assert await cells() == {("csat", "csat", 1): 1}
    assert await cells("ask") == {("invited", "complete", 1): 1}
    assert await DB.fetch_value("SELECT count(*) FROM contribution") == 2


async def test_tests_never_count(world: World) -> None:
    await count_subjects([await world.answer(ADA, is_test=True)])
    await rebuild_cells()
    assert await everything_counted() == (set(), set())


async def test_an_answer_belongs_to_its_own_local_day(world: World) -> None:
    zone = await DB.fetch_value("SELECT definition->>'timezone' FROM company")
    assert zone == "Europe/Berlin"
    late = MONDAY.replace(hour=22, minute=30)  # half past midnight of Tuesday, in summer
    response = await world.answer({"solved": True, "csat": 4})
    await give(response, "csat", 4, late)
    await count_subjects([response])
    days = {row["name"]: row["day"] for row in await DB.fetch(
        "SELECT s.name, c.day FROM cell c JOIN cell_series s ON s.id = c.series_id WHERE s.kind = 'answer'"
    )}  # fmt: skip
    assert days == {"solved": date(2026, 5, 4), "csat": date(2026, 5, 5)}


async def test_invitations_count_by_decision_and_disposition(world: World) -> None:
    contacts = [
        await world.contact("suppressed", "customer cap"),
        await world.contact("suppressed", "customer cap"),
        await world.contact("ineligible", "no programme", survey=""),
        await world.contact("failed", "KeyError"),
    ]
    await world.invite(disposition="refused")
    contacts += [row["contact_id"] for row in await DB.fetch("SELECT contact_id FROM invitation")]
    await count_subjects(contacts)
    assert await cells("ask") == {
        ("suppressed", "customer cap", 1): 2,
        ("ineligible", "no programme", 1): 1,
        ("failed", "KeyError", 1): 1,
        ("invited", "refused", 1): 1,
    }


async def test_a_rebuild_comes_to_the_same(world: World) -> None:
    await world.unit("North")
    await world.line("Energy")
    responses = [
        await world.answer(ADA, unit="North", line="Energy"),
        await world.answer({"csat": 2, "improve": "Slow"}, complete=False, at=MONDAY + timedelta(days=3)),
        await world.answer({"csat": 4}, survey="billing", touchpoint="payment", channel="web_chat"),
    ]
    contact = await world.contact()
    await score(responses[1], "improve", -0.4)
    await count_subjects([*responses, contact])
    before = await everything_counted()
    steps: list[str] = []
    assert await rebuild_cells(steps.append) == len(before[0])
    assert await everything_counted() == before
    assert steps == ["empty", "answer", "ask", "case"]


async def test_the_stage_counts_a_batch_at_once_and_one_alone(world: World) -> None:
    one, other = await world.answer({"csat": 5}), await world.answer({"csat": 4})
    counting = CountStage()
    await counting.prepare([one])
    assert await cells() == {("csat", "csat", 5): 1}
    assert await counting.work(one) is None
    assert await counting.work(other) is None
    assert (await cells())["csat", "csat", 4] == 1


async def test_cells_that_do_not_fit_say_the_remedy(world: World) -> None:
    response = await world.answer({"csat": 5})
    await count_subjects([response])
    await DB.execute("DELETE FROM cell")
    await give(response, "csat", 4)
    with pytest.raises(WrongCellsError, match="rollup --rebuild"):
        await count_subjects([response])
    await rebuild_cells()
    assert await cells() == {("csat", "csat", 4): 1}
