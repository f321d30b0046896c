"""What a decision is made from, and what it can be. Pure."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from vocapp.catalogue.programme import ProgrammeRule
from vocapp.questionnaire.values import Facts


class PermissionState(StrEnum):
    """May we write to an address for a survey?"""

    ALLOWED = "allowed"
    WITHDRAWN = "withdrawn"
    NO_BASIS = "no basis"


class PolicyContact(Struct, frozen=True, kw_only=True):
    """The contact that may be asked about; `facts` holds contact.* and customer.* for the programmes' conditions."""

    id: UUID
    ended_at: datetime
    facts: Facts
    issue: str | None = None
    is_test: bool = False
    handler_emails: frozenset[str] = frozenset()


class PolicyAddress(Struct, frozen=True, kw_only=True):
    """One address of the customer, by the channel that reaches it; those named in the contact come first."""

    identity_id: UUID
    channel: str
    value: str
    standing: PermissionState
    bounced: bool = False


class PolicyCustomer(Struct, frozen=True, kw_only=True):
    """The person, after merging: every address of everybody who was merged into him."""

    id: UUID
    addresses: tuple[PolicyAddress, ...]
    emails: frozenset[str] = frozenset()
    timezone: str | None = None
    country: str | None = None
    is_test: bool = False
    is_staff: bool = False


class PastInvitation(Struct, frozen=True):
    """An ask the customer has had, or will have at `at`."""

    at: datetime
    programme: str
    issue: str | None


class InvitationHistory(Struct, frozen=True):
    """The customer's asks within the longest cap, and any about the contact's issue; `hold`: an open recovery case."""

    invitations: tuple[PastInvitation, ...] = ()
    hold: bool = False


class SendAt(Struct, frozen=True, kw_only=True):
    """Invited: ask by `rule`'s survey at `when`, on the channel of `address`."""

    rule: ProgrammeRule
    when: datetime
    address: PolicyAddress


class Suppress(Struct, frozen=True):
    """The contact fits, and a rule that protects the customer says no."""

    rule: str


class Ineligible(Struct, frozen=True):
    """The contact is not one that anybody wants to ask about, or there is nobody to ask."""

    rule: str


class Defer(Struct, frozen=True):
    """Not yet: look again at `until`."""

    until: datetime
    rule: str


Refusal = Suppress | Ineligible | Defer
Verdict = SendAt | Suppress | Ineligible | Defer
