"""A contact that every policy rule allows, to change in one thing at a time."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from vocapp.catalogue.company import Company
from vocapp.catalogue.programme import Programme, ProgrammeRule
from vocapp.invitations.policy.decide import decide
from vocapp.invitations.policy.types import (
    InvitationHistory,
    PermissionState,
    PolicyAddress,
    PolicyContact,
    PolicyCustomer,
    Verdict,
)

MONDAY_NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ONE = UUID("01920000-0000-7000-8000-000000000001")
FACTS = {"contact.channel": "phone_in_house", "contact.touchpoint": "billing", "contact.day": "2026-05-04"}

COMPANY = Company(name="Alderway", timezone="Europe/Berlin", country="DE", languages=("en",), brand="alderway")
AT_HOME = PolicyAddress(identity_id=ONE, channel="email", value="ada@example.org", standing=PermissionState.ALLOWED)
ADA = PolicyCustomer(id=ONE, addresses=(AT_HOME,), timezone="Europe/London", country="GB")
CALL = PolicyContact(id=ONE, ended_at=MONDAY_NOON - timedelta(minutes=5), facts=FACTS)


def rule(slug: str = "after", **given: Any) -> ProgrammeRule:
    """A published programme."""
    return ProgrammeRule(
        id=ONE,
        version=1,
        programme=Programme(slug=slug, title=slug, survey="post_contact", **given),
        survey_version_id=ONE,
        survey_languages=("en", "de"),
    )


def changed(thing: Any, **fields: Any) -> Any:
    """The same thing with other fields."""
    return msgspec.structs.replace(thing, **fields)


def verdict(
    contact: PolicyContact = CALL,
    customer: PolicyCustomer = ADA,
    history: InvitationHistory = InvitationHistory(),  # noqa: B008 it is frozen
    programmes: tuple[ProgrammeRule, ...] = (rule(),),
    company: Company = COMPANY,
    now: datetime = MONDAY_NOON,
) -> Verdict:
    """What is decided; by default an invitation at once."""
    return decide(contact, customer, history, programmes, company, now)
