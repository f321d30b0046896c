"""Decisions and invitations in the API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from vocapp.database import from_json
from vocapp.invitations.policy.dispositions import Disposition

DECISION = """
SELECT d.id, d.contact_id, d.outcome, d.rule, p.slug AS programme, d.detail, d.decided_at, d.revision,
  i.id AS invitation_id
FROM decision d LEFT JOIN programme p ON p.id = d.programme_id LEFT JOIN invitation i ON i.contact_id = d.contact_id"""
INVITATION = """
SELECT i.id, i.contact_id, i.customer_id, p.slug AS programme, v.slug AS survey, v.version AS survey_version,
  b.slug AS brand, i.channel, i.language, i.facts, i.disposition, i.asked_at, i.expires_at, i.is_test
FROM invitation i JOIN programme p ON p.id = i.programme_id JOIN survey_version v ON v.id = i.survey_version_id
JOIN brand b ON b.id = i.brand_id"""

Outcome = Literal["invited", "suppressed", "deferred", "ineligible", "failed"]


class DecisionOut(Struct, frozen=True, kw_only=True):
    """The one current decision about a contact."""

    id: UUID
    contact_id: UUID
    outcome: Outcome
    rule: Annotated[str | None, Meta(description="which rule spoke; none where the contact was invited")] = None
    programme: Annotated[str | None, Meta(description="the programme that fits the contact")] = None
    detail: Annotated[dict[str, Any], Meta(description="when and on which channel it is asked, or deferred until")]
    decided_at: datetime
    revision: Annotated[int, Meta(description="how often it was decided anew, from 1")]
    invitation_id: UUID | None = None


class DecisionPage(Struct, frozen=True, kw_only=True):
    """A page of decisions, oldest first."""

    items: list[DecisionOut]
    next: Annotated[str | None, Meta(description="address of the following page")] = None


class InvitationOut(Struct, frozen=True, kw_only=True):
    """An invitation. Its answer link is not shown: anyone who has it can answer."""

    id: UUID
    contact_id: UUID
    customer_id: UUID
    programme: str
    survey: str
    survey_version: int
    brand: str
    channel: str
    language: str
    facts: Annotated[dict[str, Any], Meta(description="what was known of the contact when it was asked about")]
    disposition: Disposition
    asked_at: Annotated[datetime, Meta(description="when the first message is due")]
    expires_at: datetime
    is_test: bool


class InvitationPage(Struct, frozen=True, kw_only=True):
    """A page of invitations, oldest first."""

    items: list[InvitationOut]
    next: Annotated[str | None, Meta(description="address of the following page")] = None


def decision(row: Mapping[str, Any]) -> DecisionOut:
    """The decision of a row of DECISION."""
    return msgspec.convert(dict(row) | {"detail": from_json(row["detail"])}, DecisionOut)


def invitation(row: Mapping[str, Any]) -> InvitationOut:
    """The invitation of a row of INVITATION."""
    return msgspec.convert(dict(row) | {"facts": from_json(row["facts"])}, InvitationOut)
