"""Matches contacts to customers, and collects what is learnt about these. Without the database.

- The strongest identity of the event with a holder whom the name does not contradict decides, in the order loyalty,
  e-mail, handle, phone.
- If the name contradicts every holder, and an identity that is as strong or stronger is not the holder's, or there is
  nothing but a phone number, or a mailbox or a device of a firm, the event is about another customer.
- What two people share makes no one person of them: an identity of the event that another customer holds, under another
  name, becomes shared. Each holder has a row of their own, and it finds nobody by itself from then on: only together
  with the name of exactly one of its holders.
- An event with nothing but shared identities and no name is about the unknown person of the strongest of them: one
  customer without a name, not a new one each time.
- An identity with CROWD holders is that of a till or a switchboard: nobody new gets a row of it.
- A household shares its postal address: it finds a customer only if the event has no other kind of identity.
- An identity of another customer who may be the same person stays there, and the conflict is recorded in the audit log;
  two customers are never merged automatically.
- What the event says about the customer replaces what was known; what it leaves out stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

from vocapp.contacts.validate_contact import IdentityKey, ValidContact
from vocapp.customers.customer_input import CustomerIn, PermissionIn
from vocapp.customers.person_names import is_same, may_be_same
from vocapp.customers.types import IdentityKind
from vocapp.database import new_id

PRECEDENCE = {
    IdentityKind.LOYALTY: 0,
    IdentityKind.EMAIL: 1,
    IdentityKind.HANDLE: 2,
    IdentityKind.PHONE: 3,
    IdentityKind.POSTAL: 4,
}
CROWD: Final = 50
_ROLES: Final = """
accounting accounts admin billing buchhaltung buero bureau compras contact contacto einkauf empfang enquiries
facturacion finance hello help hola info kontakt mail office oficina orders post purchasing rechnung reception sales
sekretariat service shop support team ventas verkauf vertrieb"""
ROLES: Final = frozenset(_ROLES.split())
"""Mailboxes of firms by the part before the @: whoever writes from one is known by name only."""
DEVICES: Final = frozenset({"device", "kiosk", "pos", "register", "tablet", "terminal", "till"})
"""Devices of firms, by the network of their handle: so is whoever stands before one."""


class IdentityHolder(NamedTuple):
    """A holder of an identity: the row of the identity, its customer, and whom that one leads to after all merges.

    `name` is that of the customer; where this one has none, that of the root. `unknown`: the unknown person of a shared
    identity, who has no name and no identity of their own.
    """

    identity_id: UUID
    customer_id: UUID
    root: UUID
    name: str | None = None
    shared: bool = False
    unknown: bool = False


Book = Mapping[IdentityKey, tuple[IdentityHolder, ...]]
"""The holders of identities, the first one first."""


class IdentityConflict(NamedTuple):
    """A contact whose identities lead to more than one customer; `doubles`: those whose names do not contradict."""

    contact_id: UUID
    customer_id: UUID
    others: tuple[UUID, ...]
    doubles: tuple[UUID, ...]


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
    new_identities: dict[tuple[IdentityKey, UUID], IdentityHolder] = field(default_factory=dict)
    newly_shared: set[UUID] = field(default_factory=set)
    permissions: dict[tuple[UUID, str, str], PermissionIn] = field(default_factory=dict)
    conflicts: list[IdentityConflict] = field(default_factory=list)


def match_customers(contacts: Iterable[ValidContact], known: Book) -> InsertPlan:
    """Gives each contact an id and a customer. `known` has the existing holders of the contacts' identities."""
    plan = InsertPlan()
    book = dict(known)
    for contact in contacts:
        holder = find_customer(contact, book) or new_customer(contact, book, plan)
        plan_contact(plan, book, new_id(), holder, contact)
    return plan


def plan_contact(
    plan: InsertPlan,
    book: dict[IdentityKey, tuple[IdentityHolder, ...]],
    contact_id: UUID,
    holder: IdentityHolder,
    contact: ValidContact,
) -> None:
    """Adds a contact of a customer to the plan, and to `book` the identities that it brings."""
    if contact.may_add and not holder.unknown:
        updates = plan.new_customers if holder.customer_id in plan.new_customers else plan.updates
        updates.setdefault(holder.customer_id, CustomerUpdate()).apply(contact.event.customer)
    if others := _others(contact, holder, book):
        doubles = (each.root for each in others.values() if may_be_same(holder.name, each.name))
        plan.conflicts.append(
            IdentityConflict(contact_id, holder.customer_id, tuple(sorted(others)), tuple(sorted(doubles)))
        )
    for identity in contact.identities if contact.may_add or holder.customer_id in plan.new_customers else ():
        _hold(identity, holder, book, plan)
    for identity, permission in contact.permissions:
        if (row := _row_of(identity, holder, book)) is not None:  # else it is the other customer's to give
            plan.permissions[row.identity_id, permission.channel, permission.purpose] = permission
    plan.contacts.append((contact_id, holder.customer_id, contact))


