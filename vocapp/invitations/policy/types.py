"""Input and results of the invitation policy. Pure."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from vocapp.catalogue.programme import ProgrammeRule
from vocapp.questionnaire.values import Facts


class PermissionState(StrEnum):
    """Whether we may write to an address for a survey."""

    ALLOWED = "allowed"
    WITHDRAWN = "withdrawn"
    NO_BASIS = "no basis"


class PolicyContact(Struct, frozen=True, kw_only=True):
    """The contact to decide about; `facts` holds contact.* and customer.* for the conditions of programmes."""

    id: UUID
    ended_at: datetime
    facts: Facts
    issue: str | None = None
    is_test: bool = False
    handler_emails: frozenset[str] = frozenset()


class PolicyAddress(Struct, frozen=True, kw_only=True):
    """One address of the customer and the channel it belongs to; those named in the contact come first.

    `usable`: the contact named it, or a trusted source has confirmed it for this customer.
    """

    identity_id: UUID
    channel: str
    value: str
    standing: PermissionState
    bounced: bool = False
    usable: bool = True


class PolicyCustomer(Struct, frozen=True, kw_only=True):
    """The person after merging, with every address of every customer that was merged into this one."""

    id: UUID
    addresses: tuple[PolicyAddress, ...]
    emails: frozenset[str] = frozenset()
    timezone: str | None = None
    country: str | None = None
    is_test: bool = False
    is_staff: bool = False


class PastInvitation(Struct, frozen=True):
    """An invitation that the customer has had, or will have at `at`."""

    at: datetime
    programme: str
    issue: str | None


class InvitationHistory(Struct, frozen=True):
    """Invitations of the customer within the longest cap or about the same issue; `hold`: an open recovery case."""

    invitations: tuple[PastInvitation, ...] = ()
    hold: bool = False


class SendAt(Struct, frozen=True, kw_only=True):
    """Invited: send the survey of `rule` at `when`, on the channel of `address`."""

    rule: ProgrammeRule
    when: datetime
    address: PolicyAddress


class Suppress(Struct, frozen=True):
    """The contact fits a programme, but a rule that protects the customer forbids the invitation."""

    rule: str


class Ineligible(Struct, frozen=True):
    """No programme fits the contact, or there is nobody to invite."""

    rule: str


class Defer(Struct, frozen=True):
    """Decide again at `until`."""

    until: datetime
    rule: str


Refusal = Suppress | Ineligible | Defer
Verdict = SendAt | Suppress | Ineligible | Defer
