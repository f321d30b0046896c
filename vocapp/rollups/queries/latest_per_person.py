"""The latest answer of each person, for measures of a relationship, from the contributions: cells have no persons."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from vocapp.customers.merging.merged_family import MERGED_ROOTS
from vocapp.database import DB
from vocapp.rollups.packing import unpack_sql
from vocapp.rollups.queries.cells import KEYS, CellSum, key_reader
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.queries.slice_condition import slice_condition
from vocapp.rollups.rollup_slice import Dimension, Slice

# One answer a person, measure and group: the latest in the period. Merged customers are one person, whose root stands
# for them.
LATEST: Final = f"""
WITH RECURSIVE {MERGED_ROOTS}
SELECT series_id, key, across, value, count(*)::int AS n, min(day) AS first FROM (
  SELECT DISTINCT ON (person, measure, key, across) * FROM (
    SELECT c.series_id, c.value, c.day, w.measure, {{key}} AS key, {{across}} AS across, r.answered_at,
      coalesce(root.id, i.customer_id, r.id) AS person
    FROM contribution k
    CROSS JOIN LATERAL (SELECT {unpack_sql("part")} FROM unnest(k.parts) AS part) AS c(series_id, day, value)
    JOIN unnest($1::int[], $2::int[]) AS w(series_id, measure) ON w.series_id = c.series_id
    JOIN cell_place p ON p.id = k.place_id
    JOIN response r ON r.id = k.subject_id
    LEFT JOIN invitation i ON i.id = r.invitation_id
    LEFT JOIN root ON root.start = i.customer_id
    WHERE k.kind = 'answer' AND c.day BETWEEN $3 AND $4 AND {{covered}}) given
  ORDER BY person, measure, key, across, day DESC, answered_at DESC) latest
GROUP BY series_id, key, across, value"""  # noqa: S608


async def keep_latest_per_person(
    context: NumbersContext,
    tallies: Sequence[CellSum],
    slice_: Slice,
    by: Dimension | None,
    across: Dimension | None = None,
) -> list[CellSum]:
    """The sums, in which measures of a relationship count only the latest answer of each person."""
    repeated = {one.series for one in tallies if one.series.measure.is_latest_per_person}
    if not repeated:
        return list(tallies)
    ordered = sorted(repeated, key=lambda series: series.measure)
    known = {series.id: series for series in ordered}
    numbers = [number for number, (_, same) in enumerate(groupby(ordered, lambda series: series.measure)) for _ in same]
    place = slice_condition(context, slice_, "p", 5)
    sql = LATEST.format(key=KEYS[by], across=KEYS[across], covered=place.sql)
    rows = await DB.fetch(sql, list(known), numbers, slice_.since, slice_.until, *place.values)
    read, read_across = key_reader(context, slice_, by), key_reader(context, slice_, across)
    latest = [
        CellSum(series, read(key, series.survey), read_across(second, series.survey), *counted)
        for id_, key, second, *counted in rows
        for series in (known[id_],)
    ]
    return [one for one in tallies if one.series not in repeated] + latest
