"""Amendments: an event with the key of a recorded contact and other contents puts that contact right.

- The earlier version is kept, and who replaced it. An event that says what an earlier version said changes nothing:
  it is a late repeat, and would undo the correction.
- It is the same contact if it began at the same time, or within a day of it and with one of the same identities.
  Otherwise another contact has come under an old key: a conflict, and nothing is changed.
- What is queued to the customer is revoked, and the decision is taken again, as long as nothing has left. After that
  the decision stays, and so does the customer: an event that names another one is a conflict then.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from vocapp import clock
from vocapp.audit.record import record
from vocapp.contacts.batch_lookup import ExistingRecords
from vocapp.contacts.contact_versions import CONTENT, changed_fields, load_content
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.family_lock import LOCK
from vocapp.contacts.insert_batch import CONTACT, contact_rows, insert_batch, other_unit_rows, record_conflicts
from vocapp.contacts.intake_result import IntakeResult, IntakeState
from vocapp.contacts.match_customer import (
    IdentityHolder,
    InsertPlan,
    find_customer,
    new_customer,
    plan_contact,
)
from vocapp.contacts.validate_contact import IdentityKey, ValidContact
from vocapp.customers.types import IdentityKind
from vocapp.database import DB, from_json, new_id
from vocapp.database.jobs import enqueue
from vocapp.faults import Fault
from vocapp.http.access import Actor
from vocapp.messages.message_queue import revoke
from vocapp.messages.message_states import UNTRIED_STATES

DECIDE: Final = "decide"
MOST_APART: Final = timedelta(days=1)
COUNT: Final = "count"
INVITATION: Final = "invitation"
FIXED: Final = ("id", "source", "external_id")
COLUMNS: Final = {name: kind for name, kind in CONTACT.items() if name not in FIXED}

CURRENT: Final = f"""
SELECT c.version, c.payload_digest, c.started_at, c.identities, c.is_test, c.customer_id, $2::uuid AS root,
  (SELECT coalesce(k.name, r.name) FROM customer k, customer r WHERE k.id = c.customer_id AND r.id = $2) AS name,
  ({CONTENT}) AS content,
  EXISTS (SELECT FROM contact_version v WHERE v.contact_id = c.id AND v.payload_digest = ANY($3::bytea[])) AS is_earlier
