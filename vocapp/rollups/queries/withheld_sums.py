"""Sums for a reader whom the floor binds: those of the views that are permitted in each stretch of days.

`vocapp.metrics.privacy_rules` decides which views of a stretch are permitted. An answer counts as one person: within a
stretch, a week at most, nobody is invited twice. The rule compares views of one state of the data; tables of two days
can differ by one late answer.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from vocapp.database import DB
from vocapp.metrics.measure import Measure
from vocapp.metrics.privacy_rules import Population
from vocapp.metrics.privacy_views import ALL, Atom, Label, View
from vocapp.rollups.queries.cells import STRETCH, CellSum, Division
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.queries.slice_condition import slice_condition
from vocapp.rollups.rollup_slice import NONE, Dimension, Slice

ATOMS: Final = f"""
SELECT c.series_id, {STRETCH} AS stretch, c.place_id, sum(c.n)::int AS n
FROM cell c JOIN cell_place p ON p.id = c.place_id
WHERE c.series_id = ANY($1::int[]) AND c.day BETWEEN $2 AND $3 AND {{covered}} GROUP BY 1, 2, 3"""  # noqa: S608
Populations = Mapping[tuple[Measure, date], Population]
DIMENSIONS: Final = ("channel", "touchpoint", "line", "unit", "survey")


class PermittedSums(NamedTuple):
    """The permitted sums, and the measures and groups (of one or of two dimensions) of which something is withheld."""

    tallies: list[CellSum]
    held_back: set[tuple[Measure, str, str]]


async def keep_permitted(
    populations: Populations, slice_: Slice, division: Division, tallies: Iterable[CellSum]
) -> PermittedSums:
    """The permitted ones of the sums by stretch. Only people in places that the reader sees are counted."""
    # A year of a large company takes a second: in a thread, so that other requests do not wait.
    return await asyncio.to_thread(_keep_permitted, populations, slice_, division, tallies)


def _keep_permitted(
    populations: Populations, slice_: Slice, division: Division, tallies: Iterable[CellSum]
) -> PermittedSums:
    judged: dict[tuple[Measure, date, View], bool] = {}
    views: dict[tuple[str, str], View] = {}
    told, held_back = [], set()
    for one in tallies:
        measure, stretch = one.series.measure, one.stretch or one.first
        group = (one.key, one.across)
        if group not in views:
            views[group] = view_of(slice_, *zip(division, group, strict=True))
        view = views[group]
        place = (measure, stretch, view)
        if place not in judged:
            judged[place] = populations[measure, stretch].permits(view)
        if judged[place]:
            told.append(one)
        else:
            held_back.add((measure, one.key, one.across))
    return PermittedSums(told, held_back)


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


async def load_populations(context: NumbersContext, slice_: Slice) -> Populations:
    """The people of each stretch of the slice's period, wherever they are that the reader sees."""
    known = context.series_of("answer")
    place = slice_condition(context, Slice(slice_.since, slice_.until), "p", 4)
    rows = await DB.fetch(ATOMS.format(covered=place.sql), list(known), slice_.since, slice_.until, *place.values)
    places = {id_: place_labels(context, row) for id_, row in context.places.items()}
    atoms: dict[tuple[Measure, date], dict[Atom, int]] = defaultdict(dict)
    series = {id_: (one.measure, (one.survey or NONE,)) for id_, one in known.items()}
    for id_, stretch, place_id, n in rows:
        measure, survey = series[id_]
        people, atom = atoms[measure, stretch], (*places[place_id], survey)
        people[atom] = people.get(atom, 0) + n
    return {key: Population(people, context.floor) for key, people in atoms.items()}


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
