"""Stage `hear`: parses one inbound mail and passes it to the receivers of every package.

The token of the address is looked up first; then the mail is parsed in a child process, once. A mail that exceeds the
limits of its parser is set aside with the reason, and its receivers hear of a reply that nobody could read.

A bounce or a reply proves that its message was sent, and settles an uncertain one. Soft bounces of a full mailbox, or
for an unknown reason, are counted: the third within 90 days at one address counts as a hard bounce.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from vocapp import clock
from vocapp.audit.record import record
from vocapp.channels.email.bounce_reasons import REPEATED
from vocapp.channels.email.inbound_address import addressed_token
from vocapp.channels.inbound import FROM_PEOPLE, ParsedInbound
from vocapp.database import DB, new_id, to_json
from vocapp.database.jobs import Stage
from vocapp.feature import Inbound, Registry
from vocapp.http.access import Actor
from vocapp.messages import transitions
from vocapp.messages.inbound_store import STAGE
from vocapp.messages.mail_parser import parse_mail_apart
from vocapp.messages.message_states import MessageEvent
from vocapp.processes.parser_pool import ParsingFailure
from vocapp.tokens import token_hash

SOFT_BOUNCES: Final = 3
SOFT_DAYS: Final = 90

_EVENTS: Final = {
    "bounce_hard": MessageEvent.BOUNCED,
    "bounce_soft": MessageEvent.BOUNCED,
    "delayed": MessageEvent.ARRIVED,
    "delivered": MessageEvent.DELIVERED,
}
_PASSED_ON: Final = frozenset({"bounce_hard", "bounce_soft", "complaint", *FROM_PEOPLE})
_REPEATED: Final = frozenset(reason.value for reason in REPEATED)
SET_ASIDE: Final = "set_aside"
"""The kind of a mail that exceeded the limits of its parser."""

_UNREAD: Final = "SELECT digest, recipient, content FROM inbound_mail WHERE id = $1 AND kind = 'unread'"
_LOCK: Final = "SELECT EXISTS (SELECT FROM inbound_mail WHERE id = $1 AND kind = 'unread' FOR UPDATE)"
_SETTLED: Final = "UPDATE inbound_mail SET kind = $2, message_id = $3, reason = $4, parsed = $5 WHERE id = $1"

_DECIDED: Final = """
UPDATE inbound_mail b SET kind = $2 FROM message m WHERE b.id = $1 AND b.kind = 'unsure' AND m.id = b.message_id
RETURNING b.message_id, m.kind, m.subject_id, m.address"""

_OF: Final = "SELECT id, kind, subject_id, address FROM message WHERE {column} = $1"
_REPORT: Final = """
INSERT INTO delivery_report (id, message_id, report_key, kind, detail, received_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (message_id, report_key) DO NOTHING"""
_SOFT: Final = """
SELECT count(DISTINCT m.id) FROM message m JOIN delivery_report r ON r.message_id = m.id AND r.kind = 'bounce_soft'
WHERE m.address = $1 AND m.state = 'bounced' AND r.received_at > $2
AND coalesce(r.detail->>'reason', 'unknown') = ANY($3)"""


class InboundStage:
    """The stage `hear`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @property
    def stage(self) -> Stage:
        """Few mails at once: inbound mail is not urgent, and other stages need the connections."""
        return Stage(name=STAGE, work=self.process, batch=16, concurrency=2)

    async def process(self, mail: UUID) -> None:
        """Processes one stored mail, once. It is parsed before the transaction, which must not wait for that."""
        row = await DB.fetch_one(_UNREAD, mail)
        if row is None:
            return
        parsed = await _parse(row["recipient"], row["content"])
        async with DB.transaction():
            if not await DB.fetch_value(_LOCK, mail):
                return
            message = await _message_of(parsed.purpose, parsed.token)
            if message is None:
                await _settle(mail, "unmatched", None, parsed)
                return
            kind = await self._apply(mail, message, parsed, row["digest"].hex())
            await _settle(mail, kind, message["id"], parsed)

    async def _apply(self, mail: UUID, message: asyncpg.Record, parsed: ParsedInbound, report_key: str) -> str:
        """Applies a parsed mail to its message; returns its kind, which is bounce_hard for a soft bounce too many."""
        await transitions.apply_event(message["id"], _EVENTS.get(parsed.kind, MessageEvent.ARRIVED))
        detail: dict[str, Any] = dict(parsed.detail)
        await DB.execute(
            _REPORT, new_id(), message["id"], report_key, parsed.kind, to_json(_storable(detail)), clock.now()
        )
        kind = parsed.kind
        if kind == "bounce_soft" and await _is_last_soft_bounce(message["address"], detail):
            kind, detail["soft_bounces"] = "bounce_hard", SOFT_BOUNCES
        heard = "reply" if kind == SET_ASIDE and parsed.purpose == "reply" else kind
        if heard in _PASSED_ON:
            inbound = (heard, message["id"], message["kind"], message["subject_id"], message["address"], parsed.text)
            await self._registry.receive(Inbound(*inbound, detail, mail))
        return kind


async def _parse(recipient: str, content: bytes) -> ParsedInbound:
    """Parses a mail in a child process. A mail to an unknown token is not parsed at all."""
    purpose, token = addressed_token(recipient)
    if purpose and await _message_of(purpose, token) is None:
        return ParsedInbound(kind="unmatched", reason="nobody was sent this address")
    parsed = await parse_mail_apart(recipient, content)
    if isinstance(parsed, ParsingFailure):
        detail = {"set_aside": parsed.reason.value, "place": parsed.detail}
        return ParsedInbound(kind=SET_ASIDE, purpose=purpose, token=token, reason=parsed.reason.value, detail=detail)
    return parsed


async def _settle(mail: UUID, kind: str, message: UUID | None, parsed: ParsedInbound) -> None:
    """Records what a mail was read as."""
    contents = None
    if parsed.kind in FROM_PEOPLE and message is not None:
        contents = to_json(
            {
                "subject": parsed.subject,
                "text": parsed.text,
                "cut": parsed.cut,
                "attachments": msgspec.to_builtins(parsed.attachments),
            }
        )
    # A mail about no message stays set aside where it could not be parsed, so that somebody looks at it.
    settled = SET_ASIDE if parsed.kind == SET_ASIDE else kind
    await DB.execute(_SETTLED, mail, settled, message, parsed.reason[:500], contents)


async def _message_of(purpose: str, token: str) -> asyncpg.Record | None:
    if purpose not in ("bounce", "reply") or not token:
        return None
    return await DB.fetch_one(_OF.format(column=f"{purpose}_hash"), token_hash(token))


async def _is_last_soft_bounce(address: str, detail: dict[str, Any]) -> bool:
    """Whether the mailbox itself has now refused too often. Trouble of the sender, names or time never counts."""
    if detail.get("reason") not in _REPEATED:
        return False
    since = clock.now() - timedelta(days=SOFT_DAYS)
    return bool(await DB.fetch_value(_SOFT, address, since, sorted(_REPEATED)) >= SOFT_BOUNCES)


def _storable(detail: dict[str, Any]) -> dict[str, Any]:
    """Returns `detail` without NUL and lone surrogates, which PostgreSQL's jsonb refuses."""
    return {
        name: value.replace("\x00", "").encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in detail.items()
    }


async def decide_unsure(registry: Registry, actor: Actor, mail: UUID, decision: str) -> bool:
    """Records a person's decision about a possible opt-out, "opt_out" or "reply"; False if it was decided before."""
    async with DB.transaction():
        row = await DB.fetch_one(_DECIDED, mail, decision)
        if row is None:
            return False
        kind = "opt_out" if decision == "opt_out" else "kept"
        about = (kind, row["message_id"], row["kind"], row["subject_id"], row["address"])
        await registry.receive(Inbound(*about, detail={"by": "reply"}, mail_id=mail))
        await record(actor, f"mail.{kind}", "inbound_mail", mail)
    return True
