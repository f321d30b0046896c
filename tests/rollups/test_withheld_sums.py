"""An executive tries every slice, week and group: no two visible ones differ by a few people, and no table reveals by
subtraction how a few hidden people answered."""

from datetime import date, timedelta
from itertools import combinations
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from tests.hypothesis_profiles import examples
from tests.rollups.number_reading import load_scores
from tests.rollups.world_fixtures import MONDAY, World
from vocapp.database import DB
from vocapp.http.access import Actor, Role
from vocapp.rollups.count_stage import count_subjects
from vocapp.rollups.rollup_slice import NONE, Dimension, Slice

EVA = Actor(kind="user", role=Role.EXECUTIVE)
FORTNIGHT = Slice(date(2026, 5, 4), date(2026, 5, 17))
CHANNELS, UNITS = ("web_chat", "sms", "fax"), ("Red", "Blue", None)


class Guest(NamedTuple):
    """A customer who answered: channel, unit and week."""

    channel: str
    unit: str | None
    week: int


guests = st.lists(
    st.tuples(
        st.builds(Guest, st.sampled_from(CHANNELS), st.sampled_from(UNITS), st.integers(0, 1)), st.integers(1, 6)
    ),
    min_size=2,
    max_size=5,
    unique_by=lambda one: one[0],
)


@given(guests)
@examples(8)
async def test_nothing_can_be_subtracted(world: World, given: list[tuple[Guest, int]]) -> None:
    async with DB.transaction() as example:
        await world.unit("Site")
        for unit in ("Red", "Blue"):
            await world.unit(unit, below="Site")
        people: list[Guest] = []
        for guest, times in given:
            people += [guest] * times
        await count_subjects([await _answered(world, guest) for guest in people])
        seen = await _visible_groups(world)
        views = [frozenset(at for at, guest in enumerate(people) if _in(guest, view)) for view in seen]
        assert [len(members) for members in views] == [view["n"] for view in seen]
        assert all(len(members) >= 5 for members in views)
        assert not {len(one ^ other) for one, other in combinations(views, 2)} & {1, 2, 3, 4}
        tables = await _tables(world)
        assert not {abs(rest) for rest in tables} & {1, 2, 3, 4}
        await example.transaction.rollback()
        example._rolled_back = True


async def _answered(world: World, guest: Guest) -> Any:
    place = {"channel": guest.channel, "unit": guest.unit or ""}
    return await world.answer({"csat": 4}, at=MONDAY + timedelta(weeks=guest.week), **place)


async def _tables(world: World) -> list[int]:
    """The rest of each whole that is shown, week by week and over both, less the groups that are shown.

    Fewer than none where a week of the whole is withheld, and one of its groups is not.
    """
    found = []
    week = timedelta(days=6)
    for days in (FORTNIGHT, FORTNIGHT.but(until=MONDAY.date() + week), FORTNIGHT.but(since=FORTNIGHT.until - week)):
        slices = [days, *(days.but(channel=channel) for channel in CHANNELS)]
        slices += [days.but(unit=unit) for unit in world.units.values()]
        for slice_ in slices:
            for by in (Dimension.CHANNEL, Dimension.UNIT, Dimension.WEEK):
                whole, parts = [sum(one.n for one in await load_scores(EVA, slice_, each)) for each in (None, by)]
                found.append(whole - parts if whole else 0)
    return found


async def _visible_groups(world: World) -> list[dict[str, Any]]:
    """Every view of each week that is shown, with its n; longer periods are sums of weeks."""
    names = {str(id_): name for name, id_ in world.units.items()}
    found = []
    weeks = [FORTNIGHT.but(until=date(2026, 5, 10)), FORTNIGHT.but(since=date(2026, 5, 11))]
    for number, week in enumerate(weeks):
        for channel in (None, *CHANNELS):
            for unit in (None, *world.units):
                slice_ = week.but(channel=channel, unit=world.units.get(unit or ""))
                view_of_slice = {"week": number, "channel": channel, "unit": unit, "alone": False}
                for by in (None, Dimension.CHANNEL, Dimension.UNIT):
                    for score in await load_scores(EVA, slice_, by):
                        view = dict(view_of_slice)
                        if by is Dimension.CHANNEL and score.group:
                            view["channel"] = score.group.key
                        elif by is Dimension.UNIT and score.group:
                            view["unit"] = names.get(score.group.key, NONE)
                            view["alone"] = view["unit"] == unit
                        if score.shown == "yes":
                            found.append(view | {"n": score.n})
    return found


def _in(guest: Guest, view: dict[str, Any]) -> bool:
    unit = view["unit"]
    here = {None: True, NONE: guest.unit is None, "Site": guest.unit is not None and not view["alone"]}
    return (
        guest.week == view["week"] and view["channel"] in (None, guest.channel) and here.get(unit, guest.unit == unit)
    )
