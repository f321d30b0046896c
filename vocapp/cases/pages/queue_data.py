"""What is in the queue? Pages by key, each from the one index that has its order, and counts that stop counting.

The queue of somebody with units shows the cases that were given to these units. What they may see beyond it, by a
handler chain, is found by number, on the customer's page and under "mine". A person of few units has them read one
index range each, merged by the database; one of many sees so much of everything that it is read in order, and passed
over where it is not his.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from vocapp.cases.pages.case_data import people as people
from vocapp.cases.pages.case_data import story as story
from vocapp.cases.pages.queue_columns import CHOSEN, CLOCK, NAMED, NAMES
from vocapp.cases.pages.queue_filters import Values, among, conditions
from vocapp.cases.pages.types import Filters, Position, Row
from vocapp.cases.types import Tab
from vocapp.database import DB
from vocapp.http.access import Actor

MOST_COUNTED: Final = 100
"""A count of so many means: so many or more."""
SIZE: Final = 30
MOST_MERGED: Final = 12
"""Units that are read each by itself."""
EVERYTHING: Final = Filters()


async def queue(
    actor: Actor,
    tab: Tab,
    filters: Filters = EVERYTHING,
    after: Position | None = None,
    size: int = SIZE,
    before: Position | None = None,
) -> list[Row]:
    """A page of a tab and one row more where there is one: the soonest due first, of the done the latest closed.

    With `before` the page that ends before that row, in the same order; its first row is the one more.
    """
    sql, values = page(actor, tab, filters, after, size, before)
    rows = await DB.fetch(sql, *values)
    names = {row["id"]: row["name"] for row in await DB.fetch(NAMES, *named(rows))}
    found = [Row(**dict(row), **{of: names.get(row[f"{of}_id"], "") for of in NAMED}) for row in rows]
    return found if before is None else found[::-1]


def page(
    actor: Actor, tab: Tab, filters: Filters, after: Position | None, size: int, before: Position | None
) -> tuple[str, list[Any]]:
    """The statement of a page, and its values; for who wants to have it explained."""
    values = Values()
    column, latest_first = ("closed_at", True) if tab is Tab.DONE else ("due_at", False)
    backwards = latest_first is (before is None)
    direction = "DESC" if backwards else "ASC"
    start = before or after
    beyond = []
    if start is not None:
        beyond = [f"(c.{column}, c.id) {'<' if backwards else '>'} ({values(start.at)}, {values(start.id)})"]
    narrowed = [*conditions(tab, actor, values, filters.state), *_filters(filters, values), *beyond]
    limit = f"LIMIT {values(size + 1)}"
    order = f"{column} {direction}, id {direction}"
    chosen = f"{CHOSEN}, {CLOCK}"
    # Each branch in order by itself, or the database would read and sort all of them instead of merging.
    parts = [f"({part} ORDER BY {order} {limit})" for part in _branches(actor, tab, filters, narrowed, values, chosen)]
    return f"{' UNION ALL '.join(parts)} ORDER BY {order} {limit}" if parts[1:] else parts[0], values.given


def named(rows: Sequence[Mapping[str, Any]]) -> tuple[list[UUID], ...]:
    """The values of `NAMES` for some rows: the ids of units, of lines, and of staff."""
    return tuple(list({row[f"{of}_id"] for row in rows if row[f"{of}_id"]}) for of in NAMED)


async def counts(actor: Actor) -> Mapping[Tab, int]:
    """How many cases each tab but DONE holds, MOST_COUNTED at most."""
    sql, values = counting(actor)
    row = await DB.fetch_one(sql, *values)
    found = {Tab(name): count for name, count in (row or {}).items()}
    return {**found, Tab.ALL: found[Tab.UNIT]}


def counting(actor: Actor) -> tuple[str, list[Any]]:
    """The statement of the counts, and its values. All that somebody may see in the queue are those of his units."""
    values = Values()
    parts = []
    for tab in Tab:
        if tab not in (Tab.DONE, Tab.ALL):
            narrowed = conditions(tab, actor, values)
            # In order, though none is needed: else the database may look for them from the oldest case on.
            ordered = f"ORDER BY c.due_at LIMIT {MOST_COUNTED}"
            branches = _branches(actor, tab, EVERYTHING, narrowed, values, "1")
            rows = " UNION ALL ".join(f"({branch} {ordered})" for branch in branches)
            parts.append(f"(SELECT least(count(*), {MOST_COUNTED}) FROM ({rows}) n) AS {tab.value}")
    return f"SELECT {', '.join(parts)}", values.given


def _branches(
    actor: Actor, tab: Tab, filters: Filters, narrowed: list[str], values: Values, chosen: str
) -> Iterator[str]:
    """One SELECT a unit where there are few of them, else one that looks at all."""
    select = f"SELECT {chosen} FROM followup_case c WHERE {' AND '.join(narrowed)}"
    units = _units(actor, tab, filters)
    if units is None:
        yield select
    elif 0 < len(units) <= MOST_MERGED:
        for unit in units:
            yield f"{select} AND c.unit_id = {values(unit)}"
    else:
        yield f"{select} AND {among('c.unit_id', units, values)}"


def _units(actor: Actor, tab: Tab, filters: Filters) -> list[UUID] | None:
    """The units whose cases the tab holds; None: not narrowed by units."""
    wanted = [filters.unit] if filters.unit else None
    if tab is Tab.MINE or actor.units is None:
        return wanted
    return [unit for unit in wanted if unit in actor.units] if wanted else list(actor.units)


def _filters(filters: Filters, values: Values) -> Iterator[str]:
    for name in ("rule", "channel", "touchpoint"):
        if given := getattr(filters, name):
            yield f"c.{name} = {values(given)}"
    if filters.line:
        yield f"c.line_id = {values(filters.line)}"
    if filters.owner:
        yield f"c.owner_id = {values(filters.owner)}"
    if number := _number(filters.text):
        yield f"c.number = {values(number)}"
    elif filters.text:
        yield f"to_tsvector('simple', c.excerpt) @@ plainto_tsquery('simple', {values(filters.text)})"


def _number(text: str) -> int | None:
    digits = text.strip().removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None
