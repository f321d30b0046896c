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
from aiosmtpd.smtp import SMTP, Envelope, syntax

from vocapp.channels.email.inbound_address import is_our_address
from vocapp.channels.email.parse_mime import MOST_BYTES
from vocapp.database import NotOpenError, PoolBusyError
from vocapp.messages.inbound_store import store_inbound
from vocapp.settings import Settings

_MOST_RECIPIENTS: Final = 50
_SILENCE_SECONDS: Final = 60
_MOST_CONNECTIONS: Final = 50
_BLOCK_BYTES: Final = 4 * 1024 * 1024  # more than a reader ever holds
_LINE_END: Final = b"\r\n"
_TEXT_END: Final = b"\r\n.\r\n"

log = logging.getLogger(__name__)
# aiosmtpd logs every command with its addresses.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


class _BlockReader(SMTP):
    """Reads the text of a mail in blocks. aiosmtpd reads it by lines, and a mail of a million lines would take the
    event loop seconds. Lines may have any length: RFC 5322 says 998, but reports quote mail that is longer.
    """

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Takes one mail, and answers once it is stored or refused."""
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Name a recipient first")
            return
        if arg:
            await self.push("501 5.5.4 DATA has no argument")
            return
        await self.push("354 End with a line that has a dot only")
        content = await self._read_text(self.data_size_limit or MOST_BYTES)
        if content is None:
            answer = f"552 5.3.4 The mail has more than {MOST_BYTES} bytes"
        else:
            self.envelope.content = self.envelope.original_content = content
            answer = await self._call_handler_hook("DATA")
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(answer)

    async def _read_text(self, limit: int) -> bytes | None:
        """The text up to the line with a dot only, without the dots that the sender put before dots; None if too long.

        What follows it belongs to the next command.
        """
        text, is_long = bytearray(_LINE_END), False
        while (block := await self._reader.read(_BLOCK_BYTES)) and self.transport is not None:
            searched = max(0, len(text) - len(_TEXT_END))
            text += block
            if (end := text.find(_TEXT_END, searched)) >= 0:
                if (following := bytes(text[end + len(_TEXT_END) :])) and not self._reader.at_eof():
                    self._reader.feed_data(following)
                lines = bytes(text[: end + len(_LINE_END)]).replace(_LINE_END + b".", _LINE_END)
                return None if is_long or end > limit else lines.removeprefix(_LINE_END)
            if len(text) > limit + len(_TEXT_END):
                is_long = True
                del text[: -len(_TEXT_END)]
        raise ConnectionResetError


class _Lmtp(_BlockReader, LMTP):
    pass


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
    protocol = {"lmtp": _Lmtp, "smtp": _BlockReader}[settings.inbound_protocol]
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
