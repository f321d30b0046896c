"""A mail server that lies, drops and dawdles, as told per mail; aiosmtpd with a script."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

Behaviour = Callable[[Envelope], str]


@dataclass
class Server:
    """What the server has taken, and how it behaves: `at_rcpt` and `at_data` return a reply, or an act.

    Acts: "drop" hangs up after the text without a reply, "keep and drop" takes the mail first, "hang" never replies.
    """

    port: int = 0
    at_rcpt: Callable[[str], str] = lambda _: "250 OK"
    at_data: Behaviour = lambda _: "250 2.0.0 Ok: queued as 4F6A21C0045"
    taken: list[Envelope] = field(default_factory=list)
    connections: list[Any] = field(default_factory=list)
    pipelining: bool = False
    tls: ssl.SSLContext | None = None
    seconds: float = 0.0  # how long it thinks about a mail before it replies

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]] if self.pipelining else responses

    async def handle_RCPT(self, server: Any, _s: Session, envelope: Envelope, address: str, _o: list[str]) -> str:  # noqa: N802
        reply = self.at_rcpt(address)
        if reply == "drop":
            server.transport.abort()
            await asyncio.sleep(3600)
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        reply = self.at_data(envelope)
        if reply.startswith(("250", "keep", "hang")):
            self.taken.append(envelope)
        await asyncio.sleep(self.seconds)
        if "drop" in reply:
            server.transport.abort()
        if "drop" in reply or reply == "hang":
            await asyncio.sleep(3600)
        return reply

    @property
    def recipients(self) -> list[str]:
        """Whom it has taken mail for, in order."""
        return [address for envelope in self.taken for address in envelope.rcpt_tos]


@asynccontextmanager
async def mail_server() -> AsyncIterator[Server]:
    """The server, on a free port of loopback."""
    told = Server()

    def connected() -> SMTP:
        protocol = SMTP(told, hostname="mx.example", tls_context=told.tls, loop=asyncio.get_running_loop())
        told.connections.append(protocol)
        return protocol

    server = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", 0)
    told.port = server.sockets[0].getsockname()[1]
    try:
        yield told
    finally:
        server.close()
        for protocol in told.connections:
            if protocol.transport is not None and not protocol.transport.is_closing():
                protocol.transport.abort()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
