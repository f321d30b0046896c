"""One customer over every channel and line of business, with all merged records."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from vocapp.cases.case_states import ACTIVE_SQL
from vocapp.contacts.event import Handler
from vocapp.customers.permissions import OPT_OUT
from vocapp.customers.tables import Customer, CustomerHold, Outcome
from vocapp.database import DB, from_json
from vocapp.http.access import Actor, visible
from vocapp.invitations.policy.dispositions import ANSWERED_SQL
from vocapp.timeline.contact_data import HANDLERS
from vocapp.timeline.customer_search import visible_family

SIZE: Final = 25

IDENTITIES: Final = f"""
SELECT i.id, i.kind, i.value, i.bounced_at, i.shared,
  (SELECT json_agg(shown ORDER BY shown.channel, shown.purpose) FROM (
    SELECT p.channel, p.purpose, p.basis, p.country, p.evidence, p.granted_at, opt_out.withdrawn_at,
      opt_out.withdrawn_by
    FROM permission p LEFT JOIN {OPT_OUT} ON true WHERE p.identity_id = i.id) shown) AS permissions
FROM identity i WHERE i.customer_id = ANY($1::uuid[]) ORDER BY i.kind, i.id"""  # noqa: S608 — OPT_OUT is a constant
COUNTS: Final = f"""
SELECT count(*) AS contacts, count(i.id) AS asked,
  count(*) FILTER (WHERE i.disposition {ANSWERED_SQL}) AS answered
FROM contact LEFT JOIN invitation i ON i.contact_id = contact.id
WHERE contact.customer_id = ANY($1::uuid[]) AND {{visible}}"""  # noqa: S608
CONTACTS: Final = """
SELECT contact.id, contact.channel, contact.touchpoint, contact.brand, contact.issue, contact.external_id,
  contact.outcome, contact.ended_at, contact.handlers, contact.is_test, l.name AS line, u.name AS unit,
  d.outcome AS decision, d.rule, i.channel AS asked_on, i.disposition, r.id AS response_id, r.state AS response_state,
  (SELECT count(*) FROM message m
   WHERE m.kind = 'invitation' AND m.subject_id = i.id AND m.sent_at IS NOT NULL) AS messages
FROM contact LEFT JOIN line_of_business l ON l.id = contact.line_id LEFT JOIN unit u ON u.id = contact.unit_id
LEFT JOIN decision d ON d.contact_id = contact.id LEFT JOIN invitation i ON i.contact_id = contact.id
LEFT JOIN response r ON r.invitation_id = i.id
WHERE {conditions}
ORDER BY contact.ended_at DESC, contact.id DESC LIMIT {limit}"""

CASES: Final = f"""
SELECT number, state, excerpt, (SELECT r.definition->>'title' FROM case_rule r WHERE r.id = rule_id) AS rule_title,
  opened_at, due_at, confirmed_at, closed_at,
  state {ACTIVE_SQL} AS is_open
