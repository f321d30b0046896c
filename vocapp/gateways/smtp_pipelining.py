"""Commands and replies on a connection that has been opened, secured and logged in by aiosmtplib.

Where the server offers PIPELINING (RFC 2920) several commands leave in one write, which halves the round trips of a
mail; aiosmtplib waits for each reply.
"""

import asyncio
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_MOST_REPLY: Final = 32 * 1024
_CONTROL: Final = re.compile(rb"[\x00-\x1f\x7f]")


class SmtpReply(NamedTuple):
    """A server's reply: its code, and its text on one line."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}"[:300]


class ConnectionLostError(Exception):
    """The connection broke, or the server said something that is no reply."""


class SmtpDialogue(asyncio.Protocol):
    """One at a time may ask."""

    def __init__(self, transport: asyncio.WriteTransport, *, pipelining: bool) -> None:
        self._transport = transport
        self._pipelining = pipelining
        self._unread = b""
        self._lines: list[bytes] = []
        self._replies: list[SmtpReply] = []
        self._wanted = 0
        self._waiter: asyncio.Future[None] | None = None
        self.is_lost = transport.is_closing()
        transport.set_protocol(self)

    async def ask(self, *commands: bytes) -> Sequence[SmtpReply]:
        """The replies to `commands`, in order. Without pipelining no command follows one that the server refused.

        ValueError for a command that would be more than one; LostError.
        """
        if any(_CONTROL.search(command) for command in commands):
            raise ValueError("an address with a line break or another control character")
        if self._pipelining:
            return await self.write(b"\r\n".join((*commands, b"")), replies=len(commands))
        replies: list[SmtpReply] = []
        for command in commands:
            replies += await self.write(command + b"\r\n")
            if replies[-1].code >= 400:
                break
        return replies

    async def write(self, data: bytes, replies: int = 1) -> Sequence[SmtpReply]:
        """Write `data` as it is and wait for so many replies; LostError. Being cancelled ends the connection."""
        if self.is_lost:
            raise ConnectionLostError("the connection was closed")
        self._wanted = replies
        self._replies = []
        self._waiter = asyncio.get_running_loop().create_future()
        self._transport.write(data)
        try:
            await self._waiter
        except BaseException:
            self.close()
            raise
        finally:
            self._waiter = None
        return self._replies

    def close(self) -> None:
        """End the connection; what was being asked is lost."""
        self.is_lost = True
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Collect the lines of replies."""
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._lines.append(line.rstrip(b"\r"))
            if line[3:4] != b"-":
                self._hear(self._lines)
                self._lines = []
        if len(self._unread) + sum(map(len, self._lines)) > _MOST_REPLY:
            self._lose("an endless reply")

    def _hear(self, lines: list[bytes]) -> None:
        code = lines[0][:3]
        if not code.isdigit() or self._waiter is None or len(self._replies) >= self._wanted:
            # Nobody asked: the server says that it closes, or is no mail server.
            self._lose(f"an unexpected {lines[0][:80]!r}")
            return
        text = b" ".join(line[4:] for line in lines).decode("utf-8", "replace")
        self._replies.append(SmtpReply(int(code), " ".join(text.split())))
        if len(self._replies) == self._wanted and not self._waiter.done():
            self._waiter.set_result(None)

    def eof_received(self) -> bool:
        """The server will say no more."""
        self._lose("the server closed the connection")
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._lose("the connection broke" if exc else "the server closed the connection")

    def _lose(self, why: str) -> None:
        self.is_lost = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(ConnectionLostError(why))
        self._transport.abort()
