"""Stage `send`: sends one message, at most once.

1. Read the row (the rows of a batch at once). Only a queued message is sent; one that is still "sending" was left by a
   process that died.
2. Check the limits: a message over a limit is sent later, and that is no attempt.
3. Compose. Nothing to send any more: revoked. Quiet hours: later.
4. Commit the intent: state `sending`, a lease, the fixed Message-ID. If the message was revoked meanwhile, it stays so.
5. Call the gateway and record the outcome.

A process that dies between 4 and 5 leaves `sending` behind. When its lease ends, the message becomes uncertain.
"""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar
from uuid import UUID

import asyncpg

from vocapp import clock
from vocapp.database import DB, new_id, to_json
from vocapp.database.jobs import Stage
from vocapp.feature import Inbound, Registry, StoredMessage
from vocapp.gateways.gateway import DeliveryRefusedError, DeliveryUncertainError, Outgoing, Receipt
from vocapp.messages import transitions
from vocapp.messages.build_mail import gateway_of
from vocapp.messages.message_queue import STAGE
from vocapp.messages.message_states import MessageEvent, MessageState, state_change_sql
from vocapp.messages.send_limits import SendLimits
from vocapp.tokens import TokenPurpose, token_hash

ATTEMPTS: Final = 8
BACK_OFF_MINUTES: Final = (1, 5, 15, 60, 120, 240, 480)
HELD_SECONDS: Final = 60
LAST_SECONDS: Final = 5.0

_READ = """
SELECT m.*, lease < clock_timestamp() AS is_lost, EXISTS (SELECT FROM instance WHERE name = 'sending held') AS is_held
FROM message m WHERE id = ANY($1)"""
_CLAIM = state_change_sql(MessageEvent.CLAIMED, now="clock_timestamp()")
_INTEND = f"""
UPDATE message SET {_CLAIM.assignments}, attempts = attempts + 1, gateway = $2, message_id = $3, key_id = $4,
  bounce_hash = $5, reply_hash = $6, error = NULL, lease = clock_timestamp() + make_interval(secs => $7)
WHERE id = $1 AND {_CLAIM.condition} RETURNING attempts"""  # noqa: S608

# A refusal at sending counts in the doctor's report like a bounce; the message itself stays failed.
_REPORT: Final = """
INSERT INTO delivery_report (id, message_id, report_key, kind, detail, received_at)
VALUES ($1, $2, $3, 'bounce_soft', $4, $5) ON CONFLICT (message_id, report_key) DO NOTHING"""

_T = TypeVar("_T")


