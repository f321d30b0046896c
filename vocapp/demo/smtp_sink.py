"""SMTP server of the demonstration, whose mails are shown on a page."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

Keep = Callable[[bytes, str], Awaitable[None]]


class SmtpSink:
    """Accepts every mail and passes its bytes and first recipient to `keep`."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        """Called by aiosmtpd with a whole mail."""
        content = envelope.content
        await self._keep(content if isinstance(content, bytes) else (content or "").encode(), envelope.rcpt_tos[0])
        return "250 kept for the demonstration"


@asynccontextmanager
async def smtp_sink(keep: Keep, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """The port of an SMTP server that runs while the block runs."""

    def connected() -> Any:
        return SMTP(SmtpSink(keep), hostname="sink.example", enable_SMTPUTF8=True)

    server = await asyncio.get_running_loop().create_server(connected, host, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
