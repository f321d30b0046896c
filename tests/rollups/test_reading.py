"""What each viewer reads of a slice: leads, executives, and people of one unit."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.rollups.world import MONDAY, World
from vocapp.edge.access import Actor, Role
from vocapp.rollups.counting import count
from vocapp.rollups.reading import asks, cases, scores
from vocapp.rollups.shown import Asks, Score
from vocapp.rollups.slicing import NONE, Dimension, Slice

WEEK = Slice(date(2026, 5, 4), date(2026, 5, 10))
LENA = Actor(kind="user", role=Role.LEAD)
EVA = Actor(kind="user", role=Role.EXECUTIVE)
DAY = timedelta(days=1)


@pytest.fixture
async def world(database: str) -> World:
    return await World.made()


async def answered(world: World, *ratings: int, **given: object) -> None:
    """So many customers rate the agent, and are counted."""
    await count([await world.answer({"csat": rating}, **given) for rating in ratings])


def by_key(found: list[Score] | list[Asks]) -> dict[str, Score | Asks]:
    return {one.group.key: one for one in found if one.group}


async def test_nothing_answered_says_nothing(world: World) -> None:
    assert await scores(LENA, WEEK) == []
    [nobody] = await asks(LENA, WEEK)
    assert (nobody.contacts, nobody.rr1, nobody.shown) == (0, None, "too few")
    [none] = await cases(LENA, WEEK)
    assert (none.opened, none.recovery) == (0, None)


async def test_a_score_carries_its_interval_and_n(world: World) -> None:
    await answered(world, 5, 4, 4, 3, 5, 5, 4, 4, 2, 5)
    [found] = await scores(LENA, WEEK)
    assert found.measure.key == "csat:1-5:higher_is_better:agent:post_contact"
    assert found.histogram == {2: 1, 3: 1, 4: 4, 5: 4}
    assert found.figure is not None
    assert (found.figure.value, round(found.figure.low), found.n, found.shown) == (80.0, 49, 10, "yes")
    assert await scores(LENA, WEEK.but(since=date(2026, 5, 5))) == []


async def test_different_objects_never_share_a_score(world: World) -> None:
    await answered(world, 5, 5, 5, 5, 5)
    await answered(world, 1, 1, 1, 1, 1, survey="billing")
    found = await scores(LENA, WEEK)
    assert [(one.measure.object, one.figure and one.figure.value) for one in found] == [("agent", 100), ("contact", 0)]
    [one] = await scores(LENA, WEEK.but(survey="billing"))
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
        found = by_key(await scores(LENA, WEEK, dimension))
        assert set(found) == keys, dimension
        assert sum(one.n for one in found.values() if isinstance(one, Score)) == 10
        for key, one in found.items():
            narrowed = WEEK.within(dimension, key)
            if narrowed is not None:
                [alone] = await scores(LENA, narrowed)
                assert isinstance(one, Score)
                assert alone.histogram == one.histogram
    titles = {one.group.title for one in await scores(LENA, WEEK, Dimension.LINE) if one.group}
    assert titles == {"Energy", NONE}


async def test_a_unit_stands_for_those_below_it(world: World) -> None:
    site = await world.unit("Site")
    red, blue = await world.unit("Red", below="Site"), await world.unit("Blue", below="Site")
    shift = await world.unit("Early", below="Red")
    for unit, rating in (("Site", 1), ("Red", 2), ("Blue", 3), ("Early", 4)):
        await answered(world, *[rating] * 5, unit=unit)
    [whole] = await scores(LENA, WEEK.but(unit=site))
    assert whole.n == 20
    assert {k: one.histogram for k, one in by_key(await scores(LENA, WEEK.but(unit=site), Dimension.UNIT)).items()
            if isinstance(one, Score)} == {str(site): {1: 5}, str(red): {2: 5, 4: 5}, str(blue): {3: 5}}  # fmt: skip
    assert set(by_key(await scores(LENA, WEEK, Dimension.UNIT))) == {str(site)}
    omar = replace(LENA, units=(red, shift))
    [own] = await scores(omar, WEEK)
    assert own.histogram == {2: 5, 4: 5}
    assert set(by_key(await scores(omar, WEEK, Dimension.UNIT))) == {str(red)}
    assert await scores(omar, WEEK.but(unit=blue)) == []


async def test_lines_narrow_too(world: World) -> None:
    energy, water = await world.line("Energy"), await world.line("Water")
    await answered(world, 5, 5, 5, 5, 5, line="Energy")
    await answered(world, 1, 1, 1, 1, 1, line="Water")
    [own] = await scores(replace(LENA, lines=(water,)), WEEK)
    assert own.histogram == {1: 5}
    assert await scores(replace(LENA, lines=(water,)), WEEK.but(line=energy)) == []


async def test_three_answers_are_too_few_for_a_lead_and_nothing_for_an_executive(world: World) -> None:
    await answered(world, 5, 5, 1)
    [few] = await scores(LENA, WEEK)
    assert (few.n, few.figure, few.shown) == (3, None, "too few")
    [hidden] = await scores(EVA, WEEK)
    assert (hidden.n, hidden.histogram, hidden.figure, hidden.shown) == (0, {}, None, "hidden")


async def test_an_executive_sees_no_group_whose_absence_would_tell_of_a_few(world: World) -> None:
    await answered(world, 5, 5, 5, 5, 4, 4, 4, 4)
    await answered(world, 1, 1, channel="web_chat")
    await answered(world, 3, 3, 3, 3, 3, channel="sms")
    [whole] = await scores(EVA, WEEK)
    assert (whole.n, whole.shown) == (15, "yes")
    groups = by_key(await scores(EVA, WEEK, Dimension.CHANNEL))
    assert {key: one.shown for key, one in groups.items()} == {
        "phone_in_house": "yes",
        "sms": "yes",
        "web_chat": "hidden",
    }
    chosen = {key: one.n for key, one in by_key(await scores(LENA, WEEK, Dimension.CHANNEL)).items()
              if isinstance(one, Score)}  # fmt: skip
    assert chosen == {"phone_in_house": 8, "sms": 5, "web_chat": 2}
