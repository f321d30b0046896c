"""The way to a server, which can fall silent without a word to either end, as a network does that parts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, quote, urlsplit

import pytest


class Wire:
    """Passes on what comes to the socket of a server, unless `cut`; silenced connections carry nothing again."""

    def __init__(self, server: str) -> None:
        self.cut = False
        self._server = server
        self._ends: list[asyncio.StreamWriter] = []
        self._silent: set[asyncio.StreamWriter] = set()

    async def open(self, folder: Path) -> None:
        where = str(folder / ".s.PGSQL.5432")
        self._listener = await asyncio.start_unix_server(self._connected, where)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._server)
        self._ends += [writer, back]
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self._carry(reader, back), self._carry(there, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if not self.cut and writer not in self._silent:
                writer.write(data)

    def silence(self) -> None:
        """Nothing comes through the connections of now any more; new ones work."""
        self._silent |= set(self._ends)

    def mend(self) -> None:
        """Both ends have noticed by now, and begin anew."""
        for end in self._ends:
            end.close()
        self._ends, self.cut = [], False

    def close(self) -> None:
        self._listener.close()
        self.mend()


@asynccontextmanager
async def wired(dsn: str) -> AsyncIterator[tuple[Wire, str]]:
    """A wire to the server of `dsn`, and the DSN that leads through it."""
    socket = parse_qs(urlsplit(dsn).query).get("host", [""])[0]
    if not socket:
        pytest.skip("the server is not one with a socket in a folder")
    with TemporaryDirectory() as folder:
        wire = Wire(f"{socket}/.s.PGSQL.5432")
        await wire.open(Path(folder))
        try:
            yield wire, dsn.replace(quote(socket, safe=""), folder).replace(socket, folder)
        finally:
            wire.close()
