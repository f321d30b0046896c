"""Stage `close`: closes a response that is idle or whose invitation has expired.

A response of somebody who was not the customer never closes: open responses are not counted.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.catalogue.published import survey_version
from vocapp.database import DB, from_json
from vocapp.database.jobs import enqueue
from vocapp.database.notify import wake
from vocapp.feature import Registry
from vocapp.invitations import lifecycle
from vocapp.invitations.policy.dispositions import Disposition
from vocapp.questionnaire.definition import Questionnaire
from vocapp.questionnaire.path import unanswered
from vocapp.questionnaire.values import Answers, Facts, is_given
from vocapp.responses.apply_form import AFTER_CLOSING, AFTER_OPENING
from vocapp.responses.response_states import CloseReason, ResponseEvent, ResponseState, state_change_sql

READ: Final = f"""
SELECT r.invitation_id, r.revision, r.survey_version_id, r.answered_at, i.expires_at,
  coalesce(i.facts, '{{}}') AS facts, i.disposition,
  (SELECT json_object_agg(a.question, a.value) FROM answer a WHERE a.response_id = r.id) AS answers
FROM response r LEFT JOIN invitation i ON i.id = r.invitation_id WHERE r.id = $1 AND r.state = '{ResponseState.OPEN}'"""  # noqa: S608
_LEFT: Final = state_change_sql(ResponseEvent.LEFT, reason="$3::text", now="$4")
_EXCLUDED: Final = state_change_sql(ResponseEvent.EXCLUDED)
CLOSE: Final = f"""
WITH wanted AS (SELECT invitation_id, 'complete'::text AS disposition FROM response WHERE id = $1 AND $3 = 'complete'),
open AS ({lifecycle.lock_movable("wanted")}),
closed AS (
  UPDATE response SET {_LEFT.assignments}, revision = revision + 1
  WHERE id = $1 AND revision = $2 AND {_LEFT.condition}
  AND ($3::text <> 'complete' OR invitation_id IS NULL OR invitation_id IN (SELECT id FROM open))
  RETURNING invitation_id),
moved AS ({lifecycle.move_rows("wanted", "JOIN closed USING (invitation_id)")})
SELECT count(*) FROM closed"""  # noqa: S608
EXCLUDE: Final = f"""
UPDATE response SET {_EXCLUDED.assignments}, revision = revision + 1
WHERE invitation_id = $1 AND {_EXCLUDED.condition} AND completed_at IS NULL RETURNING id"""  # noqa: S608


def due_at(survey: Questionnaire, answers: Answers, answered_at: datetime, expires_at: datetime | None) -> datetime:
    """The time at which a response closes without further answers: idle if it has a metric answer, else with its
    invitation.
    """
    idle = answered_at + timedelta(minutes=survey.idle_minutes.page)
    if expires_at is None or any(is_given(answers.get(question.id)) for question in survey.metrics):
        return idle
    return max(idle, expires_at)


def close_reason(
    survey: Questionnaire, answers: Answers, facts: Facts, expires_at: datetime | None, now: datetime
) -> CloseReason:
    """The reason for closing: complete if only the last button is missing, else expiry or idle."""
    if not unanswered(survey, answers, facts):
        return CloseReason.COMPLETE
    return CloseReason.EXPIRY if expires_at is not None and now >= expires_at else CloseReason.IDLE


class CloseStage:
    """The work of the stage."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def __call__(self, response: UUID) -> datetime | None:
        """Closes a response that is due and enqueues the stages after it; else returns when to look again."""
        row = await DB.fetch_one(READ, response)
        if row is None or row["disposition"] == Disposition.OTHER:
            return None
        survey, now = await survey_version(row["survey_version_id"]), clock.now()
        answers, facts = from_json(row["answers"]) or {}, from_json(row["facts"])
        due = due_at(survey, answers, row["answered_at"], row["expires_at"])
        if due > now:
            return due
        later = [stage.name for stage in self._registry.stages if stage.name in AFTER_CLOSING]
        why = close_reason(survey, answers, facts, row["expires_at"], now)
        async with DB.transaction():
            if not await DB.fetch_value(CLOSE, response, row["revision"], why, now):
                return now  # changed at the same moment: look again
            for stage in later:
                await enqueue(stage, response)
        for stage in later:
            wake(stage)
        return None


async def exclude_response(registry: Registry, invitation: UUID) -> None:
    """Reopens the response of a reader who was not the customer, in the running transaction: it no longer counts."""
    response: UUID | None = await DB.fetch_value(EXCLUDE, invitation)
    if response is not None:
        for stage in registry.stages:
            if stage.name in AFTER_OPENING:
                await enqueue(stage.name, response)
