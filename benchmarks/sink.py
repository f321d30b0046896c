"""A mail server that accepts everything at once, in a process that is not measured: `running()` gives its port.

It says just enough SMTP, and ends when the benchmark that began it ends.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
REPLIES = {b"EHLO": b"250-sink.example\r\n250 PIPELINING\r\n", b"DATA": b"354 Go on\r\n", b"QUIT": b"221 Bye\r\n"}


class Sink(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._waiting = b""
        self._in_text = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.WriteTransport = transport  # type: ignore[assignment]
        self._transport.write(b"220 sink.example\r\n")

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while True:
            end = b"\r\n.\r\n" if self._in_text else b"\r\n"
            line, found, rest = self._waiting.partition(end)
            if not found:
                return
            self._waiting = rest
            verb = line[:4].upper()
            self._transport.write(b"250 Ok\r\n" if self._in_text else REPLIES.get(verb, b"250 Ok\r\n"))
            self._in_text = not self._in_text and verb == b"DATA"


@contextmanager
def running() -> Iterator[int]:
    """The port of a sink that runs during the block."""
    # A shell that ends at once leaves the sink to the system, so it is not a child of this process.
    command = f"exec 3<&0; {sys.executable} -m benchmarks.sink <&3 &"
    with subprocess.Popen(["sh", "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as shell:
        assert shell.stdin is not None
        assert shell.stdout is not None
        try:
            yield int(shell.stdout.readline())
        finally:
            shell.stdin.close()


async def serve() -> None:
    """Print the port and serve until the standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.buffer.read)


if __name__ == "__main__":
    asyncio.run(serve())
