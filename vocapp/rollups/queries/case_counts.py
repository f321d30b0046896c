"""Counts of cases from the cells, and from the rows those that are overdue at this moment."""

from collections import Counter, defaultdict
from typing import Final

from vocapp.cases.case_states import ACTIVE_SQL
from vocapp.database import DB
from vocapp.metrics import case_rates
from vocapp.rollups.contributions_sql import ANSWER, CASE
from vocapp.rollups.queries.cells import KEYS, group_of, key_reader, sum_cells
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.queries.floor import figure_if_enough
from vocapp.rollups.queries.slice_condition import slice_condition
from vocapp.rollups.queries.withheld_groups import is_backlog_withheld, withheld_cases
from vocapp.rollups.rollup_slice import Dimension, Slice
from vocapp.rollups.types import CaseCounts, Group

# From the rows: few cases are open, and time alone makes them overdue. `active`: open now; `late`: past the due time of
# the queue; `missed`: past the time of resolution.
OVERDUE: Final = f"""
SELECT survey, {{key}} AS key, count(*) AS active, count(*) FILTER (WHERE due_at < $1) AS late,
  count(*) FILTER (WHERE resolve_due_at < $1) AS missed
FROM (SELECT f.due_at, f.resolve_due_at, (f.opened_at AT TIME ZONE $2)::date AS day, sv.slug AS survey, f.channel,
    f.touchpoint, f.line_id, f.unit_id
  FROM followup_case f JOIN invitation i ON i.contact_id = f.contact_id
  JOIN survey_version sv ON sv.id = i.survey_version_id
  WHERE f.state {ACTIVE_SQL} AND NOT f.is_test) c
CROSS JOIN LATERAL (SELECT c.channel, c.touchpoint, c.line_id, c.unit_id) p
WHERE day BETWEEN $3 AND $4 AND ($5::text IS NULL OR survey = $5) AND {{covered}} GROUP BY 1, 2"""  # noqa: S608


async def load_case_counts(context: NumbersContext, slice_: Slice, by: Dimension | None = None) -> list[CaseCounts]:
    """The cases opened in the slice: one for the whole, or one a group.

    A reader whom the floor binds sees whole weeks and months, and counts only of groups in which enough people answered
    (`withheld_groups`); a group of fewer people is hidden whether it has cases or not.
    """
    slice_, by = context.visible_division(slice_, by)
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in await sum_cells(context, CASE, slice_, by):
        parts[one.key][one.series.name] += one.n
    for key, marks in (await _overdue(context, slice_, by)).items():
        if key in parts:
            parts[key] += marks
    hidden: set[str] = set()
    if context.is_bound:
        answered = {one.key for one in await sum_cells(context, ANSWER, slice_, by)} if by else {""}
        hidden = await withheld_cases(context, slice_, by, parts.keys() | answered)
    if by is None and not hidden:
        parts.setdefault("", Counter())
    return [
        CaseCounts(group=group_of(context, by, key), shown="hidden")
        if key in hidden
        else _count(group_of(context, by, key), parts[key], context.floor)
        for key in sorted(parts.keys() | hidden)
    ]


async def load_backlog(context: NumbersContext, slice_: Slice) -> CaseCounts:
    """The cases of the slice that are open now, and how many of them are overdue; the other counts are 0.

    A reader whom the floor binds sees it where enough people have an open case, whatever the week it was opened in.
    """
    if context.is_bound and await is_backlog_withheld(context, slice_):
        return CaseCounts(group=None, shown="hidden")
    marks = (await _overdue(context, slice_, None)).get("", Counter())
    return CaseCounts(group=None, open=marks["active"], overdue=marks["late"])


def _count(group: Group | None, marks: Counter[str], least: int) -> CaseCounts:
    closed = marks["closed"]
    return CaseCounts(
        group=group,
        **{name: marks[name] for name in ("opened", "open", "closed", "confirmed", "denied", "unanswered")},
        dismissed=marks["dismissed"],
        reopened=marks["reopened"],
        overdue=marks["late"],
        in_sla=figure_if_enough(case_rates.in_sla(marks["in_time"], closed, marks["missed"]), least),
        recovery=figure_if_enough(case_rates.recovery(marks["confirmed"], closed), least),
        reopening=figure_if_enough(case_rates.reopening(marks["reopened"], marks["ever_closed"]), least),
        reach=figure_if_enough(case_rates.reach(marks["reached"], marks["attempted"]), least),
        shown="yes" if marks["opened"] >= least else "too few",
    )


async def _overdue(context: NumbersContext, slice_: Slice, by: Dimension | None) -> dict[str, Counter[str]]:
    place, key = slice_condition(context, slice_, "p", 6), key_reader(context, slice_, by)
    values = (context.now, context.zone, slice_.since, slice_.until, slice_.survey)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in await DB.fetch(OVERDUE.format(key=KEYS[by], covered=place.sql), *values, *place.values):
        found[key(row["key"], row["survey"])] += Counter(active=row["active"], late=row["late"], missed=row["missed"])
    return found
