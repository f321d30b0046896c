"""Advisory locks: one leader of a kind at a time, one migration at a time."""

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
# A machine that loses power does not disconnect: TCP keepalives make the server release its locks within 30 seconds.
# They have no effect on a Unix socket.
KEEPALIVE = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}

log = logging.getLogger(__name__)


def lock_number(name: str) -> int:
    """Returns the advisory lock number of `name`, in a range of our own."""
    return (0x766F63 << 32) | zlib.crc32(name.encode())


@asynccontextmanager
async def exclusive(dsn: str, name: str) -> AsyncIterator[asyncpg.Connection]:
    """Holds the lock `name` on its own connection; waits until it is free."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", lock_number(name))
        yield connection
    finally:
        await connection.close()


async def lead(dsn: str, name: str, work: Callable[[], Awaitable[None]], beat_seconds: float = BEAT_SECONDS) -> None:
    """Runs `work` whenever this process holds the lock `name`, until cancelled; a lost connection cancels it at once.

    A server that stops answering counts as lost after two beats.
    """
    while True:
        try:
            await _lead_once(dsn, name, work, beat_seconds)
        except CONNECTION_LOST as failure:
            log.warning("leader lost its database", extra={"lock": name, "error": describe_failure(failure)})
        except Exception:  # whatever failed, the next round may succeed
            log.exception("leader failed", extra={"lock": name})
        await asyncio.sleep(RETRY_SECONDS)


async def _lead_once(dsn: str, name: str, work: Callable[[], Awaitable[None]], beat_seconds: float) -> None:
    connection = await asyncpg.connect(dsn, server_settings=KEEPALIVE)
    lost = asyncio.get_running_loop().create_future()
    connection.add_termination_listener(lambda _: lost.cancel())
    try:
        await _take(connection, lock_number(name), beat_seconds)
        log.info("leading", extra={"lock": name})
        running = {asyncio.ensure_future(work()), asyncio.ensure_future(_check_connection(connection, beat_seconds))}
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
    """Waits for the lock one beat at a time: on a server that is gone one wait would never end."""
    await connection.execute(f"SET lock_timeout = {int(beat_seconds * 1000)}")
    while True:
        with contextlib.suppress(asyncpg.LockNotAvailableError):
            await connection.execute("SELECT pg_advisory_lock($1)", number, timeout=2 * beat_seconds)
            return


async def _check_connection(connection: asyncpg.Connection, beat_seconds: float) -> None:
    """Queries the server each beat; TimeoutError once it does not answer."""
    while True:
        await asyncio.sleep(beat_seconds)
        await connection.execute("SELECT", timeout=beat_seconds)