FROM followup_case WHERE customer_id = ANY($1::uuid[]) AND {{visible}} ORDER BY opened_at DESC LIMIT 20"""  # noqa: S608


@dataclass(frozen=True)
class IdentityPermission:
    """A permission of an identity; withdrawn, it is an opt-out."""

    channel: str
    purpose: str
    basis: str | None
    country: str | None
    evidence: str
    granted_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str | None


@dataclass(frozen=True)
class CustomerIdentity:
    """One way to recognise the customer, with its permissions. `shared`: other customers have it too."""

    id: UUID
    kind: str
    value: str
    bounced_at: datetime | None
    shared: bool
    permissions: list[IdentityPermission]


@dataclass(frozen=True)
class CustomerOutcome:
    """A later act of the customer: an order, a renewal, …"""

    kind: str
    at: datetime
    amount: Decimal | None
    currency: str | None
    external_id: str


@dataclass(frozen=True)
class ContactCounts:
    """How many contacts the customer had, about how many they were invited, and how many they answered."""

    contacts: int
    asked: int
    answered: int


@dataclass(frozen=True)
class CustomerCase:
    """A case of the customer."""

    number: int
    state: str
    excerpt: str
    rule_title: str
    opened_at: datetime
    due_at: datetime
    confirmed_at: datetime | None
    closed_at: datetime | None
    is_open: bool


@dataclass(frozen=True)
class CustomerContact:
    """A contact of the customer, with its decision, and what came of its invitation."""

    id: UUID
    channel: str
    touchpoint: str
    brand: str | None
    issue: str | None
    external_id: str
    outcome: str | None
    ended_at: datetime
    handlers: tuple[Handler, ...]
    is_test: bool
    line: str | None
    unit: str | None
    decision: str | None
    rule: str | None
    asked_on: str | None
    disposition: str | None
    response_id: UUID | None
    response_state: str | None
    messages: int


@dataclass(frozen=True)
class CustomerProfile:
    """The customer with identities, permissions, outcomes, counts, and the ids of all merged records."""

    id: UUID
    name: str | None
    language: str | None
    timezone: str | None
    country: str | None
    lifecycle: str | None
    is_test: bool
    created_at: datetime
    attributes: dict[str, Any]
    identities: list[CustomerIdentity]
    outcomes: list[CustomerOutcome]
    counts: ContactCounts
    family: list[UUID]
    is_held: bool


async def load_profile(actor: Actor, customer_id: UUID) -> CustomerProfile | None:
    """The customer that `customer_id` stands for now, where `actor` may see them, else None."""
    if not (family := await visible_family(actor, customer_id)):
        return None
    columns = (Customer.id, Customer.name, Customer.language, Customer.timezone, Customer.country, Customer.lifecycle)
    chosen = Customer.select(*columns, Customer.is_test, Customer.created_at, Customer.attributes).where(
        Customer.id == family[0]
    )
    row = await chosen.first()
    if row is None:
        return None
    seen = visible(actor, "contact", first=2)
    counts = await DB.fetch_one(COUNTS.format(visible=seen.sql), family, *seen.values)
    if counts is None:
        raise LookupError("a count has one row")
    return CustomerProfile(
        **{**row, "attributes": from_json(row["attributes"])},
        identities=await _load_identities(family),
        outcomes=await _load_outcomes(family),
        counts=ContactCounts(**counts),
        family=family,
        is_held=await CustomerHold.exists().where(
            CustomerHold.customer_id.is_in(family), CustomerHold.released_at.is_null()
        ),
    )


async def _load_identities(family: list[UUID]) -> list[CustomerIdentity]:
    rows = await DB.fetch(IDENTITIES, family)
    return [CustomerIdentity(**{**row, "permissions": _permissions(row["permissions"])}) for row in rows]


def _permissions(aggregated: str | None) -> list[IdentityPermission]:
    return msgspec.json.decode(aggregated, type=list[IdentityPermission]) if aggregated else []


async def _load_outcomes(family: list[UUID]) -> list[CustomerOutcome]:
    columns = (Outcome.kind, Outcome.at, Outcome.amount, Outcome.currency, Outcome.external_id)
    of_family = Outcome.select(*columns).where(Outcome.customer_id.is_in(family))
    return [CustomerOutcome(**row) for row in await of_family.order_by(Outcome.at, ascending=False).limit(50)]


async def load_cases(actor: Actor, family: list[UUID]) -> list[CustomerCase]:
    """The customer's cases that `actor` may see, newest first."""
    seen = visible(actor, "followup_case", first=2)
    return [CustomerCase(**row) for row in await DB.fetch(CASES.format(visible=seen.sql), family, *seen.values)]


async def load_contacts(
    actor: Actor, family: list[UUID], before: tuple[datetime, UUID] | None
) -> list[CustomerContact]:
    """SIZE + 1 contacts of the customer that `actor` may see, the newest first, older than `before` (time and id)."""
    where = visible(actor, "contact").add("contact.customer_id = ANY(?::uuid[])", family)
    if before is not None:
        where.add("(contact.ended_at, contact.id) < (?, ?)", *before)
    rows = await DB.fetch(CONTACTS.format(conditions=where.sql, limit=SIZE + 1), *where.values)
    return [CustomerContact(**{**row, "handlers": HANDLERS.decode(row["handlers"])}) for row in rows]
