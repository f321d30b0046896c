"""Sums of the cells of a slice, by series, group and value."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from vocapp.database import DB
from vocapp.rollups.queries.context import NumbersContext, SeriesInfo
from vocapp.rollups.queries.slice_condition import slice_condition
from vocapp.rollups.rollup_slice import NONE, Dimension, Slice
from vocapp.rollups.types import Group

Division = tuple[Dimension | None, Dimension | None]
"""What a slice is divided by: nothing, one dimension, or two (a crosstab)."""
# The first day of the stretch: of a week, as far as it lies in one month.
STRETCH: Final = "greatest(date_trunc('week', c.day), date_trunc('month', c.day))::date"
KEYS: Final[Mapping[Dimension | None, str]] = {
    None: "''",
    Dimension.SURVEY: "''",
    Dimension.CHANNEL: "p.channel",
    Dimension.TOUCHPOINT: "p.touchpoint",
    Dimension.LINE: "p.line_id",
    Dimension.UNIT: "p.unit_id",
    Dimension.DAY: "c.day",
    Dimension.WEEK: "date_trunc('week', c.day)::date",
    Dimension.MONTH: "date_trunc('month', c.day)::date",
}
SUMS: Final = """
SELECT c.series_id, {key} AS key, {across} AS across, c.value, sum(c.n)::int AS n, min(c.day) AS first
FROM cell c JOIN cell_place p ON p.id = c.place_id
WHERE c.series_id = ANY($1::int[]) AND c.day BETWEEN $2 AND $3 AND {covered} GROUP BY 1, 2, 3, 4"""


class CellSum(NamedTuple):
    """The count of one value in one group of a series, and its first day.

    `across` is the group of the second dimension; "" where the slice is divided by one.
    """

    series: SeriesInfo
    key: str
    across: str
    value: int
    n: int
    first: date


async def sum_cells(
    context: NumbersContext, kind: str, slice_: Slice, by: Dimension | None, across: Dimension | None = None
) -> list[CellSum]:
    """The sums of the places that the reader may see. The floor is not applied here."""
    known = context.series_of(kind, slice_.survey)
    place = slice_condition(context, slice_, "p", 4)
    sql = SUMS.format(key=KEYS[by], across=KEYS[across], covered=place.sql)
    rows = await DB.fetch(sql, list(known), slice_.since, slice_.until, *place.values)
    read, read_across = key_reader(context, slice_, by), key_reader(context, slice_, across)
    return [
        CellSum(series, read(key, series.survey), read_across(second, series.survey), *counted)
        for id_, key, second, *counted in rows
        for series in (known[id_],)
    ]


def key_reader(context: NumbersContext, slice_: Slice, by: Dimension | None) -> Callable[[Any, str], str]:
    """A function from the grouped column of a row, and its survey, to the key of its group."""

    def key(raw: Any, survey: str) -> str:
        if by is Dimension.SURVEY:
            return survey or NONE
        if raw is None or by is Dimension.UNIT:
            return context.units.step(raw, slice_.unit, context.actor.units) if raw is not None else NONE
        if by is Dimension.LINE:
            return str(raw) if raw.int else NONE
        return str(raw)

    return key


def group_of(context: NumbersContext, by: Dimension | None, key: str) -> Group | None:
    """The group of that key; None where the slice is not divided."""
    if by is None:
        return None
    if by is Dimension.SURVEY and key != NONE:
        return Group(key, context.survey_title(key))
    has_name = by in (Dimension.LINE, Dimension.UNIT) and key != NONE
    return Group(key, context.units.names.get(UUID(key), key) if has_name else key)