FROM contact c WHERE c.id = $1 FOR UPDATE OF c"""  # noqa: S608 — CONTENT is a constant
MESSAGES: Final = """
SELECT m.state FROM message m JOIN invitation i ON i.id = m.subject_id
WHERE m.kind = 'invitation' AND i.contact_id = $1 FOR UPDATE OF m"""
INVITED: Final = """
SELECT i.id, r.id AS response_id FROM invitation i LEFT JOIN response r ON r.invitation_id = i.id
WHERE i.contact_id = $1"""
KEEP: Final = """
INSERT INTO contact_version (id, contact_id, version, payload_digest, content, replaced_at, replaced_by,
  replaced_by_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"""
UPDATE: Final = f"""
UPDATE contact SET {", ".join(f"{name} = ${n}::{kind}" for n, (name, kind) in enumerate(COLUMNS.items(), start=3))},
  version = version + 1, amended_at = $2 WHERE id = $1"""  # noqa: S608 — COLUMNS is a constant
FORGET_UNITS: Final = "DELETE FROM contact_unit WHERE contact_id = $1"
ADD_UNIT: Final = "INSERT INTO contact_unit (id, contact_id, unit_id) VALUES ($1, $2, $3)"


class Standing(msgspec.Struct, frozen=True):
    """What has followed from a contact: its invitation, the response to it, and whether any message has left."""

    invitation: UUID | None
    response: UUID | None
    has_left: bool

    @property
    def is_open(self) -> bool:
        """Whether everything that followed can still be taken back."""
        return not self.has_left and self.response is None


async def amend(contact_id: UUID, contact: ValidContact, found: ExistingRecords, actor: Actor) -> IntakeResult:
    """Puts a recorded contact right. All or nothing; amendments of one contact follow one another."""
    async with DB.transaction():
        family: list[UUID] | None = await DB.fetch_value(LOCK, contact_id)
        digests = [contact.digest, contact.earlier_digest]
        current = await DB.fetch_one(CURRENT, contact_id, family[0], digests) if family else None
        if family is None or current is None:
            return _conflict(contact_id)
        if current["payload_digest"] in digests:
            return IntakeResult(state=IntakeState.REPEAT, id=contact_id)
        if current["is_earlier"]:
            return _late_repeat(contact_id, contact, current["version"])
        if not _is_same_contact(contact, current):
            return _conflict(contact_id)
        standing = await _standing(contact_id)
        plan = InsertPlan()
        holder = _holder_of(contact, found, current, plan)
        if holder.root != current["root"] and not standing.is_open:
            return _customer_is_fixed(contact_id, contact)
        plan_contact(plan, dict(found.identities), contact_id, holder, contact)
        await _write(plan, found, current, actor)
        await _follow(contact_id, standing)
        fields = changed_fields(from_json(current["content"]), await load_content(contact_id))
        await record(actor, "contact.amended", "contact", contact_id, version=current["version"] + 1, fields=fields)
    warnings = () if standing.is_open else _already_asked()
    return IntakeResult(
        state=IntakeState.AMENDED, id=contact_id, version=current["version"] + 1, odd=(*contact.odd, *warnings)
    )


def _conflict(contact_id: UUID) -> IntakeResult:
    return IntakeResult(state=IntakeState.CONFLICT, id=contact_id)


def _late_repeat(contact_id: UUID, contact: ValidContact, version: int) -> IntakeResult:
    odd = ContactFaults()
    odd.add("external_id", contact.event.external_id, Fault.of("contact.amended_since", version=version))
    return IntakeResult(state=IntakeState.REPEAT, id=contact_id, version=version, odd=tuple(odd))


def _customer_is_fixed(contact_id: UUID, contact: ValidContact) -> IntakeResult:
    faults = ContactFaults()
    values = ", ".join(value for _, value in contact.identities)
    faults.add("customer.identities", values, Fault.of("contact.customer_asked"))
    return IntakeResult(state=IntakeState.CONFLICT, id=contact_id, faults=tuple(faults))


def _already_asked() -> tuple[Fault, ...]:
    odd = ContactFaults()
    odd.add("", "", Fault.of("contact.decision_stays"))
    return tuple(odd)


def _identities_of(current: Mapping[str, Any]) -> set[IdentityKey]:
    return {(IdentityKind(one["kind"]), one["value"]) for one in from_json(current["identities"])}


def _is_same_contact(contact: ValidContact, current: Mapping[str, Any]) -> bool:
    apart = abs(contact.started_at - current["started_at"])
    return not apart or (apart <= MOST_APART and not _identities_of(current).isdisjoint(contact.identities))


def _holder_of(
    contact: ValidContact, found: ExistingRecords, current: Mapping[str, Any], plan: InsertPlan
) -> IdentityHolder:
    """The customer whom the amended contact is about: the present one, unless its identities say otherwise."""
    known = find_customer(contact, found.identities)
    stays = known.root == current["root"] if known else _identities_of(current) <= set(contact.identities)
    if stays:
        present = current["customer_id"]
        return IdentityHolder(present, present, current["root"], current["name"])
    return known or new_customer(contact, found.identities, plan)


async def _standing(contact_id: UUID) -> Standing:
    states = {row["state"] for row in await DB.fetch(MESSAGES, contact_id)}
    row = await DB.fetch_one(INVITED, contact_id)
    if row is None:
        return Standing(None, None, has_left=False)
    return Standing(row["id"], row["response_id"], has_left=not states <= set(UNTRIED_STATES))


async def _write(plan: InsertPlan, found: ExistingRecords, current: asyncpg.Record, actor: Actor) -> None:
    [(contact_id, _, _)] = plan.contacts
    now = clock.now()
    version = (new_id(), contact_id, current["version"], current["payload_digest"], current["content"])
    await DB.execute(KEEP, *version, now, str(actor), actor.name)
    [row] = contact_rows(plan, found)
    units = other_unit_rows(plan, found)
    plan.contacts.clear()
    await insert_batch(plan, found, is_test=current["is_test"], now=now, stage=DECIDE)
    await record_conflicts(plan, actor)
    values = dict(zip(CONTACT, row, strict=True))
    await DB.execute(UPDATE, contact_id, now, *(values[name] for name in COLUMNS))
    await DB.execute(FORGET_UNITS, contact_id)
    await DB.execute_many(ADD_UNIT, units)


async def _follow(contact_id: UUID, standing: Standing) -> None:
    """Revokes what is queued, and enqueues the decision and the counting."""
    if standing.is_open and standing.invitation:
        await revoke(kind=INVITATION, subjects=[standing.invitation], reason="amended")
    await enqueue(DECIDE, contact_id)
    await enqueue(COUNT, *(id_ for id_ in (contact_id, standing.response) if id_))
