"""Limits of a request's headers in time and size; uvicorn alone waits for ever and accepts any size."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 64 * 1024


class HeadLimitProtocol(HttpToolsProtocol):
    """uvicorn's protocol that closes a connection with slow headers and refuses headers that are too long."""

    HEAD_SECONDS = 10.0
    _hurry: asyncio.TimerHandle | None = None
    _is_head = True
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Starts the timer with the connection."""
        super().connection_made(transport)
        self._hurry = self.loop.call_later(self.HEAD_SECONDS, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancels the timer."""
        self._leave_in_peace()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Counts bytes until the headers are complete; the first piece is not counted."""
        if self._is_head and self._head_bytes > MOST_HEAD_BYTES:
            self.send_400_response("The headers are too long.")
            return
        self._head_bytes += len(data)
        super().data_received(data)

    def on_message_begin(self) -> None:
        """New headers begin; on a kept connection the timer starts again."""
        super().on_message_begin()
        self._is_head, self._head_bytes = True, 0
        if self._hurry is None:
            self._hurry = self.loop.call_later(self.HEAD_SECONDS, self.transport.close)

    def on_headers_complete(self) -> None:
        """The headers are complete: from here on the limits of bodies apply."""
        self._is_head = False
        self._leave_in_peace()
        super().on_headers_complete()

    def _leave_in_peace(self) -> None:
        if self._hurry is not None:
            self._hurry.cancel()
            self._hurry = None
