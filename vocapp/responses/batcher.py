"""Batcher: what arrives while a statement is running is combined into the next one.

The first item never waits. A batch holds each key once; if the data of a batch is refused, each item is tried alone, so
one bad row affects nobody else. The queue is bounded.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Final, Generic, TypeVar

import asyncpg

from vocapp.database import DB, PoolBusyError

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST: Final = 64
LONGEST_QUEUE: Final = 2000
_DATA_FAILURES: Final = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    UnicodeError,
)


class Batcher(Generic[Item, Result]):
    """`work` returns one result for each item, in order; `key` says which items may not share a batch."""

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]],
        key: Callable[[Item], Hashable],
        at_once: int = 1,
    ) -> None:
        self._work = work
        self._key = key
        self._at_once = at_once
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._flushing = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, question: Item) -> Result:
        """The result for one item; alone within a running transaction. PoolBusyError when the queue is full."""
        if DB.current_transaction.get() is not None:
            return (await self._work([question]))[0]
        if len(self._waiting) >= LONGEST_QUEUE:
            raise PoolBusyError("too many answers are waiting to be written")
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, future))
        if self._flushing < self._at_once:
            self._flushing += 1
            task = asyncio.create_task(self._flush())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await future

    async def _flush(self) -> None:
        try:
            while self._waiting:
                await self._serve(self._apply())
        finally:
            self._flushing -= 1  # not in a callback of the task: an item in between would wait for ever

    def _apply(self) -> list[tuple[Item, asyncio.Future[Result]]]:
        """The next batch; a key that comes again waits for the one after it."""
        batch: dict[Hashable, tuple[Item, asyncio.Future[Result]]] = {}
        later: list[tuple[Item, asyncio.Future[Result]]] = []
        for question, future in self._waiting:
            key = self._key(question)
            if len(batch) >= MOST or key in batch:
                later.append((question, future))
            elif not future.done():
                batch[key] = (question, future)
        self._waiting = later
        return list(batch.values())

    async def _serve(self, batch: Sequence[tuple[Item, asyncio.Future[Result]]]) -> None:
        try:
            answers = await self._work([question for question, _ in batch])
        except asyncio.CancelledError:
            for _, future in batch:
                future.cancel()
            raise
        except Exception as failure:  # noqa: BLE001 - it belongs to those who wait
            if len(batch) > 1 and isinstance(failure, _DATA_FAILURES):
                for one in batch:
                    await self._serve([one])
                return
            for _, future in batch:
                if not future.done():
                    future.set_exception(failure)
            return
        for (_, future), answer in zip(batch, answers, strict=True):
            if not future.done():
                future.set_result(answer)
