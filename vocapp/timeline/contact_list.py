"""The list of contacts with their decisions, newest first; keyset pagination."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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


@dataclass(frozen=True)
class ContactSummary:
    """A contact in the list, with its decision and what came of its invitation."""

    id: UUID
    ended_at: datetime
    channel: str
    touchpoint: str
    brand: str | None
    external_id: str
    customer_name: str | None
    outcome: str | None
    rule: str | None
    disposition: str | None
    response_state: str | None


async def list_contacts(actor: Actor, filters: dict[str, str], after: UUID | None) -> list[ContactSummary]:
    """SIZE + 1 contacts that `actor` may see, older than `after`, where every filter (a key of CHOICES) fits."""
    where = visible(actor, "contact").add_given((f"{CHOICES[name]} = ?", value) for name, value in filters.items())
    where.add_given([("contact.id < ?", after)])
    rows = await DB.fetch(LIST.format(conditions=where.sql, limit=SIZE + 1), *where.values)
    return [ContactSummary(**row) for row in rows]
