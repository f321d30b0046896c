"""One contact with all that followed: the decisions, the invitation, the messages and the answers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from vocapp.database import DB, from_json
from vocapp.http.access import Actor, visible
from vocapp.responses.answers_as_text import AnswerText, answers_as_text

CONTACT = """
SELECT contact.*, customer.name AS customer_name, customer.timezone AS customer_timezone,
       line_of_business.name AS line, unit.name AS unit
FROM contact JOIN customer ON customer.id = contact.customer_id
LEFT JOIN line_of_business ON line_of_business.id = contact.line_id LEFT JOIN unit ON unit.id = contact.unit_id
WHERE contact.id = $1 AND {visible}"""
DECISIONS = """
SELECT h.at, h.outcome, h.rule, h.detail FROM decision_history h JOIN decision d ON d.id = h.decision_id
WHERE d.contact_id = $1 ORDER BY h.id"""
INVITATION = """
SELECT i.*, v.slug AS survey, v.version, p.slug AS programme,
  p.definition->'channels' AS channels, b.definition->>'name' AS brand_name
FROM invitation i JOIN survey_version v ON v.id = i.survey_version_id JOIN programme p ON p.id = i.programme_id
JOIN brand b ON b.id = i.brand_id WHERE i.contact_id = $1"""
MESSAGES = "SELECT * FROM message WHERE kind = 'invitation' AND subject_id = $1 ORDER BY step"
RESPONSE = "SELECT * FROM response WHERE invitation_id = $1"


@dataclass(frozen=True)
class ContactDetail:
    """What the contact page shows; what has not happened yet is None or empty."""

    contact: asyncpg.Record
    handlers: list[dict[str, Any]]
    decisions: list[asyncpg.Record]
    invitation: asyncpg.Record | None
    channels: list[str]
    messages: list[asyncpg.Record]
    response: asyncpg.Record | None
    answers: list[AnswerText]


async def load_contact(actor: Actor, contact_id: UUID) -> ContactDetail | None:
    """A contact that `actor` may see, else None."""
    seen = visible(actor, "contact", first=2)
    contact = await DB.fetch_one(CONTACT.format(visible=seen.sql), contact_id, *seen.values)
    if contact is None:
        return None
    invitation = await DB.fetch_one(INVITATION, contact_id)
    messages = await DB.fetch(MESSAGES, invitation["id"]) if invitation else []
    response = await DB.fetch_one(RESPONSE, invitation["id"]) if invitation else None
    answers = await answers_as_text([response["id"]]) if response else {}
    return ContactDetail(
        contact=contact,
        handlers=from_json(contact["handlers"]),
        decisions=await DB.fetch(DECISIONS, contact_id),
        invitation=invitation,
        channels=from_json(invitation["channels"]) or ["email"] if invitation else [],
        messages=messages,
        response=response,
        answers=next(iter(answers.values()), []),
    )
