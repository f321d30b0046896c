"""Who may do it alone? Advisory locks: one leader of a kind at a time, one migration at a time."""

import asyncio
import contextlib
import logging
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg

from vocapp.database.engine import LOST

RETRY_SECONDS = 1.0

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


async def lead(dsn: str, name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` while this process holds the lock `name`, for ever; a lost connection cancels it at once."""
    while True:
        try:
            await _lead_once(dsn, name, work)
        except LOST as failure:
            log.warning("leader lost its database", extra={"lock": name, "error": str(failure)})
        except Exception:  # whatever the work did, another round may go well
            log.exception("leader failed", extra={"lock": name})
        await asyncio.sleep(RETRY_SECONDS)


async def _lead_once(dsn: str, name: str, work: Callable[[], Awaitable[None]]) -> None:
    connection = await asyncpg.connect(dsn)
    lost = asyncio.get_running_loop().create_future()
    connection.add_termination_listener(lambda _: lost.cancel())
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", lock_number(name))
        log.info("leading", extra={"lock": name})
        working = asyncio.ensure_future(work())
        try:
            await asyncio.wait({lost, working}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await working
    finally:
        connection.terminate()
