"""Who may do it alone? Advisory locks: one leader of a kind at a time, one migration at a time."""

import asyncio
import contextlib
import logging
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg

from vocapp.database.engine import CONNECTION_LOST
from vocapp.failures import describe_failure

RETRY_SECONDS = 1.0
BEAT_SECONDS = 10.0
# A machine that loses its power says no goodbye: the server asks it by TCP, and lets its locks go within half a minute.
# On a socket in a folder these say nothing.
KEEPALIVE = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}

log = logging.getLogger(__name__)


def lock_number(name: str) -> int:
    """The advisory lock number of `name`, in a space of our own."""
    return (0x766F63 << 32) | zlib.crc32(name.encode())


@asynccontextmanager
async def exclusive(dsn: str, name: str) -> AsyncIterator[asyncpg.Connection]:
    """Hold the lock `name` on a connection of its own; waits until it is free."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", lock_number(name))
        yield connection
    finally:
        await connection.close()


async def lead(dsn: str, name: str, work: Callable[[], Awaitable[None]], beat_seconds: float = BEAT_SECONDS) -> None:
    """Run `work` while this process holds the lock `name`, for ever; a lost connection cancels it at once.

    A server that falls silent, cut off without a word, counts as lost after two beats.
    """
    while True:
        try:
            await _lead_once(dsn, name, work, beat_seconds)
        except CONNECTION_LOST as failure:
            log.warning("leader lost its database", extra={"lock": name, "error": describe_failure(failure)})
        except Exception:  # whatever the work did, another round may go well
            log.exception("leader failed", extra={"lock": name})
        await asyncio.sleep(RETRY_SECONDS)


async def _lead_once(dsn: str, name: str, work: Callable[[], Awaitable[None]], beat_seconds: float) -> None:
    connection = await asyncpg.connect(dsn, server_settings=KEEPALIVE)
    lost = asyncio.get_running_loop().create_future()
    connection.add_termination_listener(lambda _: lost.cancel())
    try:
        await _take(connection, lock_number(name), beat_seconds)
        log.info("leading", extra={"lock": name})
        running = {asyncio.ensure_future(work()), asyncio.ensure_future(_listen_for_life(connection, beat_seconds))}
        try:
            await asyncio.wait({lost, *running}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in running:
                task.cancel()
            ends = await asyncio.gather(*running, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end
    finally:
        connection.terminate()


async def _take(connection: asyncpg.Connection, number: int, beat_seconds: float) -> None:
    """Wait for the lock, a beat at a time: who waits on a server that is gone would wait for ever."""
    await connection.execute(f"SET lock_timeout = {int(beat_seconds * 1000)}")
    while True:
        with contextlib.suppress(asyncpg.LockNotAvailableError):
            await connection.execute("SELECT pg_advisory_lock($1)", number, timeout=2 * beat_seconds)
            return


async def _listen_for_life(connection: asyncpg.Connection, beat_seconds: float) -> None:
    """Ask the server for a word each beat; TimeoutError once it has none."""
    while True:
        await asyncio.sleep(beat_seconds)
        await connection.execute("SELECT", timeout=beat_seconds)