def find_customer(contact: ValidContact, book: Book) -> IdentityHolder | None:
    """The known customer of a contact; None if it is about somebody new."""
    name = contact.event.customer.name
    known = sorted((i for i in _identifying(contact.identities) if i in book), key=lambda i: PRECEDENCE[i[0]])
    own = [(identity, book[identity][0]) for identity in known if not _is_shared(identity, book)]
    if (holder := next((each for _, each in own if may_be_same(name, each.name)), None)) is not None:
        return holder
    if name and (holder := _named_holder(name, known, book)) is not None:
        return holder
    if own:
        identity, holder = own[0]
        return None if _is_another(contact, identity, holder, book) else holder
    if known and all(identity in book for identity in _identifying(contact.identities)):
        return _unknown_person(name, known, book)
    return None


def _named_holder(name: str, known: Iterable[IdentityKey], book: Book) -> IdentityHolder | None:
    """The one holder of a shared identity, the strongest first, who has this name, or else who may have it."""
    for identity in known:
        if _is_shared(identity, book):
            for compare in (is_same, may_be_same):
                same = {holder.root: holder for holder in book[identity] if holder.name and compare(name, holder.name)}
                if len(same) == 1:
                    return next(iter(same.values()))
    return None


def _unknown_person(name: str | None, known: Iterable[IdentityKey], book: Book) -> IdentityHolder | None:
    """The customer without a name who stands for callers that cannot be told apart; None before the first of them.

    A caller with a name is a customer of their own, but not in a crowd.
    """
    for identity in known:
        if name is None or len(book[identity]) >= CROWD:
            return next((holder for holder in book[identity] if holder.unknown), None)
    return None


def new_customer(contact: ValidContact, book: Book, plan: InsertPlan) -> IdentityHolder:
    """A new customer for a contact, added to the plan."""
    customer, unknown = new_id(), _is_unknown(contact, book)
    plan.new_customers[customer] = CustomerUpdate()
    name = None if unknown else contact.event.customer.name
    return IdentityHolder(customer, customer, customer, name, unknown=unknown)


def _is_unknown(contact: ValidContact, book: Book) -> bool:
    """Whether nothing in the event tells its customer from the other holders of its identities."""
    identities, name = _identifying(contact.identities), contact.event.customer.name
    shared = [identity for identity in identities if identity in book and _is_shared(identity, book)]
    crowd = any(len(book[identity]) >= CROWD for identity in shared)
    return bool(shared) and len(shared) == len(identities) and (name is None or crowd)


def _is_another(contact: ValidContact, found: IdentityKey, holder: IdentityHolder, book: Book) -> bool:
    """Whether the event, whose name contradicts, is about somebody else than the holder of `found`."""
    rank = PRECEDENCE[found[0]]
    as_strong = [each for each in _identifying(contact.identities) if PRECEDENCE[each[0]] <= rank]
    foreign = any(_row_of(identity, holder, book) is None for identity in as_strong)
    return foreign or found[0] in (IdentityKind.PHONE, IdentityKind.POSTAL) or _is_role(found)


def _is_role(identity: IdentityKey) -> bool:
    kind, value = identity
    if kind is IdentityKind.HANDLE:
        return value.partition(":")[0] in DEVICES
    return kind is IdentityKind.EMAIL and value.partition("@")[0].casefold() in ROLES


def _others(contact: ValidContact, holder: IdentityHolder, book: Book) -> dict[UUID, IdentityHolder]:
    """Other customers, by their roots, who alone hold an identity of the contact."""
    known = (identity for identity in _identifying(contact.identities) if identity in book)
    sole = (book[identity][0] for identity in known if not _is_shared(identity, book))
    return {other.root: other for other in sole if other.root != holder.root}


def _hold(identity: IdentityKey, holder: IdentityHolder, book: dict[IdentityKey, Any], plan: InsertPlan) -> None:
    """Adds a row of the identity for its holder, where the identity is new or another person's as well."""
    holders: tuple[IdentityHolder, ...] = book.get(identity, ())
    if _row_of(identity, holder, book) is not None:
        return
    if holders and not _is_shared(identity, book):
        if identity[0] is not IdentityKind.POSTAL and may_be_same(holder.name, holders[0].name):
            return  # a possible double: staff decide whether they are one
        plan.newly_shared.add(holders[0].identity_id)
        holders = (holders[0]._replace(shared=True),)
    if len(holders) >= CROWD and not holder.unknown:
        return
    row = holder._replace(identity_id=new_id(), shared=bool(holders))
    plan.new_identities[identity, holder.customer_id] = row
    book[identity] = (*holders, row)


def _row_of(identity: IdentityKey, holder: IdentityHolder, book: Book) -> IdentityHolder | None:
    return next((row for row in book.get(identity, ()) if row.root == holder.root), None)


def _is_shared(identity: IdentityKey, book: Book) -> bool:
    return len(book[identity]) > 1 or book[identity][0].shared


def _identifying(identities: tuple[IdentityKey, ...]) -> tuple[IdentityKey, ...]:
    return tuple(i for i in identities if i[0] is not IdentityKind.POSTAL) or identities
