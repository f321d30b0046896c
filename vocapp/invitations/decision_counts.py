"""Decisions of a period, listed and counted by outcome and rule. Every contact has exactly one decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from vocapp.database import DB
from vocapp.database.where import WhereClause
from vocapp.http.access import Actor, visible

COUNTS: Final = """
SELECT d.outcome, d.rule, count(*) AS contacts FROM decision d LEFT JOIN programme p ON p.id = d.programme_id
WHERE {conditions} GROUP BY d.outcome, d.rule ORDER BY contacts DESC, d.outcome, d.rule"""
LIST: Final = """
SELECT d.id, d.contact_id, d.outcome, d.rule, d.decided_at, p.definition->>'title' AS programme, c.external_id,
  k.name AS customer
FROM decision d JOIN contact c ON c.id = d.contact_id JOIN customer k ON k.id = c.customer_id
LEFT JOIN programme p ON p.id = d.programme_id
WHERE {conditions} ORDER BY d.id DESC LIMIT {limit}"""
UNDECIDED: Final = """
SELECT count(*) FROM contact c WHERE c.recorded_at < $1
AND NOT EXISTS (SELECT FROM decision d WHERE d.contact_id = c.id)"""


@dataclass(frozen=True)
class DecisionFilter:
    """A period, from `since` to before `until`, and filters; an empty one lets everything through."""

    since: datetime
    until: datetime
    outcome: str = ""
    rule: str = ""
    programme: str = ""


@dataclass(frozen=True)
class DecisionCount:
    """The number of contacts with this outcome by this rule."""

    outcome: str
    rule: str | None
    contacts: int


@dataclass(frozen=True)
class DecisionSummary:
    """A decision in the list, with the title of its programme and the name of the customer."""

    id: UUID
    contact_id: UUID
    outcome: str
    rule: str | None
    decided_at: datetime
    programme: str | None
    external_id: str
    customer: str | None


async def count_decisions(actor: Actor, filters: DecisionFilter) -> list[DecisionCount]:
    """Contacts by outcome and rule, most frequent first; whatever outcome and rule the filter names."""
    where = _where(actor, filters)
    return [DecisionCount(**row) for row in await DB.fetch(COUNTS.format(conditions=where.sql), *where.values)]


async def list_decisions(
    actor: Actor, filters: DecisionFilter, after: UUID | None, limit: int
) -> list[DecisionSummary]:
    """At most `limit` decisions, newest first, older than the one with the id `after`."""
    where = _where(actor, filters).add_given(
        [("d.outcome = ?", filters.outcome), ("d.rule = ?", filters.rule), ("d.id < ?", after)]
    )
    rows = await DB.fetch(LIST.format(conditions=where.sql, limit=where.place(limit)), *where.values)
    return [DecisionSummary(**row) for row in rows]


async def count_undecided(before: datetime) -> int:
    """Contacts recorded before that moment that have no decision; none after a few minutes where workers run."""
    found: int = await DB.fetch_value(UNDECIDED, before)
    return found


def _where(actor: Actor, filters: DecisionFilter) -> WhereClause:
    where = visible(actor, "decision", "d").add("d.decided_at >= ? AND d.decided_at < ?", filters.since, filters.until)
    return where.add_given([("p.slug = ?", filters.programme)])
