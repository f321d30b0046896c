"""How do many small statements become a few large ones? What is asked while one is under way goes together in the next.

Nobody waits for company: who comes first is served at once. A batch holds a key once; where its data is refused, each
of it is tried alone, so that one bad row harms nobody; and the queue is bounded.
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
    """`work` answers a sequence of questions, in its order; `key` says which of them may not share a batch."""

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
        """The answer to `question`; asked alone within a running transaction. PoolBusyError past the bound."""
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
            self._flushing -= 1  # here and not in a callback of the task: who asks in between would wait for ever

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
