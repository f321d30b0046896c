"""Matches contacts to customers, and collects what is learnt about these. Without the database.

- The first known identity of the event decides, in the order loyalty, e-mail, phone, handle.
- A household shares its postal address: it finds a customer only if the event has no other kind of identity.
- New identities are added to that customer. An identity of another customer stays there, and the conflict is recorded
  in the audit log; two customers are never merged automatically.
- If no identity is known, or there is none, a new customer is made.
- What the event says about the customer replaces what was known; what it leaves out stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from vocapp.contacts.validate_contact import IdentityKey, ValidContact
from vocapp.customers.customer_input import CustomerIn, PermissionIn
from vocapp.customers.types import IdentityKind
from vocapp.database import new_id

PRECEDENCE = {
    IdentityKind.LOYALTY: 0,
    IdentityKind.EMAIL: 1,
    IdentityKind.PHONE: 2,
    IdentityKind.HANDLE: 3,
    IdentityKind.POSTAL: 4,
}


class IdentityHolder(NamedTuple):
    """The holder of an identity: the row of the identity, and the customer that it leads to after all merges."""

    identity_id: UUID
    customer_id: UUID


class IdentityConflict(NamedTuple):
    """A contact whose identities lead to more than one customer."""

    contact_id: UUID
    customer_id: UUID
    others: tuple[UUID, ...]


@dataclass(slots=True)
class CustomerUpdate:
    """What the events of a batch say about one customer; later events override earlier ones."""

    name: str | None = None
    language: str | None = None
    timezone: str | None = None
    country: str | None = None
    lifecycle: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)

    def apply(self, customer: CustomerIn) -> None:
        """Adds what `customer` says."""
        for name in ("name", "language", "timezone", "country", "lifecycle"):
            if value := getattr(customer, name):
                setattr(self, name, value)
        self.attributes |= customer.attributes

    def __bool__(self) -> bool:
        """Whether there is anything to update."""
        return self != CustomerUpdate()


@dataclass(slots=True)
class InsertPlan:
    """Everything to insert for a batch. Keys are ids of rows, or of customers."""

    contacts: list[tuple[UUID, UUID, ValidContact]] = field(default_factory=list)
    new_customers: dict[UUID, CustomerUpdate] = field(default_factory=dict)
    updates: dict[UUID, CustomerUpdate] = field(default_factory=dict)
    new_identities: dict[IdentityKey, IdentityHolder] = field(default_factory=dict)
    permissions: dict[tuple[UUID, str, str], PermissionIn] = field(default_factory=dict)
    conflicts: list[IdentityConflict] = field(default_factory=list)


def match_customers(contacts: Iterable[ValidContact], known: Mapping[IdentityKey, IdentityHolder]) -> InsertPlan:
    """Gives each contact an id and a customer. `known` has the existing ones of the contacts' identities."""
    plan = InsertPlan()
    book = dict(known)
    for contact in contacts:
        contact_id = new_id()
        customer_id = _customer_of(contact, book, plan)
        others = {book[i].customer_id for i in _identifying(contact.identities) if i in book} - {customer_id}
        if others:
            plan.conflicts.append(IdentityConflict(contact_id, customer_id, tuple(sorted(others))))
        for identity in contact.identities:
            if identity not in book:
                book[identity] = plan.new_identities[identity] = IdentityHolder(new_id(), customer_id)
        for identity, permission in contact.permissions:
            plan.permissions[book[identity].identity_id, permission.channel, permission.purpose] = permission
        plan.contacts.append((contact_id, customer_id, contact))
    return plan


def _customer_of(contact: ValidContact, book: Mapping[IdentityKey, IdentityHolder], plan: InsertPlan) -> UUID:
    identifying = sorted(_identifying(contact.identities), key=lambda identity: PRECEDENCE[identity[0]])
    customer_id = next((book[identity].customer_id for identity in identifying if identity in book), None)
    if customer_id is None:
        customer_id = new_id()
        plan.new_customers[customer_id] = CustomerUpdate()
    updates = plan.new_customers if customer_id in plan.new_customers else plan.updates
    updates.setdefault(customer_id, CustomerUpdate()).apply(contact.event.customer)
    return customer_id


def _identifying(identities: tuple[IdentityKey, ...]) -> tuple[IdentityKey, ...]:
    return tuple(i for i in identities if i[0] is not IdentityKind.POSTAL) or identities
