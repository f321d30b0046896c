"""Groups that a reader whom the floor binds may not see.

`vocapp.metrics.privacy_rules` decides within a stretch of days, `privacy_periods` over a period; here are the people to
judge by, from the cells:

- a measure: everybody who answered it. Within a stretch, a week at most, nobody is invited twice, and of several
  questions of a survey that measure the same the one with most answers counts its people;
- cases: everybody who answered anything or has a case. That nobody of four respondents has a case says something, too;
- the backlog of open cases: everybody who has one;
- invitations: every contact.

The rule compares views of one state of the data; tables of two days can differ by one late answer.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from vocapp.database import DB
from vocapp.metrics.measure import Measure
from vocapp.metrics.privacy_periods import PeriodPopulations
from vocapp.metrics.privacy_views import ALL, Atom, Label, View
from vocapp.rollups.contributions_sql import ANSWER, CASE, INVITATION
from vocapp.rollups.queries.cells import STRETCH, Division
from vocapp.rollups.queries.context import CountedPeople, NumbersContext, SeriesInfo
from vocapp.rollups.queries.slice_condition import slice_condition
from vocapp.rollups.rollup_slice import NONE, Dimension, Slice, days_of

ATOMS: Final = f"""
SELECT c.series_id, {STRETCH} AS stretch, c.place_id, sum(c.n)::int AS n
FROM cell c JOIN cell_place p ON p.id = c.place_id
WHERE c.series_id = ANY($1::int[]) AND c.day BETWEEN $2 AND $3 AND {{covered}} GROUP BY 1, 2, 3"""  # noqa: S608 — {STRETCH} is a constant
DIMENSIONS: Final = ("channel", "touchpoint", "line", "unit", "survey")
OPENED: Final = "opened"
OPEN: Final = "open"
Place = tuple[Measure, str, str]
"""A measure and a group of one or of two dimensions; "" where the slice is not divided."""
AnswerPopulations = Mapping[Measure, PeriodPopulations]
_People = Callable[[Collection[int]], int]


async def load_answer_populations(context: NumbersContext, slice_: Slice) -> AnswerPopulations:
    """The people who answered each measure in the period of the slice, wherever they are that the reader sees."""
    series: dict[Measure, dict[int, SeriesInfo]] = defaultdict(dict)
    for id_, one in context.series_of(ANSWER).items():
        series[one.measure][id_] = one
    rows = await _load_people(context, slice_)
    return {measure: _populations(context, rows, known, max) for measure, known in series.items()}


async def withheld_answers(
    populations: AnswerPopulations, slice_: Slice, division: Division, places: Collection[Place]
) -> set[Place]:
    """Those of the measures and groups of the slice that are hidden."""
    groups: dict[Measure, set[tuple[str, ...]]] = defaultdict(set)
    for measure, *keys in places:
        groups[measure].add(tuple(keys))
    # A year of a large company takes a second: in a thread, so that other requests do not wait.
    return await asyncio.to_thread(
        lambda: {
            (measure, key, across)
            for measure, found in groups.items()
            for key, across in _withheld(populations[measure], slice_, division, found)
        }
    )


async def withheld_cases(
    context: NumbersContext, slice_: Slice, by: Dimension | None, groups: Collection[str]
) -> set[str]:
    """Those of the groups whose counts of cases are hidden."""
    opened = {id_: one for id_, one in context.series_of(CASE).items() if one.name == OPENED}
    return await _withheld_counts(context, slice_, by, groups, {**context.series_of(ANSWER), **opened}, max)


async def withheld_invitations(
    context: NumbersContext, slice_: Slice, by: Dimension | None, groups: Collection[str]
) -> set[str]:
    """Those of the groups whose counts of invitations are hidden."""
    return await _withheld_counts(context, slice_, by, groups, context.series_of(INVITATION), sum)


async def is_backlog_withheld(context: NumbersContext, slice_: Slice) -> bool:
    """Whether the open cases of the slice are hidden; judged are all that are open, of any week, together."""
    open_now = {id_: one for id_, one in context.series_of(CASE).items() if one.name == OPEN}
    rows = [row._replace(stretch=slice_.since) for row in await _load_people(context, slice_)]
    return bool(_withheld(_populations(context, rows, open_now, sum), slice_, (None,), {("",)}))


async def _withheld_counts(
    context: NumbersContext,
    slice_: Slice,
    by: Dimension | None,
    groups: Collection[str],
    counted: Mapping[int, SeriesInfo],
    people: _People,
) -> set[str]:
    rows = await _load_people(context, slice_)
    keys = {(group,) for group in groups}
    populations = _populations(context, rows, counted, people)
    return {key for (key,) in await asyncio.to_thread(_withheld, populations, slice_, (by,), keys)}


def _withheld(
    populations: PeriodPopulations,
    slice_: Slice,
    division: Sequence[Dimension | None],
    groups: Collection[tuple[str, ...]],
) -> set[tuple[str, ...]]:
    """The groups, a key for each dimension of the division, that are hidden over the period or their part of it."""
    found = set()
    for keys in groups:
        since, until = slice_.since, slice_.until
        pairs = list(zip(division, keys, strict=True))
        for by, key in pairs:
            if by is not None and by.is_time:
                first, last = days_of(by, date.fromisoformat(key))
                since, until = max(since, first), min(until, last)
        if populations.withholds(view_of(slice_, *pairs), since, until):
            found.add(keys)
    return found


async def _load_people(context: NumbersContext, slice_: Slice) -> Sequence[CountedPeople]:
    """The counts of every series by stretch and place, in places that the reader sees; read once a period."""
    period = slice_.since, slice_.until
    if period not in context.people:
        place = slice_condition(context, Slice(*period), "p", 4)
        series = [id_ for kind in (ANSWER, CASE, INVITATION) for id_ in context.series_of(kind)]
        rows = await DB.fetch(ATOMS.format(covered=place.sql), series, *period, *place.values)
        context.people[period] = [CountedPeople(*row) for row in rows]
    return context.people[period]


def _populations(
    context: NumbersContext, rows: Iterable[CountedPeople], counted: Mapping[int, SeriesInfo], people: _People
) -> PeriodPopulations:
    """The people of each stretch; `people` makes their number of the counts of the series of one survey."""
    labels = {id_: place_labels(context, place) for id_, place in context.places.items()}
    counts: dict[tuple[date, Atom], list[int]] = defaultdict(list)
    for row in rows:
        if row.series_id in counted:
            survey = counted[row.series_id].survey or NONE
            counts[row.stretch, (*labels[row.place_id], (survey,))].append(row.n)
    atoms: dict[date, dict[Atom, int]] = defaultdict(dict)
    for (stretch, atom), numbers in counts.items():
        atoms[stretch][atom] = people(numbers)
    return PeriodPopulations(atoms, context.floor)


def view_of(slice_: Slice, *groups: tuple[Dimension | None, str]) -> View:
    """The view that the slice is, narrowed to a group of each dimension. A unit is it with those below, or it alone."""
    labels: dict[str, Label] = dict.fromkeys(DIMENSIONS, ALL)
    for name in ("channel", "touchpoint", "line", "survey"):
        if (value := getattr(slice_, name)) is not None:
            labels[name] = str(value)
    if slice_.unit is not None:
        labels["unit"] = _below(slice_.unit)
    for by, key in groups:
        if by is not None and not by.is_time:
            labels[by.value] = key
        if by is Dimension.UNIT:
            alone = key == NONE or UUID(key) == slice_.unit
            labels["unit"] = key if alone else _below(UUID(key))
    return tuple(labels[name] for name in DIMENSIONS)


def place_labels(context: NumbersContext, row: Mapping[str, Any]) -> tuple[tuple[Label, ...], ...]:
    """The labels of a place: channel, touchpoint, line, and the unit alone and below each visible unit above it."""
    line, unit = row["line_id"], row["unit_id"]
    above = tuple(_below(one) for one in context.units.seen_chain(unit, context.actor.units)) if unit.int else ()
    return (
        (row["channel"],),
        (row["touchpoint"],),
        (str(line) if line.int else NONE,),
        (str(unit) if unit.int else NONE, *above),
    )


def _below(unit: UUID) -> tuple[str, str]:
    return "below", str(unit)
