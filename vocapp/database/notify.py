"""How does one process tell the others that something happened? LISTEN and NOTIFY on one connection, re-made when lost.

A payload is `topic:id` only; whoever hears it reads the row. A notification may be lost, so each listener also sweeps.
NOTIFY runs outside the transaction of the change: inside, every commit of the hot paths would queue for one lock.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import asyncpg

from vocapp.database.engine import CONNECTION_LOST
from vocapp.failures import describe_failure

CHANNEL = "vocapp"
GATHER_SECONDS = 0.05
RETRY_SECONDS = 1.0
BEAT_SECONDS = 10.0
MOST_WAITING = 10_000

log = logging.getLogger(__name__)


class Notifications:
    """One listener a process. `notify` is cheap and never fails; `subscribe` gives a queue of ids."""

    def __init__(self, beat_seconds: float = BEAT_SECONDS) -> None:
        self._beat_seconds = beat_seconds
        self._queues: dict[str, set[asyncio.Queue[str]]] = defaultdict(set)
        self._outgoing: dict[str, None] = {}
        self._something = asyncio.Event()

    def notify(self, topic: str, subject: object = "") -> None:
        """Tell every process, this one at once; equal payloads of one moment are told once."""
        payload = f"{topic}:{subject}"
        self._hear(payload)
        if len(self._outgoing) < MOST_WAITING:  # more are waiting only while the database is away
            self._outgoing[payload] = None
        self._something.set()

    @contextlib.contextmanager
    def subscribe(self, topic: str) -> Iterator[asyncio.Queue[str]]:
        """A queue of the ids told under `topic` while the block runs; the oldest are dropped past 1,000."""
        queue: asyncio.Queue[str] = asyncio.Queue(1000)
        self._queues[topic].add(queue)
        try:
            yield queue
        finally:
            self._queues[topic].discard(queue)

    def _hear(self, payload: str) -> None:
        topic, _, subject = payload.partition(":")
        for queue in self._queues.get(topic, ()):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(subject)

    async def _serve(self, connection: asyncpg.Connection) -> None:
        lost = asyncio.get_running_loop().create_future()
        connection.add_termination_listener(lambda _: lost.cancel())
        await connection.add_listener(CHANNEL, lambda _c, pid, _ch, payload: self._heard(connection, pid, payload))
        telling = asyncio.create_task(self._tell(connection))
        try:
            await asyncio.wait({lost, telling}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError, *CONNECTION_LOST):
                await telling

    def _heard(self, connection: asyncpg.Connection, pid: int, payload: str) -> None:
        if pid != connection.get_server_pid():
            self._hear(payload)

    async def _tell(self, connection: asyncpg.Connection) -> None:
        """Tell what there is; each beat at least, be it nothing: a server that is cut off says no word by itself."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._beat_seconds):
                    await self._something.wait()
            self._something.clear()
            payloads, self._outgoing = list(self._outgoing), {}
            tell = f"SELECT pg_notify('{CHANNEL}', payload) FROM unnest($1::text[]) payload"
            await connection.execute(tell, payloads, timeout=self._beat_seconds)
            await asyncio.sleep(GATHER_SECONDS)

    async def run(self, dsn: str) -> None:
        """Listen until cancelled, connecting again whenever the connection is lost."""
        while True:
            try:
                connection = await asyncpg.connect(dsn)
                try:
                    await self._serve(connection)
                finally:
                    connection.terminate()
            except CONNECTION_LOST as failure:
                log.warning("listener lost its database", extra={"error": describe_failure(failure)})
            await asyncio.sleep(RETRY_SECONDS)

    @asynccontextmanager
    async def running(self, dsn: str) -> AsyncIterator[None]:
        """`run` beside the block."""
        task = asyncio.create_task(self.run(dsn))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


NOTIFICATIONS = Notifications()


def wake(stage: str) -> None:
    """Tell the workers of `stage` that a row is due; call it after the transaction that wrote the row."""
    NOTIFICATIONS.notify(f"due.{stage}")
