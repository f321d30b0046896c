"""Stage `hear`: parses one inbound mail and passes it to the receivers of every package, in one transaction.

A bounce or a reply proves that its message was sent, and settles an uncertain one. Soft bounces are counted: the third
within 90 days at one address counts as a hard bounce.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from vocapp import clock
from vocapp.channels.inbound import ParsedInbound
from vocapp.channels.registry import EMAIL
from vocapp.database import DB, new_id, to_json
from vocapp.database.jobs import Stage
from vocapp.feature import Inbound, Registry
from vocapp.messages import transitions
from vocapp.messages.inbound_store import STAGE
from vocapp.messages.message_states import MessageEvent
from vocapp.tokens import token_hash

SOFT_BOUNCES: Final = 3
SOFT_DAYS: Final = 90

_EVENTS: Final = {
    "bounce_hard": MessageEvent.BOUNCED,
    "bounce_soft": MessageEvent.BOUNCED,
    "delayed": MessageEvent.ARRIVED,
    "delivered": MessageEvent.DELIVERED,
}
_PASSED_ON: Final = frozenset({"bounce_hard", "bounce_soft", "complaint", "opt_out", "reply"})

_OF: Final = "SELECT id, kind, subject_id, address FROM message WHERE {column} = $1"
_REPORT: Final = """
INSERT INTO delivery_report (id, message_id, report_key, kind, detail, received_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (message_id, report_key) DO NOTHING"""
_SOFT: Final = """
SELECT count(DISTINCT m.id) FROM message m JOIN delivery_report r ON r.message_id = m.id AND r.kind = 'bounce_soft'
WHERE m.address = $1 AND m.state = 'bounced' AND r.received_at > $2"""


class InboundStage:
    """The stage `hear`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @property
    def stage(self) -> Stage:
        """Few mails at once: inbound mail is not urgent, and other stages need the connections."""
        return Stage(name=STAGE, work=self.process, batch=16, concurrency=2)

    async def process(self, mail: UUID) -> None:
        """Processes one stored mail, once."""
        async with DB.transaction():
            row = await DB.fetch_one(
                "SELECT digest, recipient, content FROM inbound_mail WHERE id = $1 AND kind = 'unread' FOR UPDATE", mail
            )
            if row is None:
                return
            parsed = EMAIL.parse_inbound(row["recipient"], row["content"])
            message = await _message_of(parsed)
            kind = parsed.kind if message is not None else "unmatched"
            if message is not None:
                kind = await self._apply(message, parsed, row["digest"].hex())
            await DB.execute(
                "UPDATE inbound_mail SET kind = $2, message_id = $3 WHERE id = $1",
                mail,
                kind,
                message["id"] if message else None,
            )

    async def _apply(self, message: asyncpg.Record, parsed: ParsedInbound, report_key: str) -> str:
        """Applies a parsed mail to its message; returns its kind, which is bounce_hard for a soft bounce too many."""
        await transitions.apply_event(message["id"], _EVENTS.get(parsed.kind, MessageEvent.ARRIVED))
        detail: dict[str, Any] = dict(parsed.detail)
        await DB.execute(
            _REPORT, new_id(), message["id"], report_key, parsed.kind, to_json(_storable(detail)), clock.now()
        )
        kind = parsed.kind
        if kind == "bounce_soft" and await _is_last_soft_bounce(message["address"]):
            kind, detail["soft_bounces"] = "bounce_hard", SOFT_BOUNCES
        if kind in _PASSED_ON:
            text = parsed.text.replace("\x00", "")
            inbound = (kind, message["id"], message["kind"], message["subject_id"], message["address"], text, detail)
            await self._registry.receive(Inbound(*inbound))
        return kind


async def _message_of(parsed: ParsedInbound) -> asyncpg.Record | None:
    if parsed.purpose not in ("bounce", "reply") or not parsed.token:
        return None
    return await DB.fetch_one(_OF.format(column=f"{parsed.purpose}_hash"), token_hash(parsed.token))


async def _is_last_soft_bounce(address: str) -> bool:
    since = clock.now() - timedelta(days=SOFT_DAYS)
    return bool(await DB.fetch_value(_SOFT, address, since) >= SOFT_BOUNCES)


def _storable(detail: dict[str, Any]) -> dict[str, Any]:
    """Returns `detail` without NUL and lone surrogates, which PostgreSQL's jsonb refuses."""
    return {
        name: value.replace("\x00", "").encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in detail.items()
    }
