"""What each viewer reads of a slice: leads, executives, and people of one unit."""

from dataclasses import replace
from datetime import date, timedelta

from msgspec.structs import replace as replace_struct

from tests.invitations.customer_rows import customer, republish
from tests.rollups.number_reading import load_case_counts, load_invitation_counts, load_scores, visible_period
from tests.rollups.world_fixtures import MONDAY, World, open_case, score
from vocapp import clock
from vocapp.catalogue.company import Company
from vocapp.catalogue.definition_files import all_files, load
from vocapp.database import DB
from vocapp.http.access import Actor, Role
from vocapp.questionnaire.definition import Questionnaire
from vocapp.rollups.count_stage import count_subjects
from vocapp.rollups.rebuild import rebuild_cells
from vocapp.rollups.rollup_slice import NONE, Dimension, Slice
from vocapp.rollups.types import Group, InvitationCounts, Score, SeriesBreak, comparable

WEEK = Slice(date(2026, 5, 4), date(2026, 5, 10))
LENA = Actor(kind="user", role=Role.LEAD)
EVA = Actor(kind="user", role=Role.EXECUTIVE)
DAY = timedelta(days=1)


async def answered(world: World, *ratings: int, **given: object) -> None:
    """So many customers rate the agent, and are counted."""
    await count_subjects([await world.answer({"csat": rating}, **given) for rating in ratings])


def by_key(found: list[Score] | list[InvitationCounts]) -> dict[str, Score | InvitationCounts]:
    return {one.group.key: one for one in found if one.group}


async def test_without_answers_there_is_no_figure(world: World) -> None:
    assert await load_scores(LENA, WEEK) == []
    [nobody] = await load_invitation_counts(LENA, WEEK)
    assert (nobody.contacts, nobody.rr1, nobody.shown) == (0, None, "too few")
    [none] = await load_case_counts(LENA, WEEK)
    assert (none.opened, none.recovery) == (0, None)


async def test_a_score_carries_its_interval_and_n(world: World) -> None:
    await answered(world, 5, 4, 4, 3, 5, 5, 4, 4, 2, 5)
    [found] = await load_scores(LENA, WEEK)
    assert found.measure.key == "csat:1-5:higher_is_better:agent:post_contact"
    assert found.histogram == {2: 1, 3: 1, 4: 4, 5: 4}
    assert found.figure is not None
    assert (found.figure.value, round(found.figure.low), found.n, found.shown) == (80.0, 49, 10, "yes")
    assert await load_scores(LENA, WEEK.but(since=date(2026, 5, 5))) == []


async def test_different_objects_never_share_a_score(world: World) -> None:
    await answered(world, 5, 5, 5, 5, 5)
    await answered(world, 1, 1, 1, 1, 1, survey="billing")
    found = await load_scores(LENA, WEEK)
    assert [(one.measure.object, one.figure and one.figure.value) for one in found] == [("agent", 100), ("contact", 0)]
    [one] = await load_scores(LENA, WEEK.but(survey="billing"))
    assert one.measure.object == "contact"


async def test_groups_by_every_dimension(world: World) -> None:
    north = await world.unit("North")
    energy = await world.line("Energy")
    await answered(world, 5, 4, 3, 4, 5, channel="web_chat", touchpoint="support", unit="North", line="Energy")
    await answered(world, 1, 2, 3, 4, 5, at=MONDAY + DAY)
    expected = {
        Dimension.CHANNEL: {"web_chat", "phone_in_house"},
        Dimension.TOUCHPOINT: {"support", "billing"},
        Dimension.LINE: {str(energy), NONE},
        Dimension.UNIT: {str(north), NONE},
        Dimension.SURVEY: {"support"},
        Dimension.DAY: {"2026-05-04", "2026-05-05"},
        Dimension.WEEK: {"2026-05-04"},
        Dimension.MONTH: {"2026-05-01"},
    }
    for dimension, keys in expected.items():
        found = by_key(await load_scores(LENA, WEEK, dimension))
        assert set(found) == keys, dimension
        assert sum(one.n for one in found.values() if isinstance(one, Score)) == 10
        for key, one in found.items():
            narrowed = WEEK.within(dimension, key)
            if narrowed is not None:
                [alone] = await load_scores(LENA, narrowed)
                assert isinstance(one, Score)
                assert alone.histogram == one.histogram
    titles = {one.group.title for one in await load_scores(LENA, WEEK, Dimension.LINE) if one.group}
    assert titles == {"Energy", NONE}
    [survey] = await load_scores(LENA, WEEK, Dimension.SURVEY)
    assert survey.group == Group("support", "Your support case")


