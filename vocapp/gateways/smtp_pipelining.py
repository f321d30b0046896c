"""SMTP commands and replies on a connection that aiosmtplib has opened, secured and logged in.

If the server offers PIPELINING (RFC 2920), several commands are sent in one write, which halves the round trips of a
mail. aiosmtplib waits for each reply.
"""

import asyncio
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_MOST_REPLY: Final = 32 * 1024
_CONTROL: Final = re.compile(rb"[\x00-\x1f\x7f]")


class SmtpReply(NamedTuple):
    """Reply of the server: its code, and its text on one line."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}"[:300]


class ConnectionLostError(Exception):
    """The connection broke, or the server sent something that is not a reply."""


class SmtpDialogue(asyncio.Protocol):
    """Sends commands and collects the replies; used by one task at a time."""

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
        """Returns the replies to `commands`, in order. Without pipelining, no command follows a refused one.

        ValueError for a command with a control character, which could be two commands; ConnectionLostError.
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
        """Writes `data` and waits for `replies` replies; ConnectionLostError. Cancelling closes the connection."""
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
        """Closes the connection; pending replies are lost."""
        self.is_lost = True
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Collects the lines of replies."""
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._lines.append(line.rstrip(b"\r"))
            if line[3:4] != b"-":
                self._add_reply(self._lines)
                self._lines = []
        if len(self._unread) + sum(map(len, self._lines)) > _MOST_REPLY:
            self._lose("an endless reply")

    def _add_reply(self, lines: list[bytes]) -> None:
        code = lines[0][:3]
        if not code.isdigit() or self._waiter is None or len(self._replies) >= self._wanted:
            # Not expected: the server announces that it closes, or is not a mail server.
            self._lose(f"an unexpected {lines[0][:80]!r}")
            return
        text = b" ".join(line[4:] for line in lines).decode("utf-8", "replace")
        self._replies.append(SmtpReply(int(code), " ".join(text.split())))
        if len(self._replies) == self._wanted and not self._waiter.done():
            self._waiter.set_result(None)

    def eof_received(self) -> bool:
        """The server closed its side."""
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
