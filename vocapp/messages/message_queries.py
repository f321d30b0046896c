"""Queries of the message and outbox pages: newest first, keyset pagination, only what the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from vocapp.database import DB
from vocapp.http.access import Actor, visible
from vocapp.messages.message_states import MessageState
from vocapp.messages.tables import Message
from vocapp.ui.paging import SIZE

STATES: Final = tuple(state.value for state in MessageState)
FILTERS: Final = ("state", "kind", "address")

# The outbox stores the Message-ID; its left half is the id of the message.
MAIL_ID: Final = """
CASE WHEN o.message_id ~ '^<[0-9a-f]+@' AND strpos(o.message_id, '@') = 34 THEN substring(o.message_id, 2, 32)::uuid END
"""
_SELECT: Final = f"""
SELECT m.id, m.kind, m.step, m.address, m.state, m.attempts, m.error, m.due_at, m.sent_at, m.is_test,
  (SELECT o.id FROM outbox_mail o WHERE o.message_id = m.message_id) AS kept_id
FROM message m WHERE {{conditions}} ORDER BY m.id DESC LIMIT {SIZE + 1}"""  # noqa: S608
_UNCERTAIN_COUNT: Final = (
    "SELECT count(*) FROM (SELECT FROM message m WHERE m.state = 'uncertain' AND {seen} LIMIT 1000) uncertain"
)
_MAY_SEE: Final = "SELECT EXISTS (SELECT FROM message m WHERE m.id = $1 AND {seen})"
_KEPT: Final = f"""
SELECT o.id, o.recipient, o.subject, o.kept_at, m.is_test
FROM outbox_mail o LEFT JOIN message m ON m.id = {MAIL_ID} WHERE {{conditions}} ORDER BY o.id DESC LIMIT {SIZE + 1}"""  # noqa: S608
_KEPT_ONE: Final = f"""
SELECT o.id, o.recipient, o.subject, o.kept_at, m.is_test, o.content
FROM outbox_mail o LEFT JOIN message m ON m.id = {MAIL_ID} WHERE o.id = $1 AND {{seen}}"""  # noqa: S608


@dataclass(frozen=True)
class MessageSummary:
    """A message in the list; `kept_id` is its mail in the outbox."""

    id: UUID
    kind: str
    step: int
    address: str
    state: str
    attempts: int
    error: str | None
    due_at: datetime
    sent_at: datetime | None
    is_test: bool
    kept_id: UUID | None


@dataclass(frozen=True)
class OutboxSummary:
    """A mail in the list of the outbox; `is_test` is None for one without a message."""

    id: UUID
    recipient: str
    subject: str | None
    kept_at: datetime
    is_test: bool | None


@dataclass(frozen=True)
class OutboxContent(OutboxSummary):
    """A mail of the outbox with its bytes."""

    content: bytes


@dataclass(frozen=True)
class Delivery:
    """The delivery of one message."""

    message_state: str
    sent_at: datetime | None


async def find_deliveries(kind: str, subjects: Sequence[UUID]) -> dict[UUID, Delivery]:
    """The delivery of the first message about each subject; a subject without one is left out."""
    if not subjects:
        return {}
    messages = Message.select(Message.subject_id, Message.state, Message.sent_at)
    rows = await messages.where(Message.kind == kind, Message.subject_id.is_in(list(subjects)), Message.step == 0)
    return {row["subject_id"]: Delivery(row["state"], row["sent_at"]) for row in rows}


async def find_messages(actor: Actor, filters: Mapping[str, str], after: UUID | None) -> list[MessageSummary]:
    """One page of messages, and one more row if there is another page."""
    where = visible(actor, "message", "m").add_given((f"m.{name} = ?", filters.get(name)) for name in FILTERS)
    where.add_given([("m.id < ?", after)])
    rows = await DB.fetch(_SELECT.format(conditions=where.sql), *where.values)
    return [MessageSummary(**row) for row in rows]


async def uncertain_count(actor: Actor) -> int:
    """Number of uncertain messages, at most 1,000."""
    seen = visible(actor, "message", "m")
    count: int = await DB.fetch_value(_UNCERTAIN_COUNT.format(seen=seen.sql), *seen.values)
    return count


async def may_see(actor: Actor, message: UUID) -> bool:
    """Whether the message exists and the actor may see it."""
    seen = visible(actor, "message", "m", first=2)
    return bool(await DB.fetch_value(_MAY_SEE.format(seen=seen.sql), message, *seen.values))


async def find_outbox_mails(actor: Actor, recipient: str, after: UUID | None) -> list[OutboxSummary]:
    """One page of the outbox, and one more row if there is another page."""
    where = visible(actor, "message", "m").add_given([("o.recipient = ?", recipient), ("o.id < ?", after)])
    rows = await DB.fetch(_KEPT.format(conditions=where.sql), *where.values)
    return [OutboxSummary(**row) for row in rows]


async def load_outbox_mail(actor: Actor, mail: UUID) -> OutboxContent | None:
    """One mail of the outbox with its bytes; None if there is none that the actor may see."""
    seen = visible(actor, "message", "m", first=2)
    row = await DB.fetch_one(_KEPT_ONE.format(seen=seen.sql), mail, *seen.values)
    return OutboxContent(**row) if row else None
