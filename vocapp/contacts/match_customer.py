"""Matches contacts to customers, and collects what is learnt about these. Without the database.

- The strongest known identity of the event decides, in the order loyalty, e-mail, handle, phone.
- What two people share makes no one person of them: if the event has another name, and a new identity that is as strong
  or stronger, or nothing but a phone number, it is another customer. The shared identity stays where it was.
- A household shares its postal address: it finds a customer only if the event has no other kind of identity.
- New identities are added to that customer. An identity of another customer stays there, and the conflict is recorded
  in the audit log; two customers are never merged automatically.
- If no identity is known, or there is none, a new customer is made.
- What the event says about the customer replaces what was known; what it leaves out stays.
"""

import re
import unicodedata
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
    IdentityKind.HANDLE: 2,
    IdentityKind.PHONE: 3,
    IdentityKind.POSTAL: 4,
}


class IdentityHolder(NamedTuple):
    """The holder of an identity: the row of the identity, and the customer that it leads to after all merges."""

    identity_id: UUID
    customer_id: UUID
    name: str | None = None


class IdentityConflict(NamedTuple):
    """A contact whose identities lead to more than one customer."""

    contact_id: UUID
    customer_id: UUID
    others: tuple[UUID, ...]


@dataclass(slots=True)
class CustomerUpdate:
    """The facts that the events of a batch state about one customer; later events override earlier ones."""

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
                name = contact.event.customer.name
                book[identity] = plan.new_identities[identity] = IdentityHolder(new_id(), customer_id, name)
        for identity, permission in contact.permissions:
            if book[identity].customer_id != customer_id:
                continue  # it is the other customer's to give
            plan.permissions[book[identity].identity_id, permission.channel, permission.purpose] = permission
        plan.contacts.append((contact_id, customer_id, contact))
    return plan


def find_customer(contact: ValidContact, book: Mapping[IdentityKey, IdentityHolder]) -> UUID | None:
    """The known customer of a contact; None if it is about somebody new."""
    identifying = sorted(_identifying(contact.identities), key=lambda identity: PRECEDENCE[identity[0]])
    found = next((identity for identity in identifying if identity in book), None)
    return None if found is None or _is_another(contact, found, book) else book[found].customer_id


def _customer_of(contact: ValidContact, book: Mapping[IdentityKey, IdentityHolder], plan: InsertPlan) -> UUID:
    customer_id = find_customer(contact, book)
    if customer_id is None:
        customer_id = new_id()
        plan.new_customers[customer_id] = CustomerUpdate()
    updates = plan.new_customers if customer_id in plan.new_customers else plan.updates
    updates.setdefault(customer_id, CustomerUpdate()).apply(contact.event.customer)
    return customer_id


def _is_another(contact: ValidContact, found: IdentityKey, book: Mapping[IdentityKey, IdentityHolder]) -> bool:
    """Whether the event is about somebody else than the holder of `found`, the strongest of its known identities."""
    if _may_be_same(contact.event.customer.name, book[found].name):
        return False
    rank = PRECEDENCE[found[0]]
    new = any(PRECEDENCE[known[0]] <= rank for known in _identifying(contact.identities) if known not in book)
    return new or found[0] is IdentityKind.PHONE


def _may_be_same(name: str | None, other: str | None) -> bool:
    """Whether two names may be one person's: the words of one are among those of the other, in any order.

    An initial stands for every word that begins with it. A name that is not known contradicts nothing.
    """
    if not name or not other:
        return True
    few, many = sorted((_words(name), _words(other)), key=len)
    return all(any(word == full or word == full[0] or full == word[0] for full in many) for word in few)


def _words(name: str) -> frozenset[str]:
    folded = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return frozenset(re.findall(r"\w+", plain))


def _identifying(identities: tuple[IdentityKey, ...]) -> tuple[IdentityKey, ...]:
    return tuple(i for i in identities if i[0] is not IdentityKind.POSTAL) or identities