async def test_a_unit_stands_for_those_below_it(world: World) -> None:
    site = await world.unit("Site")
    red, blue = await world.unit("Red", below="Site"), await world.unit("Blue", below="Site")
    shift = await world.unit("Early", below="Red")
    for unit, rating in (("Site", 1), ("Red", 2), ("Blue", 3), ("Early", 4)):
        await answered(world, *[rating] * 5, unit=unit)
    [whole] = await load_scores(LENA, WEEK.but(unit=site))
    assert whole.n == 20
    assert {k: one.histogram for k, one in by_key(await load_scores(LENA, WEEK.but(unit=site), Dimension.UNIT)).items()
            if isinstance(one, Score)} == {str(site): {1: 5}, str(red): {2: 5, 4: 5}, str(blue): {3: 5}}  # fmt: skip
    assert set(by_key(await load_scores(LENA, WEEK, Dimension.UNIT))) == {str(site)}
    omar = replace(LENA, units=(red, shift))
    [own] = await load_scores(omar, WEEK)
    assert own.histogram == {2: 5, 4: 5}
    assert set(by_key(await load_scores(omar, WEEK, Dimension.UNIT))) == {str(red)}
    assert await load_scores(omar, WEEK.but(unit=blue)) == []


async def test_lines_narrow_too(world: World) -> None:
    energy, water = await world.line("Energy"), await world.line("Water")
    await answered(world, 5, 5, 5, 5, 5, line="Energy")
    await answered(world, 1, 1, 1, 1, 1, line="Water")
    [own] = await load_scores(replace(LENA, lines=(water,)), WEEK)
    assert own.histogram == {1: 5}
    assert await load_scores(replace(LENA, lines=(water,)), WEEK.but(line=energy)) == []


async def test_three_answers_are_too_few_for_a_lead_and_nothing_for_an_executive(world: World) -> None:
    await answered(world, 5, 5, 1)
    [few] = await load_scores(LENA, WEEK)
    assert (few.n, few.figure, few.shown) == (3, None, "too few")
    [hidden] = await load_scores(EVA, WEEK)
    assert (hidden.n, hidden.histogram, hidden.figure, hidden.shown) == (0, {}, None, "hidden")


async def test_an_executive_sees_no_group_whose_difference_would_reveal_a_few(world: World) -> None:
    await answered(world, 5, 5, 5, 5, 4, 4, 4, 4)
    await answered(world, 1, 1, channel="web_chat")
    await answered(world, 3, 3, 3, 3, 3, channel="sms")
    [whole] = await load_scores(EVA, WEEK)
    assert (whole.n, whole.shown) == (15, "yes")
    groups = by_key(await load_scores(EVA, WEEK, Dimension.CHANNEL))
    assert {key: one.shown for key, one in groups.items()} == {
        "phone_in_house": "yes",
        "sms": "hidden",
        "web_chat": "hidden",
    }, "15 less 8 less 5 would be two people"
    assert [one.shown for one in await load_scores(EVA, WEEK.but(channel="sms"))] == ["hidden"]
    chosen = {key: one.n for key, one in by_key(await load_scores(LENA, WEEK, Dimension.CHANNEL)).items()
              if isinstance(one, Score)}  # fmt: skip
    assert chosen == {"phone_in_house": 8, "sms": 5, "web_chat": 2}


async def test_an_executive_reads_whole_weeks_and_months(world: World) -> None:
    wednesday = WEEK.but(since=date(2026, 5, 6), until=date(2026, 5, 6))
    assert await visible_period(EVA, wednesday) == WEEK
    assert await visible_period(LENA, wednesday) == wednesday
    await answered(world, 5, 4, 3, 2, 1)
    [seen] = await load_scores(EVA, wednesday)
    assert seen.n == 5
    assert [one.group.key for one in await load_scores(EVA, WEEK, Dimension.DAY) if one.group] == ["2026-05-04"]
    assert await load_scores(LENA, wednesday) == []


