"""Responses in the API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from vocapp.database import from_json

RESPONSE = """
SELECT r.id, r.invitation_id, i.contact_id, i.customer_id, v.slug AS survey, v.version AS survey_version, r.channel,
  r.language, r.state, r.closed_by, r.is_test, r.revision, r.started_at, r.answered_at, r.completed_at, r.closed_at,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('question', a.question, 'value', a.value, 'mode', a.mode,
    'answered_at', a.answered_at) ORDER BY a.answered_at, a.id), '[]')
   FROM answer a WHERE a.response_id = r.id) AS answers
FROM response r JOIN survey_version v ON v.id = r.survey_version_id LEFT JOIN invitation i ON i.id = r.invitation_id"""


class AnswerOut(Struct, frozen=True, kw_only=True):
    """One answer. A question that was not asked has none; a skipped one holds `{"no_answer": …}`."""

    question: str
    value: Annotated[
        Any, Meta(description="a number, text, list of option ids, truth, or object, by the question's kind")
    ]
    mode: Annotated[str, Meta(description="self, assisted, agent, scanned or transcribed")]
    answered_at: datetime


class ResponseOut(Struct, frozen=True, kw_only=True):
    """The response to one invitation."""

    id: UUID
    invitation_id: UUID | None
    contact_id: UUID | None
    customer_id: UUID | None
    survey: str
    survey_version: int
    channel: str
    language: str
    state: Literal["open", "closed"]
    closed_by: Annotated[str | None, Meta(description="complete, idle or expiry")] = None
    is_test: bool
    revision: Annotated[int, Meta(description="raised with each change, from 1")]
    started_at: datetime
    answered_at: datetime | None = None
    completed_at: datetime | None = None
    closed_at: datetime | None = None
    answers: list[AnswerOut]


class ResponsePage(Struct, frozen=True, kw_only=True):
    """A page of responses, oldest first."""

    items: list[ResponseOut]
    next: Annotated[str | None, Meta(description="address of the following page")] = None


def response(row: Mapping[str, Any]) -> ResponseOut:
    """The response of a row of RESPONSE."""
    return msgspec.convert(dict(row) | {"answers": from_json(row["answers"])}, ResponseOut)
