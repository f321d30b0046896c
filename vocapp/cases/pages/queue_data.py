"""The pages of the queue (keyset pagination, each page from the one index that has its order) and its counts.

The queue of a person with units shows the cases of these units. Cases that they may see beyond that, by a handler
chain, are found by number, on the customer's page and under "mine". For few units the database reads one index range
each and merges them; a person with many units sees most cases, so they are read in order and filtered by unit.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from vocapp.cases.pages.queue_columns import CHOSEN, CLOCK, NAMED, NAMES
from vocapp.cases.pages.queue_filters import tab_conditions
from vocapp.cases.pages.types import QueueFilters, QueuePosition, QueueRow
from vocapp.cases.types import QueueTab
from vocapp.database import DB
from vocapp.database.where import Filter, SqlValues, WhereClause
from vocapp.http.access import Actor

MOST_COUNTED: Final = 100
"""Counting stops here: this count means this many or more."""
SIZE: Final = 30
MOST_MERGED: Final = 12
"""For up to this many units, one index range is read for each."""
EVERYTHING: Final = QueueFilters()


async def load_queue(
    actor: Actor,
    tab: QueueTab,
    filters: QueueFilters = EVERYTHING,
    after: QueuePosition | None = None,
    size: int = SIZE,
    before: QueuePosition | None = None,
) -> list[QueueRow]:
    """A page of a tab, plus one row if there are more. The soonest due comes first; under "done" the latest closed.

    With `before`: the page that ends before that row, in the same order; the extra row is its first.
    """
    sql, values = page_statement(actor, tab, filters, after, size, before)
    rows = await DB.fetch(sql, *values)
    names = {row["id"]: row["name"] for row in await DB.fetch(NAMES, *name_ids(rows))}
    found = [QueueRow(**dict(row), **{of: names.get(row[f"{of}_id"], "") for of in NAMED}) for row in rows]
    return found if before is None else found[::-1]


def page_statement(
    actor: Actor,
    tab: QueueTab,
    filters: QueueFilters,
    after: QueuePosition | None,
    size: int,
    before: QueuePosition | None,
) -> tuple[str, list[Any]]:
    """The statement of a page, and its values; apart, so that benchmarks can EXPLAIN it."""
    values = SqlValues()
    return _page_sql(actor, tab, filters, values, size + 1, after=after, before=before), values


def _page_sql(
    actor: Actor,
    tab: QueueTab,
    filters: QueueFilters,
    values: SqlValues,
    rows: int,
    *,
    after: QueuePosition | None = None,
    before: QueuePosition | None = None,
) -> str:
    """At most so many rows, in the order of the tab; with `before` in the opposite order, the nearest first."""
    column, latest_first = ("closed_at", True) if tab is QueueTab.DONE else ("due_at", False)
    backwards = latest_first is (before is None)
    direction = "DESC" if backwards else "ASC"
    start = before or after
    where = tab_conditions(tab, actor, values, filters.state).add_given(_filters(filters))
    if start is not None:
        where.add(f"(c.{column}, c.id) {'<' if backwards else '>'} (?, ?)", start.at, start.id)
    limit = f"LIMIT {values.place(rows)}"
    order = f"{column} {direction}, id {direction}"
    # Each branch has its own ORDER BY, or the database would read and sort all of them instead of merging.
    branches = _branches(actor, tab, filters, where, f"{CHOSEN}, {CLOCK}")
    parts = [f"({branch} ORDER BY {order} {limit})" for branch in branches]
    return f"{' UNION ALL '.join(parts)} ORDER BY {order} {limit}" if parts[1:] else parts[0]


def name_ids(rows: Sequence[Mapping[str, Any]]) -> tuple[list[UUID], ...]:
    """The values of `NAMES` for some rows: the ids of units, of lines, and of staff."""
    return tuple(list({row[f"{of}_id"] for row in rows if row[f"{of}_id"]}) for of in NAMED)


async def neighbours(
    actor: Actor, tab: QueueTab, filters: QueueFilters, at: QueuePosition
) -> tuple[int | None, int | None]:
    """The numbers of the cases before and after a position in a tab."""
    values = SqlValues()
    before = _page_sql(actor, tab, filters, values, 1, before=at)
    after = _page_sql(actor, tab, filters, values, 1, after=at)
    sql = f"SELECT (SELECT number FROM ({before}) b) AS before, (SELECT number FROM ({after}) a) AS after"  # noqa: S608 — parts are constants; values are parameters
    row = await DB.fetch_one(sql, *values)
    return (row["before"], row["after"]) if row else (None, None)


async def load_counts(actor: Actor) -> Mapping[QueueTab, int]:
    """The number of cases in each tab except DONE, at most MOST_COUNTED."""
    sql, values = counts_statement(actor)
    row = await DB.fetch_one(sql, *values)
    found = {QueueTab(name): count for name, count in (row or {}).items()}
    return {**found, QueueTab.ALL: found[QueueTab.UNIT]}


def counts_statement(actor: Actor) -> tuple[str, list[Any]]:
    """The statement of the counts, and its values. ALL is not counted: it shows the cases of the actor's units too."""
    values = SqlValues()
    parts = []
    for tab in QueueTab:
        if tab not in (QueueTab.DONE, QueueTab.ALL):
            where = tab_conditions(tab, actor, values)
            # The order keeps the database on the right index; without it, it may search from the oldest case on.
            ordered = f"ORDER BY c.due_at LIMIT {MOST_COUNTED}"
            branches = _branches(actor, tab, EVERYTHING, where, "1")
            rows = " UNION ALL ".join(f"({branch} {ordered})" for branch in branches)
            parts.append(f"(SELECT least(count(*), {MOST_COUNTED}) FROM ({rows}) n) AS {tab.value}")  # noqa: S608 — parts are constants; values are parameters
    return f"SELECT {', '.join(parts)}", values


def _branches(actor: Actor, tab: QueueTab, filters: QueueFilters, where: WhereClause, chosen: str) -> Iterator[str]:
    """One SELECT for each unit where there are few, else one SELECT over all of them."""
    select = f"SELECT {chosen} FROM followup_case c WHERE {where.sql}"  # noqa: S608 — parts are constants; values are parameters
    units = _units(actor, tab, filters)
    if units is None:
        yield select
    elif 0 < len(units) <= MOST_MERGED:
        for unit in units:
            yield f"{select} AND c.unit_id = {where.place(unit)}"
    else:
        yield f"{select} AND c.unit_id = ANY({where.place(units)}::uuid[])"


def _units(actor: Actor, tab: QueueTab, filters: QueueFilters) -> list[UUID] | None:
    """The units whose cases the tab shows; None: not filtered by unit."""
    wanted = [filters.unit] if filters.unit else None
    if tab is QueueTab.MINE or actor.units is None:
        return wanted
    return [unit for unit in wanted if unit in actor.units] if wanted else list(actor.units)


def _filters(filters: QueueFilters) -> Iterator[Filter]:
    for name in ("rule", "channel", "touchpoint"):
        yield f"c.{name} = ?", getattr(filters, name)
    yield "c.line_id = ?", filters.line
    yield "c.owner_id = ?", filters.owner
    if number := _number(filters.text):
        yield "c.number = ?", number
    else:
        yield "to_tsvector('simple', c.excerpt) @@ plainto_tsquery('simple', ?)", filters.text


def _number(text: str) -> int | None:
    digits = text.strip().removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None
