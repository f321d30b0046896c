"""Which contacts came in, and what was decided about each? The newest first, by key."""

from typing import Any
from uuid import UUID

import asyncpg

from vocapp.database import DB
from vocapp.edge.access import Actor, visible

PAGE = 50
LIST = """
SELECT contact.id, contact.ended_at, contact.channel, contact.touchpoint, contact.brand, contact.external_id,
       customer.name AS customer_name, decision.outcome, decision.rule, invitation.disposition,
       response.state AS response_state
FROM contact JOIN customer ON customer.id = contact.customer_id
LEFT JOIN decision ON decision.contact_id = contact.id
LEFT JOIN invitation ON invitation.contact_id = contact.id
LEFT JOIN response ON response.invitation_id = invitation.id
WHERE {conditions} ORDER BY contact.id DESC LIMIT {limit}"""
FILTERS = {
    "channel": "contact.channel = {}",
    "touchpoint": "contact.touchpoint = {}",
    "brand": "contact.brand = {}",
    "outcome": "decision.outcome = {}",
    "rule": "decision.rule = {}",
    "disposition": "invitation.disposition = {}",
    "before": "contact.id < {}",
}


async def contacts(actor: Actor, filters: dict[str, str | UUID]) -> tuple[list[asyncpg.Record], UUID | None]:
    """A page of the contacts that `actor` may see under `filters` (keys of FILTERS), and the key of the next page."""
    seen = visible(actor, "contact")
    conditions, values = [seen.sql], list[Any](seen.values)
    for name, value in filters.items():
        values.append(value)
        conditions.append(FILTERS[name].format(f"${len(values)}"))
    rows = await DB.fetch(LIST.format(conditions=" AND ".join(conditions), limit=PAGE + 1), *values)
    return rows[:PAGE], rows[PAGE - 1]["id"] if len(rows) > PAGE else None
