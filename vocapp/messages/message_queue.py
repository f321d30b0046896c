"""The message queue: a message is enqueued in the transaction of its cause, and revoked by an opt-out.

The row is the queue: `state` says how far it is, its job in stage `send` says when a worker looks at it.
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
"""Kinds that staff write as an answer. An opt-out of surveys does not revoke them; their composer checks more."""

_ENQUEUE = f"""
WITH made AS (
  INSERT INTO message (id, kind, subject_id, step, customer_id, channel, address, due_at, is_test, created_at)
  SELECT *, $10 FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::int2[], $5::uuid[], $6::text[], $7::text[],
                            $8::timestamptz[], $9::bool[])
  ON CONFLICT (kind, subject_id, step) DO NOTHING RETURNING id, due_at),
jobs AS ({enqueue_sql(f"SELECT '{STAGE}', id, due_at FROM made")})
SELECT id FROM made"""  # noqa: S608
_COLUMNS = ("kind", "subject_id", "step", "customer_id", "channel", "address", "due_at", "is_test")


def revoke_sql(which: str, *, reason: str, now: str, source: str = "") -> str:
    """Two CTEs that revoke the queued messages of the condition `which` and delete their jobs; `revoked` has their ids.

    For a statement that does more; `revoke` and `revoke_due` do this alone. `reason` and `now` are SQL, and so is
    `source`: a FROM clause that `which` may refer to.
    """
    change = state_change_sql(MessageEvent.REVOKED, now)
    return (
        f"revoked AS (UPDATE message SET {change.assignments}, error = {reason} {source} "  # noqa: S608
        f"WHERE {change.condition} AND ({which}) RETURNING message.id), "
        f"dequeued AS ({dequeue_sql(STAGE, 'SELECT id FROM revoked')})"
    )


_OF_CUSTOMERS = "(customer_id = ANY($1) AND kind <> ALL($6)) OR (kind = $2 AND subject_id = ANY($3))"
_REVOKE = f"WITH {revoke_sql(_OF_CUSTOMERS, reason='$4', now='$5')} SELECT count(*) FROM revoked"  # noqa: S608
_REVOKE_DUE = f"WITH {revoke_sql('due_at <= $1', reason='$2', now='$3')} SELECT count(*) FROM revoked"  # noqa: S608


class NewMessage(Struct, frozen=True, kw_only=True):
    """A message to enqueue. At most one exists per (kind, subject_id, step)."""

    kind: str  # selects the composer: invitation, …
    subject_id: UUID
    step: int = 0
    customer_id: UUID | None
    channel: str = "email"
    address: str
    due_at: datetime
    is_test: bool = False


async def enqueue_messages(messages: Sequence[NewMessage]) -> list[UUID]:
    """Enqueues messages in the running transaction; returns the ids of the new ones, in no order.

    Call `wake(STAGE)` after the transaction if one is due at once.
    """
    ids = [new_id() for _ in messages]
    columns = ([getattr(message, name) for message in messages] for name in _COLUMNS)
    return [row["id"] for row in await DB.fetch(_ENQUEUE, ids, *columns, clock.now())]


async def enqueue_message(message: NewMessage) -> UUID | None:
    """Enqueues one message in the running transaction; None if this step of the subject exists already."""
    return next(iter(await enqueue_messages([message])), None)


async def revoke(
    *,
    customers: Sequence[UUID] = (),
    sparing: Sequence[str] = (),
    kind: str = "",
    subjects: Sequence[UUID] = (),
    reason: str,
) -> int:
    """Revokes queued messages in the running transaction; returns how many.

    `customers`: everything queued for them except the kinds of `sparing`; pass every id of a merged customer.
    `kind` and `subjects`: only the messages of those subjects. A message whose intent is committed is being sent and
    stays.
    """
    values = (list(customers), kind, list(subjects), reason, clock.now(), list(sparing))
    revoked: int = await DB.fetch_value(_REVOKE, *values)
    return revoked


async def revoke_due(until: datetime, reason: str) -> int:
    """Revokes every queued message that was due by `until`, in the running transaction; returns how many."""
    revoked: int = await DB.fetch_value(_REVOKE_DUE, until, reason, clock.now())
    return revoked
