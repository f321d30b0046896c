"""Checks of contacts that an API key sends, against the sources and units of the key.

- A contact of another source is refused, before it is told whether one of that key exists.
- So is one that names a unit outside the key's, or none: it would be nobody's.
- A key with sources adds identities and attributes to a customer only if the source of the contact brought this
  customer, or is trusted. Otherwise the contact is recorded without them.
- Keys for every source are made by administrators, who could trust a source as well: they are not held back.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from vocapp.audit.record import record
from vocapp.contacts.batch_lookup import ExistingRecords
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.match_customer import IdentityHolder, find_customer
from vocapp.contacts.validate_contact import ValidContact
from vocapp.database import DB
from vocapp.faults import Fault
from vocapp.http.access import Actor
from vocapp.staff.trusted_sources import trusted_names

# Ids are in the order of their making: the first contact is the one that brought the customer.
BROUGHT_BY = """
SELECT DISTINCT ON (customer_id) customer_id, source FROM contact WHERE customer_id = ANY($1::uuid[])
ORDER BY customer_id, id"""


def find_refusal(contact: ValidContact, found: ExistingRecords, key: Actor) -> ContactFaults:
    """Why `key` may not record `contact`; empty if it may."""
    faults, event = ContactFaults(), contact.event
    if key.sources is not None and event.source not in key.sources:
        faults.add("source", event.source, Fault.of("key.other_source", known=", ".join(sorted(key.sources))))
    if key.kind == "key" and key.units is not None:
        named = {"unit": event.unit} | {f"handlers[{n}].unit": h.unit for n, h in enumerate(event.handlers)}
        if not any(named.values()):
            faults.add("unit", "", Fault.of("key.no_unit"))
        for field, slug in named.items():
            if slug and found.slugs["unit"].get(slug) not in key.units:
                faults.add(field, slug, Fault.of("key.other_unit"))
    return faults


async def without_foreign_additions(
    contacts: Mapping[int, ValidContact], found: ExistingRecords, key: Actor
) -> tuple[dict[int, ValidContact], list[UUID]]:
    """The contacts without what `key` may not add, and the customers to whom identities were not added."""
    if key.sources is None:
        return dict(contacts), []
    untrusted = key.sources - await trusted_names()
    held = {
        index: holder
        for index, contact in contacts.items()
        if contact.event.source in untrusted and (holder := find_customer(contact, found.identities))
    }
    rows = await DB.fetch(BROUGHT_BY, [holder.customer_id for holder in held.values()]) if held else []
    brought_by = {row["customer_id"]: row["source"] for row in rows}
    kept, withheld = dict(contacts), []
    for index, holder in held.items():
        contact = contacts[index]
        if brought_by.get(holder.customer_id) != contact.event.source:
            kept[index] = _without_additions(contact, holder, found)
            if len(kept[index].identities) < len(contact.identities):
                withheld.append(holder.root)
    return kept, withheld


def _without_additions(contact: ValidContact, holder: IdentityHolder, found: ExistingRecords) -> ValidContact:
    """The contact with the identities that its customer has already; the name only tells who they are."""
    known = {key for key in contact.identities if holder.root in (row.root for row in found.identities.get(key, ()))}
    return replace(
        contact,
        identities=tuple(identity for identity in contact.identities if identity in known),
        permissions=tuple(each for each in contact.permissions if each[0] in known),
        may_add=False,
    )


async def record_refusals(key: Actor, refused: Collection[ValidContact], withheld: Collection[UUID]) -> None:
    """Writes what `key` tried into the audit log."""
    if refused:
        sources = sorted({contact.event.source for contact in refused})
        await record(key, "contact.refused", "key", key.id, contacts=len(refused), sources=sources[:20])
    for customer in sorted(set(withheld)):
        await record(key, "customer.addition_refused", "customer", customer)
