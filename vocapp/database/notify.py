"""Notifications between processes: LISTEN and NOTIFY on one connection, reopened when it is lost.

A payload is only `topic:id`; the listener reads the row. A notification may be lost, so each listener also polls.
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
NOTIFY = "SELECT pg_notify($1, payload) FROM unnest($2::text[]) payload"
GATHER_SECONDS = 0.05
RETRY_SECONDS = 1.0
BEAT_SECONDS = 10.0
MOST_WAITING = 10_000

log = logging.getLogger(__name__)


class Notifications:
    """One listener per process. `notify` is cheap and never fails; `subscribe` yields a queue of ids."""

    def __init__(self, beat_seconds: float = BEAT_SECONDS) -> None:
        self._beat_seconds = beat_seconds
        self._queues: dict[str, set[asyncio.Queue[str]]] = defaultdict(set)
        self._outgoing: dict[str, None] = {}
        self._something = asyncio.Event()

    def notify(self, topic: str, subject: object = "") -> None:
        """Notify every process, this one at once; equal payloads of one moment are sent once."""
        payload = f"{topic}:{subject}"
        self._deliver(payload)
        if len(self._outgoing) < MOST_WAITING:  # more wait only while the database is away
            self._outgoing[payload] = None
        self._something.set()

    @contextlib.contextmanager
    def subscribe(self, topic: str) -> Iterator[asyncio.Queue[str]]:
        """Yield a queue of the ids notified under `topic`; beyond 1,000 the oldest are dropped."""
        queue: asyncio.Queue[str] = asyncio.Queue(1000)
        self._queues[topic].add(queue)
        try:
            yield queue
        finally:
            self._queues[topic].discard(queue)

    def _deliver(self, payload: str) -> None:
        topic, _, subject = payload.partition(":")
        for queue in self._queues.get(topic, ()):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(subject)

    async def _serve(self, connection: asyncpg.Connection) -> None:
        lost = asyncio.get_running_loop().create_future()
        connection.add_termination_listener(lambda _: lost.cancel())
        await connection.add_listener(CHANNEL, lambda _c, pid, _ch, payload: self._receive(connection, pid, payload))
        sending = asyncio.create_task(self._send_waiting(connection))
        try:
            await asyncio.wait({lost, sending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError, *CONNECTION_LOST):
                await sending

    def _receive(self, connection: asyncpg.Connection, pid: int, payload: str) -> None:
        if pid != connection.get_server_pid():
            self._deliver(payload)

    async def _send_waiting(self, connection: asyncpg.Connection) -> None:
        """Send waiting payloads, and a query at least each beat: this detects a server that is cut off."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._beat_seconds):
                    await self._something.wait()
            self._something.clear()
            payloads, self._outgoing = list(self._outgoing), {}
            await connection.execute(NOTIFY, CHANNEL, payloads, timeout=self._beat_seconds)
            await asyncio.sleep(GATHER_SECONDS)

    async def run(self, dsn: str) -> None:
        """Listen until cancelled; reconnect whenever the connection is lost."""
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
        """Run the listener while the block does."""
        task = asyncio.create_task(self.run(dsn))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


NOTIFICATIONS = Notifications()


def wake(stage: str) -> None:
    """Notifies the workers of `stage` that a job is due; call it after the transaction that enqueued it."""
    NOTIFICATIONS.notify(f"due.{stage}")
