"""The list of contacts with their decisions, newest first; keyset pagination."""

from typing import Any
from uuid import UUID

import asyncpg

from vocapp.database import DB
from vocapp.http.access import Actor, visible

SIZE = 50
LIST = """
SELECT contact.id, contact.ended_at, contact.channel, contact.touchpoint, contact.brand, contact.external_id,
       customer.name AS customer_name, decision.outcome, decision.rule, invitation.disposition,
       response.state AS response_state
FROM contact JOIN customer ON customer.id = contact.customer_id
LEFT JOIN decision ON decision.contact_id = contact.id
LEFT JOIN invitation ON invitation.contact_id = contact.id
LEFT JOIN response ON response.invitation_id = invitation.id
WHERE {conditions} ORDER BY contact.id DESC LIMIT {limit}"""
# The filters of the address, and the column of each.
CHOICES = {
    "channel": "contact.channel",
    "touchpoint": "contact.touchpoint",
    "brand": "contact.brand",
    "outcome": "decision.outcome",
    "rule": "decision.rule",
    "disposition": "invitation.disposition",
}


async def list_contacts(actor: Actor, filters: dict[str, str], after: UUID | None) -> list[asyncpg.Record]:
    """SIZE + 1 contacts that `actor` may see, older than `after`, where every filter (a key of CHOICES) fits."""
    seen = visible(actor, "contact")
    conditions, values = [seen.sql], list[Any](seen.values)
    for name, value in filters.items():
        values.append(value)
        conditions.append(f"{CHOICES[name]} = ${len(values)}")
    if after is not None:
        values.append(after)
        conditions.append(f"contact.id < ${len(values)}")
    return await DB.fetch(LIST.format(conditions=" AND ".join(conditions), limit=SIZE + 1), *values)
