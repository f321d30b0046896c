"""What is said of customers: kinds of identity, purposes of writing, the bases that allow it, later outcomes."""

from collections.abc import Mapping
from enum import StrEnum


class IdentityKind(StrEnum):
    """How a customer can be known."""

    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"
    LOYALTY = "loyalty"
    POSTAL = "postal"


class WritingChannel(StrEnum):
    """On what we may write, or speak, to a customer. In this release surveys leave by e-mail only."""

    EMAIL = "email"
    SMS = "sms"
    VOICE = "voice"
    MESSENGER = "messenger"
    LETTER = "letter"


class Purpose(StrEnum):
    """What we write for."""

    SURVEY = "survey"
    SERVICE = "service"
    MARKETING = "marketing"


class Basis(StrEnum):
    """Why we may."""

    CONSENT = "consent"
    EXISTING_CUSTOMER = "existing_customer"
    LEGITIMATE_INTEREST = "legitimate_interest"
    CONTRACT = "contract"


class OutcomeKind(StrEnum):
    """What a customer did later."""

    ORDER = "order"
    RENEWAL = "renewal"
    CANCELLATION = "cancellation"
    REFERRAL = "referral"


REACHED_BY: Mapping[IdentityKind, frozenset[WritingChannel]] = {
    IdentityKind.EMAIL: frozenset({WritingChannel.EMAIL}),
    IdentityKind.PHONE: frozenset({WritingChannel.SMS, WritingChannel.VOICE, WritingChannel.MESSENGER}),
    IdentityKind.HANDLE: frozenset({WritingChannel.MESSENGER}),
    IdentityKind.LOYALTY: frozenset(),
    IdentityKind.POSTAL: frozenset({WritingChannel.LETTER}),
}
"""On which channels an identity of a kind can be written to."""
