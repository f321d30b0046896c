"""Changes the state of a message: one conditional statement per event, made from `message_states.TRANSITIONS`."""

import logging
from functools import cache
from typing import Any, Final
from uuid import UUID

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB
from vocapp.database.jobs import ENQUEUE
from vocapp.feature import Registry, StoredMessage
from vocapp.gateways.gateway import SupportsLookup
from vocapp.http.access import Actor
from vocapp.messages.message_queue import STAGE
from vocapp.messages.message_states import MessageEvent, MessageState, state_change_sql

_BATCH: Final = 200

_LOST: Final = """
SELECT * FROM message WHERE state = 'sending' AND lease < clock_timestamp() ORDER BY due_at LIMIT $1"""
_UNCERTAIN: Final = """
SELECT * FROM message WHERE state = 'uncertain' AND gateway = ANY($1) ORDER BY due_at LIMIT $2"""

log = logging.getLogger(__name__)


async def apply_event(
    subject: UUID,
    event: MessageEvent,
    *,
    attempt: int | None = None,
    error: str | None = None,
    provider_id: str | None = None,
) -> bool:
    """Applies `event` to a message if its state allows it; returns whether it did.

    With `attempt`, only while that attempt is the latest: a process that was taken for dead must not undo a later one.
    """
    values: list[Any] = [subject, clock.now(), error, provider_id]
    if attempt is not None:
        values.append(attempt)
    return bool(await DB.execute(_apply_sql(event, of_attempt=attempt is not None), *values))


@cache
def _apply_sql(event: MessageEvent, *, of_attempt: bool) -> str:
    change = state_change_sql(event, now="$2::timestamptz")
    # `$2` stands in the statement of each event, also of one that sets no time.
    return (
        f"UPDATE message SET {change.assignments}, error = $3, provider_id = coalesce($4, provider_id) "  # noqa: S608 — parts of the transition table
        f"WHERE id = $1 AND {change.condition} AND $2::timestamptz IS NOT NULL"
        f"{' AND attempts = $5' if of_attempt else ''}"
    )


async def confirm_arrived(subject: UUID) -> bool:
    """Records that the message was sent: something came back that only its recipient can know."""
    return await apply_event(subject, MessageEvent.ARRIVED)


async def settle_lost(registry: Registry, message: StoredMessage, why: str) -> None:
    """Settles a message whose outcome is unknown: by a look-up if the gateway has one, otherwise as uncertain."""
    match await look_up(registry, message):
        case "sent":
            await apply_event(message.id, MessageEvent.ACCEPTED)
        case "not_sent":
            await requeue(message.id)
        case _:
            await apply_event(message.id, MessageEvent.LOST, error=why)


async def look_up(registry: Registry, message: StoredMessage) -> str:
    """Looks the Message-ID up at the gateway: sent, not_sent or unknown."""
    gateway = registry.gateway(message.gateway or "")
    if not isinstance(gateway, SupportsLookup):
        return "unknown"
    try:
        return "sent" if await gateway.was_taken(message.message_id or "") else "not_sent"
    except Exception as failure:  # a look-up may fail in any way; the outcome stays unknown
        log.warning("look-up failed", extra={"gateway": message.gateway}, exc_info=failure)
        return "unknown"


async def requeue(subject: UUID) -> bool:
    """Queues a message again that was certainly not sent, due at once."""
    async with DB.transaction():
        moved = await apply_event(subject, MessageEvent.NOT_SENT)
        if moved:
            await DB.execute(ENQUEUE, STAGE, [subject], clock.now())
    return moved


async def resolve_uncertain(actor: Actor, subject: UUID, *, left: bool) -> bool:
    """Records a person's decision whether an uncertain or failed message was sent; if not, queues it again.

    False if the message was settled meanwhile.
    """
    async with DB.transaction():
        state = await DB.fetch_value("SELECT state FROM message WHERE id = $1 FOR UPDATE", subject)
        is_open = state == MessageState.UNCERTAIN or (state == MessageState.FAILED and not left)
        if not is_open:
            return False
        await (apply_event(subject, MessageEvent.ARRIVED) if left else requeue(subject))
        await record(actor, f"message.{'sent' if left else 'not_sent'}", "message", subject, was=state)
    return True


async def settle_lost_messages(registry: Registry) -> None:
    """Settles messages of dead processes, and looks up uncertain ones where the gateway supports it."""
    for row in await DB.fetch(_LOST, _BATCH):
        await settle_lost(registry, StoredMessage.of_row(row), "the process that sent it died")
    gateways = [g.name for feature in registry.features for g in feature.gateways if isinstance(g, SupportsLookup)]
    for row in await DB.fetch(_UNCERTAIN, gateways, _BATCH):
        await settle_lost(registry, StoredMessage.of_row(row), "the process that sent it died")
