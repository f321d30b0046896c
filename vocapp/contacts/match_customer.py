"""Whose contact is it? Contacts, the customers behind them, and what is learnt of these; without the database.

- The first of the event's identities that is known decides, in the order loyalty, e-mail, phone, handle.
- A household shares its postal address: that finds a customer only where it is the event's only kind of identity.
- Identities that are new go to that customer. One that another customer has stays there, and is a conflict that is
  recorded as an event; two customers are never merged in silence.
- Nobody known: a new customer, also for a contact without any identity.
- What the event says of the customer replaces what was known; what it leaves out stays.
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
    """Who has an identity: the identity's row, and the customer that it leads to after all merges."""

    identity_id: UUID
    customer_id: UUID


class IdentityConflict(NamedTuple):
    """A contact whose identities lead to more than one customer."""

    contact_id: UUID
    customer_id: UUID
    others: tuple[UUID, ...]


@dataclass(slots=True)
class CustomerUpdate:
    """What the events of a batch say of one customer, the later over the earlier."""

    name: str | None = None
    language: str | None = None
    timezone: str | None = None
    country: str | None = None
    lifecycle: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)

    def hear(self, customer: CustomerIn) -> None:
        """Take over what `customer` says."""
        for name in ("name", "language", "timezone", "country", "lifecycle"):
            if value := getattr(customer, name):
                setattr(self, name, value)
        self.attributes |= customer.attributes

    def __bool__(self) -> bool:
        """Whether anything was said."""
        return self != CustomerUpdate()


@dataclass(slots=True)
class InsertPlan:
    """What is to be written for a batch. Keys are ids of rows, or of customers."""

    contacts: list[tuple[UUID, UUID, ValidContact]] = field(default_factory=list)
    new_customers: dict[UUID, CustomerUpdate] = field(default_factory=dict)
    said: dict[UUID, CustomerUpdate] = field(default_factory=dict)
    new_identities: dict[IdentityKey, IdentityHolder] = field(default_factory=dict)
    permissions: dict[tuple[UUID, str, str], PermissionIn] = field(default_factory=dict)
    conflicts: list[IdentityConflict] = field(default_factory=list)


def match_customers(contacts: Iterable[ValidContact], known: Mapping[IdentityKey, IdentityHolder]) -> InsertPlan:
    """Give each contact an id and a customer. `known` has those of the contacts' identities that exist."""
    plan = InsertPlan()
    book = dict(known)
    for contact in contacts:
        contact_id = new_id()
        customer_id = _customer_of(contact, book, plan)
        others = {book[i].customer_id for i in _telling(contact.identities) if i in book} - {customer_id}
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
    telling = sorted(_telling(contact.identities), key=lambda identity: PRECEDENCE[identity[0]])
    customer_id = next((book[identity].customer_id for identity in telling if identity in book), None)
    if customer_id is None:
        customer_id = new_id()
        plan.new_customers[customer_id] = CustomerUpdate()
    said = plan.new_customers if customer_id in plan.new_customers else plan.said
    said.setdefault(customer_id, CustomerUpdate()).hear(contact.event.customer)
    return customer_id


def _telling(identities: tuple[IdentityKey, ...]) -> tuple[IdentityKey, ...]:
    return tuple(i for i in identities if i[0] is not IdentityKind.POSTAL) or identities