class SendStage:
    """The stage `send` of one process."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._lease = 2 * registry.settings.smtp_timeout + 5
        self._limits = SendLimits("smtp", registry.settings)
        self._prefetched: dict[UUID, asyncpg.Record] = {}

    @property
    def stage(self) -> Stage:
        """The stage `send`: as many messages at once as there are SMTP connections, so that a committed intent never
        waits for one.
        """
        return Stage(
            name=STAGE,
            work=self.deliver,
            batch=32,
            concurrency=max(1, self._registry.settings.smtp_connections),
            lease_seconds=2 * self._lease,
            prepare=self.prepare,
        )

    async def prepare(self, subjects: Sequence[UUID]) -> None:
        """Reads a whole batch at once. A row that changes before its turn is caught by the condition of the intent."""
        rows = await DB.fetch(_READ, subjects)
        self._prefetched = {row["id"]: row for row in rows}
        leaving = [row["address"] for row in rows if row["state"] == MessageState.QUEUED and not row["is_held"]]
        if self._registry.settings.email_gateway == "smtp" and leaving:
            await self._limits.prepare(leaving)

    async def deliver(self, subject: UUID) -> datetime | None:
        """Sends the message, or settles one that was left behind; returns when to look again, if necessary."""
        row = self._prefetched.pop(subject, None) or await DB.fetch_one(_READ, [subject])
        if row is None:
            return None
        message = StoredMessage.of_row(row)
        if row["state"] == MessageState.SENDING:
            return await self._settle_sending(message, is_lost=row["is_lost"])
        if row["state"] != MessageState.QUEUED:
            return None
        if row["is_held"]:
            return clock.now() + timedelta(seconds=HELD_SECONDS)
        gateway = gateway_of(self._registry, message)
        if gateway == "smtp" and (later := await self._limits.take(message.address)):
            return later
        try:
            outgoing = await self._registry.composer(message.kind)(message)
        except ValueError as impossible:
            await transitions.apply_event(subject, MessageEvent.REFUSED, error=str(impossible))
            return None
        if isinstance(outgoing, datetime):
            return outgoing
        if outgoing is None:
            await transitions.apply_event(subject, MessageEvent.REVOKED, error="there was nothing left to send")
            return None
        return await self._send(message, gateway, outgoing)

    async def _settle_sending(self, message: StoredMessage, *, is_lost: bool) -> datetime | None:
        if not is_lost:
            return clock.now() + timedelta(seconds=self._lease)
        await transitions.settle_lost(self._registry, message, "the process that sent it died")
        return None

    async def _send(self, message: StoredMessage, gateway: str, outgoing: Outgoing) -> datetime | None:
        keys, subject = self._registry.keys, message.id
        attempt = await DB.fetch_value(
            _INTEND,
            subject,
            gateway,
            outgoing.key,
            keys.current,
            token_hash(keys.token(TokenPurpose.BOUNCE, subject)),
            token_hash(keys.token(TokenPurpose.REPLY, subject)),
            self._lease,
        )
        if attempt is None:
            return None
        return await finish_despite_cancel(self._call(message, gateway, outgoing, attempt))

    async def _call(self, message: StoredMessage, gateway: str, outgoing: Outgoing, attempt: int) -> datetime | None:
        """Calls the gateway and records the outcome."""
        subject = message.id
        try:
            receipt = await self._registry.gateway(gateway).deliver(outgoing)
        except DeliveryRefusedError as refused:
            if refused.dead_address:
                await self._address_unknown(message, attempt, refused)
                return None
            return await self._refused(subject, attempt, refused)
        except DeliveryUncertainError as unknown:
            await transitions.apply_event(subject, MessageEvent.LOST, attempt=attempt, error=str(unknown))
            return None
        await _accepted(subject, receipt)
        return None

    async def _address_unknown(self, message: StoredMessage, attempt: int, refused: DeliveryRefusedError) -> None:
        """Records that the server knows no such address, and passes it to the receivers as a hard bounce."""
        bounce = (message.id, message.kind, message.subject_id, message.address, str(refused))
        async with DB.transaction():
            if await transitions.apply_event(message.id, MessageEvent.REFUSED, attempt=attempt, error=str(refused)):
                await self._registry.receive(Inbound("bounce_hard", *bounce))

    async def _refused(self, subject: UUID, attempt: int, refused: DeliveryRefusedError) -> datetime | None:
        if refused.permanent or attempt >= ATTEMPTS:
            await transitions.apply_event(subject, MessageEvent.REFUSED, attempt=attempt, error=str(refused))
            if refused.cause:
                detail = {"reason": refused.cause, "diagnostic": str(refused)[:300]}
                await DB.execute(_REPORT, new_id(), subject, f"smtp {attempt}", to_json(detail), clock.now())
            return None
        await transitions.apply_event(subject, MessageEvent.PUT_OFF, attempt=attempt, error=str(refused))
        minutes = BACK_OFF_MINUTES[min(attempt, len(BACK_OFF_MINUTES)) - 1]
        return clock.now() + timedelta(minutes=minutes * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load


async def _accepted(subject: UUID, receipt: Receipt) -> None:
    await transitions.apply_event(subject, MessageEvent.ACCEPTED, provider_id=receipt.provider_id)


async def finish_despite_cancel(work: Awaitable[_T], patience: float = LAST_SECONDS) -> _T:
    """Awaits `work`; if this task is cancelled, `work` still has `patience` seconds to finish."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait({task}, timeout=patience)
        task.cancel()
        raise
