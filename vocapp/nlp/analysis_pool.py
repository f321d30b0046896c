"""Who reads, without holding up the event loop? A few processes, started when first needed and replaced when they die.

A text that kills its process or takes too long is found by reading each of its batch alone; it is then given up.
"""

import asyncio
import atexit
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

import msgspec

from vocapp.nlp.analysis_worker import (
    SHIPPED_MODEL,
    AnalysisFailed,
    AnalysisRequest,
    AnalysisResult,
    ContentsNeeded,
    EngineFailed,
    ModelContents,
    ModelSelection,
    WorkerReply,
)
from vocapp.nlp.types import Analysis, CommentInput
from vocapp.processes.worker_process import ProcessEndedError, WorkerProcess

WORKER_MODULE: Final = "vocapp.nlp.analysis_worker"
BATCH_SECONDS: Final = 60.0
"""How long a process may take over one batch, its start included."""
BATCH_SIZE: Final = 64
"""Comments that are sent to a process at once."""

TRIES: Final = 2
"""How often one comment is tried alone: its process may have been killed for no fault of it."""

ContentsLoader = Callable[[], Awaitable[ModelContents]]

log = logging.getLogger(__name__)


class EngineError(Exception):
    """The engine cannot be loaded, so that nothing can be read now."""


class AnalysisError(Exception):
    """A process died, took too long or could not read what it was given."""


class AnalysisPool:
    """The reading processes of this process."""

    def __init__(self, processes: int = 1, module: str = WORKER_MODULE, seconds: float = BATCH_SECONDS) -> None:
        self._all = [WorkerProcess(module) for _ in range(processes)]
        self._seconds = seconds
        self._free = list(self._all)
        self._names: dict[ModelSelection, str] = {}

    @property
    def pids(self) -> list[int]:
        """The processes that live."""
        return [process.pid for process in self._all if process.pid is not None]

    async def read(
        self, comments: Sequence[CommentInput], by: ModelSelection = SHIPPED_MODEL, given: ContentsLoader | None = None
    ) -> list[Analysis | None]:
        """One reading a comment; None for one that cannot be read. `given` gives model and taxonomy where needed.

        EngineError where they cannot be had.
        """
        found = list[Analysis | None]()
        for start in range(0, len(comments), BATCH_SIZE):
            found += await self._batch(comments[start : start + BATCH_SIZE], by, given)
        return found

    async def _batch(
        self, comments: Sequence[CommentInput], by: ModelSelection, given: ContentsLoader | None
    ) -> list[Analysis | None]:
        for _ in range(TRIES if len(comments) == 1 else 1):
            try:
                return list(await self._ask(comments, by, given))
            except AnalysisError as failure:
                log.warning("reading failed", extra={"comments": len(comments), "error": str(failure)})
        if len(comments) == 1:
            return [None]
        return [reading for one in comments for reading in await self._batch([one], by, given)]

    async def _ask(
        self, comments: Sequence[CommentInput], by: ModelSelection, given: ContentsLoader | None
    ) -> list[Analysis]:
        process = self._free.pop() if self._free else self._all[0]
        try:
            reply = await self._request(process, AnalysisRequest(tuple(comments), by))
            if isinstance(reply, ContentsNeeded) and given is not None:
                reply = await self._request(process, AnalysisRequest(tuple(comments), by, await given()))
        finally:
            if process not in self._free:
                self._free.append(process)
        match reply:
            case AnalysisResult(readings, name):
                self._names[by] = name
                return readings
            case AnalysisFailed(error):
                raise AnalysisError(error)
            case EngineFailed(error):
                raise EngineError(error)
            case _:
                raise EngineError(f"there is no model or taxonomy {by}")

    async def _request(self, process: WorkerProcess, request: AnalysisRequest) -> WorkerReply:
        try:
            body = await asyncio.to_thread(process.request, msgspec.msgpack.encode(request), self._seconds)
        except ProcessEndedError as ended:
            raise AnalysisError(str(ended)) from ended
        reply: WorkerReply = msgspec.msgpack.decode(body, type=WorkerReply)
        return reply

    async def shipped(self) -> str:
        """The name of the model that is shipped."""
        if SHIPPED_MODEL not in self._names:
            await self._ask((), SHIPPED_MODEL, None)
        return self._names[SHIPPED_MODEL]

    def close(self) -> None:
        """End every process; the next reading starts one again."""
        for process in self._all:
            process.close()

    @asynccontextmanager
    async def ended(self) -> AsyncIterator[None]:
        """End, with the block, the processes that were started in it."""
        before = set(self.pids)
        yield
        if not before:
            await asyncio.to_thread(self.close)


ANALYSIS_POOL = AnalysisPool()
"""Shared by everything in this process that reads."""
atexit.register(ANALYSIS_POOL.close)
