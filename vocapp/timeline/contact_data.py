"""One contact with all that followed: the decisions, the invitation, the messages and the answers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from vocapp.contacts.contact_versions import ContactAmendment, load_amendments
from vocapp.contacts.event import Handler
from vocapp.database import DB, from_json
from vocapp.http.access import Actor, visible
from vocapp.responses.answers_as_text import AnswerText, answers_as_text

CONTACT = """
SELECT contact.customer_id, contact.source, contact.external_id, contact.channel, contact.touchpoint, contact.issue,
  contact.brand, contact.outcome, contact.ended_at, contact.wait_seconds, contact.handling_seconds,
  contact.recorded_at, contact.handlers, contact.is_test, customer.name AS customer_name,
  line_of_business.name AS line, unit.name AS unit
FROM contact JOIN customer ON customer.id = contact.customer_id
LEFT JOIN line_of_business ON line_of_business.id = contact.line_id LEFT JOIN unit ON unit.id = contact.unit_id
WHERE contact.id = $1 AND {visible}"""
DECISIONS = """
SELECT h.at, h.outcome, h.rule FROM decision_history h JOIN decision d ON d.id = h.decision_id
WHERE d.contact_id = $1 ORDER BY h.id"""
INVITATION = """
SELECT i.id, i.channel, i.language, i.disposition, i.asked_at, i.expires_at, v.slug AS survey, v.version,
  p.slug AS programme, p.definition->'channels' AS channels, b.definition->>'name' AS brand_name
FROM invitation i JOIN survey_version v ON v.id = i.survey_version_id JOIN programme p ON p.id = i.programme_id
JOIN brand b ON b.id = i.brand_id WHERE i.contact_id = $1"""
MESSAGES = """
SELECT step, state, address, due_at, sent_at, error FROM message
WHERE kind = 'invitation' AND subject_id = $1 ORDER BY step"""
# What the customer wrote back to the invitation, with what could not be read.
WRITTEN = """
SELECT b.id, b.kind, b.received_at, coalesce(b.parsed->>'text', '') AS text,
  coalesce(jsonb_array_length(b.parsed->'attachments'), 0) AS attachments
FROM inbound_mail b JOIN message m ON m.id = b.message_id
WHERE m.kind = 'invitation' AND m.subject_id = $1 AND b.kind IN ('reply', 'unsure', 'opt_out', 'set_aside')
ORDER BY b.received_at, b.id"""
HANDLERS = msgspec.json.Decoder(tuple[Handler, ...])
RESPONSE = "SELECT id, state, closed_by, closed_at FROM response WHERE invitation_id = $1"


@dataclass(frozen=True)
class ContactFacts:
    """The contact itself, with the names of its customer, line of business and unit."""

    customer_id: UUID
    source: str
    external_id: str
    channel: str
    touchpoint: str
    issue: str | None
    brand: str | None
    outcome: str | None
    ended_at: datetime
    wait_seconds: int | None
    handling_seconds: int | None
    recorded_at: datetime
    handlers: tuple[Handler, ...]
    is_test: bool
    customer_name: str | None
    line: str | None
    unit: str | None


@dataclass(frozen=True)
class DecisionStep:
    """One outcome that the contact has had."""

    at: datetime
    outcome: str
    rule: str | None


@dataclass(frozen=True)
class InvitationFacts:
    """The invitation, and the versions it was made with. `channels`: those of its programme, in order."""

    id: UUID
    channel: str
    language: str
    disposition: str
    asked_at: datetime
    expires_at: datetime
    survey: str
    version: int
    programme: str
    channels: list[str]
    brand_name: str | None


@dataclass(frozen=True)
class MessageStep:
    """One message of the invitation."""

    step: int
    state: str
    address: str
    due_at: datetime
    sent_at: datetime | None
    error: str | None


@dataclass(frozen=True)
class ResponseSummary:
    """The progress of a response."""

    id: UUID
    state: str
    closed_by: str | None
    closed_at: datetime | None


@dataclass(frozen=True)
class WrittenMail:
    """A mail of the customer in reply to the invitation. `kind` is that of the inbound mail."""

    id: UUID
    kind: str
    received_at: datetime
    text: str
    attachments: int


@dataclass(frozen=True)
class ContactDetail:
    """The data of the contact page; what has not happened yet is None or empty."""

    contact: ContactFacts
    decisions: list[DecisionStep]
    invitation: InvitationFacts | None
    messages: list[MessageStep]
    response: ResponseSummary | None
    answers: list[AnswerText]
    written: list[WrittenMail]
    amendments: list[ContactAmendment]


async def load_contact(actor: Actor, contact_id: UUID) -> ContactDetail | None:
    """A contact that `actor` may see, else None."""
    seen = visible(actor, "contact", first=2)
    contact = await DB.fetch_one(CONTACT.format(visible=seen.sql), contact_id, *seen.values)
    if contact is None:
        return None
    invitation = await _load_invitation(contact_id)
    response = await _load_response(invitation.id) if invitation else None
    answers = await answers_as_text([response.id]) if response else {}
    return ContactDetail(
        contact=ContactFacts(**{**contact, "handlers": HANDLERS.decode(contact["handlers"])}),
        decisions=[DecisionStep(**row) for row in await DB.fetch(DECISIONS, contact_id)],
        invitation=invitation,
        messages=[MessageStep(**row) for row in await DB.fetch(MESSAGES, invitation.id)] if invitation else [],
        response=response,
        answers=next(iter(answers.values()), []),
        written=[WrittenMail(**row) for row in await DB.fetch(WRITTEN, invitation.id)] if invitation else [],
        amendments=await load_amendments(contact_id),
    )


async def _load_invitation(contact_id: UUID) -> InvitationFacts | None:
    row = await DB.fetch_one(INVITATION, contact_id)
    return InvitationFacts(**{**row, "channels": from_json(row["channels"]) or ["email"]}) if row else None


async def _load_response(invitation_id: UUID) -> ResponseSummary | None:
    row = await DB.fetch_one(RESPONSE, invitation_id)
    return ResponseSummary(**row) if row else None
