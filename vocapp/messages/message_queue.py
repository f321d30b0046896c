"""What shall leave? A message is put in line with the change that causes it, and taken out of it by an opt-out.

The row is the queue: `state` says how far it is, the `due` row of stage `send` says when somebody looks at it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.database.jobs import dequeue_sql, enqueue_sql
from vocapp.messages.message_states import MessageEvent, state_change_sql

STAGE = "send"
WRITTEN_BY_STAFF = ("case_reply",)
"""Kinds that a person writes in answer. An opt-out of surveys takes none back; their composer asks what else counts."""

_ENQUEUE = f"""
WITH made AS (
  INSERT INTO message (id, kind, subject_id, step, customer_id, channel, address, due_at, is_test, created_at)
  SELECT *, $10 FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::int2[], $5::uuid[], $6::text[], $7::text[],
                            $8::timestamptz[], $9::bool[])
  ON CONFLICT (kind, subject_id, step) DO NOTHING RETURNING id, due_at),
jobs AS ({enqueue_sql(f"SELECT '{STAGE}', id, due_at FROM made")})
SELECT id FROM made"""
_COLUMNS = ("kind", "subject_id", "step", "customer_id", "channel", "address", "due_at", "is_test")


def revoke_sql(which: str, *, reason: str, now: str, source: str = "") -> str:
    """Two CTEs that revoke the queued messages of the condition `which` and delete their jobs; `revoked` has their ids.

    For a statement that does more; `revoke` and `revoke_due` do this alone. `reason` and `now` are SQL, and so is
    `source`: a FROM clause that `which` may refer to.
    """
    change = state_change_sql(MessageEvent.REVOKED, now)
    return (
        f"revoked AS (UPDATE message SET {change.assignments}, error = {reason} {source} "
        f"WHERE {change.condition} AND ({which}) RETURNING message.id), "
        f"dequeued AS ({dequeue_sql(STAGE, 'SELECT id FROM revoked')})"
    )


_OF_CUSTOMERS = "(customer_id = ANY($1) AND kind <> ALL($6)) OR (kind = $2 AND subject_id = ANY($3))"
_REVOKE = f"WITH {revoke_sql(_OF_CUSTOMERS, reason='$4', now='$5')} SELECT count(*) FROM revoked"
_REVOKE_DUE = f"WITH {revoke_sql('due_at <= $1', reason='$2', now='$3')} SELECT count(*) FROM revoked"


class NewMessage(Struct, frozen=True, kw_only=True):
    """A message to put in line. One per (kind, subject, step) ever exists."""

    kind: str  # whose composer makes it: invitation, …
    subject_id: UUID
    step: int = 0
    customer_id: UUID | None
    channel: str = "email"
    address: str
    due_at: datetime
    is_test: bool = False


async def enqueue_messages(messages: Sequence[NewMessage]) -> list[UUID]:
    """Put messages in line, in the running transaction; the ids of those that were not there yet, in no order.

    Call `wake(STAGE)` after the transaction where one is due at once.
    """
    ids = [new_id() for _ in messages]
    columns = ([getattr(message, name) for message in messages] for name in _COLUMNS)
    return [row["id"] for row in await DB.fetch(_ENQUEUE, ids, *columns, clock.now())]


async def enqueue_message(message: NewMessage) -> UUID | None:
    """Put one message in line, in the running transaction; None where this step of the subject exists already."""
    return next(iter(await enqueue_messages([message])), None)


async def revoke(
    *,
    customers: Sequence[UUID] = (),
    sparing: Sequence[str] = (),
    kind: str = "",
    subjects: Sequence[UUID] = (),
    reason: str,
) -> int:
    """Take what has not left yet out of line, in the running transaction; how many messages.

    `customers`: everything queued for them (give every id of a merged customer), but for the kinds of `sparing`.
    `kind` and `subjects`: the messages of those subjects only. A message whose intent is already committed is leaving
    and stays.
    """
    values = (list(customers), kind, list(subjects), reason, clock.now(), list(sparing))
    stopped: int = await DB.fetch_value(_REVOKE, *values)
    return stopped


async def revoke_due(until: datetime, reason: str) -> int:
    """Take everything that was due by `until` out of line, in the running transaction; how many messages."""
    stopped: int = await DB.fetch_value(_REVOKE_DUE, until, reason, clock.now())
    return stopped