async def test_a_sum_is_hidden_where_one_of_its_weeks_is(world: World) -> None:
    """Eva sees the figure that Lena sees, or none: never the sum of what is left."""
    await answered(world, 5, 4, 3, 2, 1)
    await answered(world, 5, 5, at=MONDAY + 7 * DAY)
    [hidden] = await load_scores(EVA, WEEK.but(until=date(2026, 5, 17)))
    assert (hidden.n, hidden.figure, hidden.shown) == (0, None, "hidden")
    [whole] = await load_scores(LENA, WEEK.but(until=date(2026, 5, 17)))
    assert (whole.n, whole.shown) == (7, "yes")
    weeks = await load_scores(EVA, WEEK.but(until=date(2026, 5, 17)), Dimension.WEEK)
    assert [(one.shown, one.n) for one in weeks] == [("yes", 5), ("hidden", 0)]


async def test_a_company_may_set_a_lower_floor(world: World) -> None:
    await republish(Company, "company", floor=3)
    await answered(world, 5, 5, 1)
    [seen] = await load_scores(EVA, WEEK)
    assert (seen.n, seen.shown) == (3, "yes")


async def test_sentiment_carries_its_number_of_comments(world: World) -> None:
    responses = [await world.answer({"improve": "Slow"}) for _ in range(6)]
    await count_subjects(responses)
    [unread] = await load_scores(LENA, WEEK)
    assert (unread.measure.metric, unread.n, unread.figure, unread.shown) == ("sentiment", 0, None, "too few")
    assert unread.scored is not None
    assert (unread.scored.value, unread.scored.n) == (0, 6)
    for response in responses[:5]:
        await score(response, "improve", -0.5)
    await count_subjects(responses)
    [read] = await load_scores(LENA, WEEK)
    assert read.figure is not None
    assert (read.figure.value, read.figure.n) == (-0.5, 5)
    assert read.scored is not None
    assert round(read.scored.value) == 83


async def test_another_lead_in_is_a_break(world: World) -> None:
    await answered(world, 5, 5, 5, 5, 5)
    before = await load_scores(LENA, WEEK)
    [support] = [s.definition for s in load(all_files()) if s.file.endswith("support.toml")
                 if isinstance(s.definition, Questionnaire)]  # fmt: skip
    await republish(Questionnaire, "support", questions=support.questions[1:])  # nobody is asked "solved?" any more
    world.versions["support"] = await DB.fetch_value("SELECT id FROM survey_version WHERE slug = 'support' AND current")
    await answered(world, 1, 1, 1, 1, 1, at=MONDAY + 2 * DAY)
    [both] = await load_scores(LENA, WEEK)
    assert both.n == 10
    assert both.breaks == (SeriesBreak(date(2026, 5, 6), "support", "csat"),)
    after = await load_scores(LENA, WEEK.but(since=date(2026, 5, 6)))
    assert not comparable(before[0], after[0])
    assert comparable(before[0], before[0])
    assert after[0].breaks == ()


async def test_of_a_relationship_each_person_counts_once_with_his_latest_answer(world: World) -> None:
    [support] = [s.definition for s in load(all_files()) if s.file.endswith("support.toml")
                 if isinstance(s.definition, Questionnaire)]  # fmt: skip
    questions = tuple(replace_struct(q, occasion="relationship") if q.metric else q for q in support.questions)
    await republish(Questionnaire, "support", questions=questions)
    world.versions["support"] = await DB.fetch_value("SELECT id FROM survey_version WHERE slug = 'support' AND current")
    ada = await customer("Ada", None)
    married = await customer("Ada B.", None, merged_into=ada)
    await answered(world, 1, person=ada)
    await answered(world, 2, person=ada, at=MONDAY + DAY)
    found_again = await customer("A. B.", None, merged_into=married)  # merged before Ada B. was
    await answered(world, 3, person=found_again, at=MONDAY + DAY + timedelta(hours=1))
    await answered(world, 5, person=married, at=MONDAY + 2 * DAY)
    await answered(world, 4, 4, 4, 4)
    [latest] = await load_scores(LENA, WEEK)
    assert latest.histogram == {4: 4, 5: 1}
    days = await load_scores(LENA, WEEK, Dimension.DAY)
    assert [one.histogram for one in days] == [{1: 1, 4: 4}, {3: 1}, {5: 1}]


