"""Invitation and answers so far, by the token of the answer link, in one read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from vocapp.database import DB
from vocapp.questionnaire.values import Facts, Value
from vocapp.responses.response_states import ResponseState

READ: Final = """
SELECT i.answer_hash, i.id, i.survey_version_id, i.brand_id, i.channel, i.language, i.facts, i.disposition,
  i.generation, i.key_id, i.expires_at, i.erased_at IS NOT NULL AS is_erased, i.is_test, m.is_waiting, m.unproven,
  r.id AS response_id, r.revision, r.state, r.language AS spoken, r.answered_at, r.completed_at,
  (SELECT json_object_agg(a.question, a.value) FROM answer a WHERE a.response_id = r.id) AS answers
FROM unnest((SELECT $1::bytea[])) AS wanted(hash) JOIN invitation i ON i.answer_hash = wanted.hash
LEFT JOIN response r ON r.invitation_id = i.id
LEFT JOIN LATERAL (
  SELECT bool_or(state = 'queued') AS is_waiting, array_agg(id) FILTER (WHERE state <> 'queued') AS unproven
  FROM message WHERE kind = 'invitation' AND subject_id = i.id AND state IN ('queued', 'sending', 'uncertain')
) m ON true"""


class SurveyInvitation(NamedTuple):
    """An invitation as its page needs it. `revision` is 0 if nothing has been answered yet."""

    id: UUID
    survey_version_id: UUID
    brand_id: UUID
    channel: str
    language: str
    facts: Facts
    disposition: str
    generation: int
    key_id: str
    expires_at: datetime
    is_test: bool
    is_message_waiting: bool  # a reminder is queued
    unproven_messages: Sequence[UUID]  # it is not known whether they were sent
    response_id: UUID | None
    revision: int
    is_open: bool
    spoken: str | None
    answered_at: datetime | None
    completed_at: datetime | None
    answers: Mapping[str, Value]


async def load_invitations(hashes: Sequence[bytes]) -> list[SurveyInvitation | None]:
    """The invitations with those token hashes, in their order; None for an unknown one."""
    rows = await DB.fetch(READ, hashes)
    found = {row["answer_hash"]: _invitation(row) for row in rows}
    return [found.get(wanted) for wanted in hashes]


def _invitation(row: Mapping[str, Any]) -> SurveyInvitation:
    # After an erasure the link shows neither the contact nor the answers.
    if row["is_erased"]:
        row = {**row, "facts": "{}", "answers": None, "answered_at": None, "completed_at": None}
    answers = row["answers"]
    return SurveyInvitation(
        id=row["id"],
        survey_version_id=row["survey_version_id"],
        brand_id=row["brand_id"],
        channel=row["channel"],
        language=row["language"],
        facts=msgspec.json.decode(row["facts"]),
        disposition=row["disposition"],
        generation=row["generation"],
        key_id=row["key_id"],
        expires_at=row["expires_at"],
        is_test=row["is_test"],
        is_message_waiting=bool(row["is_waiting"]),
        unproven_messages=row["unproven"] or (),
        response_id=row["response_id"],
        revision=row["revision"] or 0,
        is_open=row["state"] == ResponseState.OPEN,
        spoken=row["spoken"],
        answered_at=row["answered_at"],
        completed_at=row["completed_at"],
        answers=msgspec.json.decode(answers) if answers else {},
    )
