"""Writing answers: one statement for one respondent or for many, and only onto the revision that was read.

A write carries the revision it was made from. If another device was faster nothing is written and the caller reads
again: the same answers sent twice are one response, and two devices fill in the same one. Nothing is written either
where the invitation has expired meanwhile, or its disposition accepts no answers any more.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from vocapp import clock
from vocapp.database import DB, new_id, to_json
from vocapp.database.jobs import enqueue_sql
from vocapp.invitations import lifecycle
from vocapp.invitations.policy.dispositions import Disposition
from vocapp.messages.message_queue import revoke_sql
from vocapp.questionnaire.values import Value
from vocapp.responses.response_states import ANSWERED_AGAIN_SQL, STATE_COLUMNS, answered_values_sql

_STORE: Final = f"""
WITH given AS (
  SELECT * FROM unnest((SELECT $2::uuid[]), $3::uuid[], $4::int4[], $5::uuid[], $6::text[], $7::text[], $8::bool[],
    $9::text[])
  AS g(id, invitation_id, revision, survey_version_id, channel, language, is_test, disposition)
), open AS ({lifecycle.lock_movable("given", "invitation.expires_at > $1")}
), kept AS (
  INSERT INTO response (id, invitation_id, survey_version_id, channel, language, is_test, revision, started_at,
    answered_at, {", ".join(STATE_COLUMNS)})
  SELECT given.id, invitation_id, survey_version_id, channel, language, is_test, revision + 1, $1::timestamptz, $1,
    {answered_values_sql(f"disposition = '{Disposition.COMPLETE}'", "$1")}
  FROM given JOIN open ON open.id = invitation_id
  ON CONFLICT (invitation_id) DO UPDATE SET language = excluded.language, revision = excluded.revision,
    answered_at = excluded.answered_at, {ANSWERED_AGAIN_SQL}
  WHERE response.revision = excluded.revision - 1
  RETURNING id, invitation_id
), moved AS ({lifecycle.move_rows("given", "JOIN kept USING (invitation_id)")}
), answered AS (
  INSERT INTO answer (id, response_id, question, value, mode, answered_at)
  SELECT a.id, kept.id, a.question, a.value::jsonb, 'self', $1
  FROM unnest((SELECT $10::uuid[]), $11::uuid[], $12::text[], $13::text[]) AS a(id, invitation_id, question, value)
  JOIN kept USING (invitation_id)
  ON CONFLICT (response_id, question) DO UPDATE SET value = excluded.value, mode = 'self',
    answered_at = excluded.answered_at
)"""  # noqa: S608

# Rarely needed parts are added only then: even an empty part of a statement costs time.
_DROP: Final = """, dropped AS (
  DELETE FROM answer USING kept, unnest(${0}::uuid[], ${1}::text[]) AS d(invitation_id, question)
  WHERE kept.invitation_id = d.invitation_id AND answer.response_id = kept.id AND answer.question = d.question
)"""
_JOBS: Final = (
    "SELECT o.stage, kept.id, o.not_before "
    "FROM unnest(${0}::uuid[], ${1}::text[], ${2}::timestamptz[]) AS o(invitation_id, stage, not_before) "
    "JOIN kept USING (invitation_id)"
)
_ENQUEUE: Final = f", jobs AS ({enqueue_sql(_JOBS)})"

_OF_THE_ANSWERED: Final = "kind = 'invitation' AND subject_id = kept.invitation_id"
_STOP: Final = ", " + revoke_sql(_OF_THE_ANSWERED, reason="'answered'", now="$1", source="FROM kept")


class ResponseWrite(NamedTuple):
    """The changes of a form. The disposition `complete` closes the response; any other leaves it open."""

    invitation_id: UUID
    revision: int  # the one that was read; 0 if there was no response
    survey_version_id: UUID
    channel: str
    language: str
    is_test: bool
    disposition: str
    changed: Mapping[str, Value]
    dropped: Sequence[str] = ()
    jobs: Sequence[tuple[str, datetime]] = ()  # stage and not before
    is_message_waiting: bool = False  # a reminder is queued and must be revoked


async def save_answers(writes: Sequence[ResponseWrite]) -> list[bool]:
    """Writes each or nothing of it; returns which were written. Each invitation at most once per call.

    Queued reminders of those who answered are revoked in the same statement.
    """
    ordered = sorted(writes, key=lambda write: write.invitation_id)  # the same order everywhere, against deadlocks
    answers = [(w.invitation_id, name, to_json(value)) for w in ordered for name, value in w.changed.items()]
    drops = [(w.invitation_id, name) for w in ordered for name in w.dropped]
    jobs = [(w.invitation_id, stage, at) for w in ordered for stage, at in w.jobs]
    rows = await DB.fetch(
        _statement(bool(drops), bool(jobs), any(write.is_message_waiting for write in writes)),
        clock.now(),
        [new_id() for _ in ordered],
        *_columns([w[:7] for w in ordered], 7),
        [new_id() for _ in answers],
        *_columns(answers, 3),
        *(_columns(drops, 2) if drops else ()),
        *(_columns(jobs, 3) if jobs else ()),
    )
    kept = {row[0] for row in rows}
    return [write.invitation_id in kept for write in writes]


@cache
def _statement(drop: bool, enqueue: bool, stop: bool) -> str:
    parts, first = [_STORE, _STOP if stop else ""], 14
    for wanted, part, values in ((drop, _DROP, 2), (enqueue, _ENQUEUE, 3)):
        if wanted:
            parts.append(part.format(*range(first, first + values)))
            first += values
    return "".join(parts) + "\nSELECT invitation_id FROM kept"


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
