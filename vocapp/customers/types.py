"""Enums of customers: kinds of identity, purposes of writing, bases that allow it, outcomes."""

from collections.abc import Mapping
from enum import StrEnum


class IdentityKind(StrEnum):
    """Ways to recognise a customer."""

    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"
    LOYALTY = "loyalty"
    POSTAL = "postal"


class WritingChannel(StrEnum):
    """Channels on which we may write or speak to a customer. In this release surveys are sent by e-mail only."""

    EMAIL = "email"
    SMS = "sms"
    VOICE = "voice"
    MESSENGER = "messenger"
    LETTER = "letter"


class Purpose(StrEnum):
    """Purposes of writing."""

    SURVEY = "survey"
    SERVICE = "service"
    MARKETING = "marketing"


class Basis(StrEnum):
    """Legal bases of writing."""

    CONSENT = "consent"
    EXISTING_CUSTOMER = "existing_customer"
    LEGITIMATE_INTEREST = "legitimate_interest"
    CONTRACT = "contract"


class OutcomeKind(StrEnum):
    """Kinds of outcomes."""

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
