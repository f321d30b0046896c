"""What was decided in a period, and why? The ledger balances: each contact is in it exactly once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from vocapp.database import DB
from vocapp.http.access import Actor, visible

COUNTS: Final = """
SELECT d.outcome, d.rule, count(*) AS contacts FROM decision d LEFT JOIN programme p ON p.id = d.programme_id
WHERE {conditions} GROUP BY d.outcome, d.rule ORDER BY contacts DESC, d.outcome, d.rule"""
LIST: Final = """
SELECT d.id, d.contact_id, d.outcome, d.rule, d.detail, d.decided_at, p.definition->>'title' AS programme, c.channel,
  c.touchpoint, c.external_id, k.name AS customer, i.disposition
FROM decision d JOIN contact c ON c.id = d.contact_id JOIN customer k ON k.id = c.customer_id
LEFT JOIN programme p ON p.id = d.programme_id LEFT JOIN invitation i ON i.contact_id = d.contact_id
WHERE {conditions} ORDER BY d.id DESC LIMIT {limit}"""
UNDECIDED: Final = """
SELECT count(*) FROM contact c WHERE c.recorded_at < $1
AND NOT EXISTS (SELECT FROM decision d WHERE d.contact_id = c.id)"""


@dataclass(frozen=True)
class DecisionFilter:
    """A period of decisions, from `since` to before `until`; empty filters let everything through."""

    since: datetime
    until: datetime
    outcome: str = ""
    rule: str = ""
    programme: str = ""


async def counts(actor: Actor, wanted: DecisionFilter) -> list[asyncpg.Record]:
    """How many contacts each outcome and rule stand for, the most frequent first, whichever of them is wanted."""
    sql, values = _conditions(actor, wanted, {"p.slug = {}": wanted.programme})
    return await DB.fetch(COUNTS.format(conditions=sql), *values)


async def decisions(actor: Actor, wanted: DecisionFilter, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """At most `limit` decisions older than `after`, the newest first."""
    filters = {
        "d.outcome = {}": wanted.outcome,
        "d.rule = {}": wanted.rule,
        "p.slug = {}": wanted.programme,
        "d.id < {}": after,
    }
    sql, values = _conditions(actor, wanted, filters)
    return await DB.fetch(LIST.format(conditions=sql, limit=limit), *values)


async def undecided(before: datetime) -> int:
    """How many contacts that were recorded before then have no decision; in a sound installation none for minutes."""
    found: int = await DB.fetch_value(UNDECIDED, before)
    return found


def _conditions(actor: Actor, wanted: DecisionFilter, filters: dict[str, Any]) -> tuple[str, list[Any]]:
    seen = visible(actor, "decision", "d")
    conditions, values = [seen.sql], [*seen.values]
    for condition, value in {"d.decided_at >= {}": wanted.since, "d.decided_at < {}": wanted.until, **filters}.items():
        if value:
            values.append(value)
            conditions.append(condition.format(f"${len(values)}"))
    return " AND ".join(conditions), values
