"""One customer over every channel and line of business, with all merged records."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from vocapp.cases.case_states import ACTIVE_SQL
from vocapp.customers.merge import family_of
from vocapp.database import DB, from_json
from vocapp.http.access import Actor, visible
from vocapp.timeline.customer_search import visible_customers

SIZE: Final = 25

CUSTOMER: Final = "SELECT * FROM customer WHERE id = $1"
IDENTITIES: Final = """
SELECT i.id, i.kind, i.value, i.bounced_at, (SELECT json_agg(p ORDER BY p.channel, p.purpose) FROM (
  SELECT channel, purpose, basis, country, evidence, granted_at, withdrawn_at, withdrawn_by
  FROM permission WHERE identity_id = i.id) p) AS permissions
FROM identity i WHERE i.customer_id = ANY($1::uuid[]) ORDER BY i.kind, i.id"""
OUTCOMES: Final = "SELECT * FROM outcome WHERE customer_id = ANY($1::uuid[]) ORDER BY at DESC LIMIT 50"
COUNTS: Final = """
SELECT count(*) AS contacts, count(i.id) AS asked,
  count(*) FILTER (WHERE i.disposition IN ('complete', 'partial')) AS answered
FROM contact LEFT JOIN invitation i ON i.contact_id = contact.id
WHERE contact.customer_id = ANY($1::uuid[]) AND {visible}"""
CONTACTS: Final = """
SELECT contact.id, contact.channel, contact.touchpoint, contact.brand, contact.issue, contact.external_id,
  contact.outcome, contact.ended_at, contact.handlers, contact.is_test, l.name AS line, u.name AS unit,
  d.outcome AS decision, d.rule, i.channel AS asked_on, i.disposition, r.id AS response_id, r.state AS response_state,
  (SELECT count(*) FROM message m
   WHERE m.kind = 'invitation' AND m.subject_id = i.id AND m.sent_at IS NOT NULL) AS messages
FROM contact LEFT JOIN line_of_business l ON l.id = contact.line_id LEFT JOIN unit u ON u.id = contact.unit_id
LEFT JOIN decision d ON d.contact_id = contact.id LEFT JOIN invitation i ON i.contact_id = contact.id
LEFT JOIN response r ON r.invitation_id = i.id
WHERE contact.customer_id = ANY($1::uuid[]) AND {visible} {older}
ORDER BY contact.ended_at DESC, contact.id DESC LIMIT {limit}"""

CASES: Final = f"""
SELECT number, state, excerpt, (SELECT r.definition->>'title' FROM case_rule r WHERE r.id = rule_id) AS rule_title,
  opened_at, due_at, confirmed_at, closed_at,
  state {ACTIVE_SQL} AS is_open
FROM followup_case WHERE customer_id = ANY($1::uuid[]) AND {{visible}} ORDER BY opened_at DESC LIMIT 20"""
HELD: Final = "SELECT EXISTS (SELECT FROM customer_hold WHERE customer_id = ANY($1::uuid[]) AND released_at IS NULL)"


@dataclass(frozen=True)
class CustomerProfile:
    """The customer: their row, identities with permissions, outcomes, counts, and the ids of all merged records."""

    row: asyncpg.Record
    attributes: dict[str, Any]
    identities: list[dict[str, Any]]
    outcomes: list[asyncpg.Record]
    counts: asyncpg.Record
    family: list[UUID]
    is_held: bool


async def load_profile(actor: Actor, customer_id: UUID) -> CustomerProfile | None:
    """The customer that `customer_id` stands for now, where `actor` may see them, else None."""
    family = await family_of(customer_id)
    if not family or not await visible_customers(actor, family[:1]):
        return None
    row = await DB.fetch_one(CUSTOMER, family[0])
    if row is None:
        return None
    seen = visible(actor, "contact", first=2)
    counts = await DB.fetch_one(COUNTS.format(visible=seen.sql), family, *seen.values)
    if counts is None:
        raise LookupError("a count has one row")
    return CustomerProfile(
        row=row,
        attributes=from_json(row["attributes"]),
        identities=[_identity_of(identity) for identity in await DB.fetch(IDENTITIES, family)],
        outcomes=await DB.fetch(OUTCOMES, family),
        counts=counts,
        family=family,
        is_held=await DB.fetch_value(HELD, family),
    )


def _identity_of(identity: asyncpg.Record) -> dict[str, Any]:
    permissions = from_json(identity["permissions"]) or []
    for permission in permissions:
        for name in ("granted_at", "withdrawn_at"):
            permission[name] = datetime.fromisoformat(permission[name]) if permission[name] else None
    return {**dict(identity), "permissions": permissions}


async def load_cases(actor: Actor, family: list[UUID]) -> list[asyncpg.Record]:
    """The customer's cases that `actor` may see, newest first."""
    seen = visible(actor, "followup_case", first=2)
    return await DB.fetch(CASES.format(visible=seen.sql), family, *seen.values)


async def load_contacts(actor: Actor, family: list[UUID], before: tuple[datetime, UUID] | None) -> list[asyncpg.Record]:
    """SIZE + 1 contacts of the customer that `actor` may see, the newest first, older than `before` (time and id)."""
    seen = visible(actor, "contact", first=2)
    values: list[Any] = [family, *seen.values]
    older = ""
    if before is not None:
        values += before
        older = f"AND (contact.ended_at, contact.id) < (${len(values) - 1}, ${len(values)})"
    return await DB.fetch(CONTACTS.format(visible=seen.sql, older=older, limit=SIZE + 1), *values)
