"""What shall leave? A message is put in line with the change that causes it, and taken out of it by an opt-out.

The row is the queue: `state` says how far it is, the `due` row of stage `send` says when somebody looks at it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vocapp import clock
from vocapp.database import DB, new_id

STAGE = "send"
WRITTEN_BY_STAFF = ("case_reply",)
"""Kinds that a person writes in answer. An opt-out of surveys takes none back; their composer asks what else counts."""

_ENQUEUE = """
WITH made AS (
  INSERT INTO message (id, kind, subject_id, step, customer_id, channel, address, due_at, is_test, created_at)
  SELECT *, $10 FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::int2[], $5::uuid[], $6::text[], $7::text[],
                            $8::timestamptz[], $9::bool[])
  ON CONFLICT (kind, subject_id, step) DO NOTHING RETURNING id, due_at),
owed AS (INSERT INTO due (stage, subject_id, not_before) SELECT 'send', id, due_at FROM made)
SELECT id FROM made"""
_COLUMNS = ("kind", "subject_id", "step", "customer_id", "channel", "address", "due_at", "is_test")
_REVOKE = """
WITH stopped AS (
  UPDATE message SET state = 'revoked', error = $4, settled_at = $5
  WHERE state = 'queued' AND ((customer_id = ANY($1) AND kind <> ALL($6)) OR (kind = $2 AND subject_id = ANY($3)))
  RETURNING id),
unowed AS (DELETE FROM due WHERE stage = 'send' AND subject_id IN (SELECT id FROM stopped))
SELECT count(*) FROM stopped"""

_REVOKE_DUE = """
WITH stopped AS (
  UPDATE message SET state = 'revoked', error = $2, settled_at = $3 WHERE state = 'queued' AND due_at <= $1
  RETURNING id),
unowed AS (DELETE FROM due WHERE stage = 'send' AND subject_id IN (SELECT id FROM stopped))
SELECT count(*) FROM stopped"""


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