async def test_invitations_and_their_rates(world: World) -> None:
    for disposition, times in (("complete", 4), ("refused", 2), ("unknown", 3), ("noncontact", 1)):
        for _ in range(times):
            if disposition == "complete":
                await world.answer({"csat": 5})
            else:
                await world.invite(disposition=disposition)
    for rule in ("customer cap", "customer cap", "no basis"):
        await world.contact("suppressed", rule)
    await world.contact("ineligible", "no programme")
    await world.contact("deferred", "not over")
    await world.contact("failed", "KeyError")
    await rebuild_cells()
    with clock.travelled(MONDAY + 3 * DAY):
        [found] = await load_invitation_counts(LENA, WEEK.but(until=date(2026, 5, 4)))
    assert (found.contacts, found.eligible, found.invited, found.deferred, found.failed) == (16, 15, 10, 1, 1)
    assert found.suppressed == {"customer cap": 2, "no basis": 1}
    assert found.rr1 is not None
    assert (found.rr1.value, found.rr1.n) == (40.0, 10)
    assert found.coverage is not None
    assert round(found.coverage.value, 1) == 66.7
    assert found.completion is None  # of four who began, nothing is said
    assert found.open_day == (4, 14)
    with clock.travelled(MONDAY + 20 * DAY):
        [closed] = await load_invitation_counts(LENA, WEEK)
        assert closed.open_day is None
        [day] = await load_invitation_counts(LENA, WEEK, Dimension.DAY)
        assert (day.group and day.group.key, day.contacts) == ("2026-05-04", 16)


async def test_small_groups_of_invitations_and_cases_are_hidden_from_an_executive(world: World) -> None:
    for channel, times in (("web_chat", 2), ("sms", 6), ("fax", 7)):
        for _ in range(times):
            response = await world.answer({"csat": 1}, channel=channel)
            await open_case(response)
    await rebuild_cells()
    with clock.travelled(MONDAY):
        seen = {
            one.group.key: one.shown for one in await load_invitation_counts(EVA, WEEK, Dimension.CHANNEL) if one.group
        }
        assert seen == {"web_chat": "hidden", "sms": "hidden", "fax": "yes"}  # the sms too, or the whole would tell
        seen = {one.group.key: one.shown for one in await load_case_counts(EVA, WEEK, Dimension.CHANNEL) if one.group}
        assert seen == {"web_chat": "hidden", "sms": "hidden", "fax": "yes"}
        all_seen = {
            one.group.key: one.opened for one in await load_case_counts(LENA, WEEK, Dimension.CHANNEL) if one.group
        }
        assert all_seen == {"web_chat": 2, "sms": 6, "fax": 7}
        [whole] = await load_case_counts(EVA, WEEK)
        assert whole.opened == 15


async def test_cases_by_state(world: World) -> None:
    north = await world.unit("North")
    for state in ("open", "open", "working", "closed", "confirmed", "confirmed", "unanswered"):
        await open_case(await world.answer({"csat": 1}, unit="North"), state)
    await rebuild_cells()
    with clock.travelled(MONDAY + 3 * DAY):
        [found] = await load_case_counts(LENA, WEEK)
        [unit] = await load_case_counts(LENA, WEEK, Dimension.UNIT)
    assert (found.opened, found.open, found.overdue, found.closed) == (7, 3, 3, 4)
    assert (found.confirmed, found.unanswered, found.dismissed) == (2, 1, 0)
    assert found.in_sla is not None
    assert (round(found.in_sla.value, 1), found.in_sla.n) == (57.1, 7)  # three open past their time are misses
    assert found.recovery is None  # of four closed ones, nothing is said
    assert (unit.group and unit.group.key, unit.overdue) == (str(north), 3)
    with clock.travelled(MONDAY + timedelta(hours=-1)):
        [early] = await load_case_counts(LENA, WEEK)
    assert early.overdue == 0
    assert await load_case_counts(replace(LENA, units=()), WEEK, Dimension.UNIT) == []
