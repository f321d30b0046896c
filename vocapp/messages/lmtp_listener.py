"""LMTP or SMTP server for inbound mail: bounces, complaints and replies.

It accepts only mail to addresses of this installation, acknowledges only mail that is stored, and parses nothing.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope

from vocapp.channels.email.inbound_address import is_our_address
from vocapp.channels.email.parse_mime import MOST_BYTES
from vocapp.database import NotOpenError, PoolBusyError
from vocapp.messages.inbound_store import store_inbound
from vocapp.settings import Settings

_MOST_RECIPIENTS: Final = 50
_SILENCE_SECONDS: Final = 60
_MOST_CONNECTIONS: Final = 50
_LONGEST_LINE: Final = 64 * 1024  # RFC 5322 says 998, but reports quote mail that is longer

log = logging.getLogger(__name__)
# aiosmtpd logs every command with its addresses.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


class _Lmtp(LMTP):
    line_length_limit = _LONGEST_LINE


class _Smtp(SMTP):
    line_length_limit = _LONGEST_LINE


class MailHandler:
    """Callbacks of aiosmtpd; replies are worded as in RFC 5321 and RFC 2033."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accepts a recipient if the address is one of this installation."""
        if not is_our_address(address):
            return "550 5.1.1 No such address here"
        if len(envelope.rcpt_tos) >= _MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        """Stores the mail once for each recipient. LMTP wants one reply for each; on failure all get the same."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        sender = (envelope.mail_from or "<>").strip("<>")
        delivered = f"Return-Path: <{sender}>\r\n".encode("ascii", "replace") + content
        try:
            for recipient in envelope.rcpt_tos:
                await store_inbound(recipient, delivered)
            reply = "250 2.0.0 Kept"
        except (asyncpg.PostgresError, asyncpg.InterfaceError, PoolBusyError, NotOpenError, OSError) as failure:
            log.warning("mail could not be stored", extra={"error": type(failure).__name__})
            reply = "451 4.3.0 Try again later"
        return "\r\n".join([reply] * len(envelope.rcpt_tos)) if isinstance(server, LMTP) else reply


@asynccontextmanager
async def mail_listener(settings: Settings) -> AsyncIterator[asyncio.Server]:
    """Runs the server while the block does."""
    protocol = {"lmtp": _Lmtp, "smtp": _Smtp}[settings.inbound_protocol]
    open_now: set[SMTP] = set()

    def connected() -> SMTP:
        open_now.difference_update([p for p in open_now if p.transport is None])
        server = protocol(
            MailHandler(),
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=False,
            hostname=settings.mail_domain or "localhost",
            ident="vocapp",
            # A connection too many is closed at its first pause.
            timeout=_SILENCE_SECONDS if len(open_now) < _MOST_CONNECTIONS else 0.1,
            loop=asyncio.get_running_loop(),
        )
        open_now.add(server)
        return server

    # All processes of an installation on one machine share the port.
    where = (settings.inbound_host, settings.inbound_port)
    server = await asyncio.get_running_loop().create_server(connected, *where, reuse_port=True)
    log.info("listening for mail", extra={"protocol": settings.inbound_protocol, "port": settings.inbound_port})
    try:
        yield server
    finally:
        server.close()
        for open_one in open_now:
            if open_one.transport is not None:
                open_one.transport.close()
        await server.wait_closed()
