"""Pool of worker processes that analyse comments without blocking the event loop.

When a batch kills its process or takes too long, each of its comments is analysed alone; one that fails again is
skipped.
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
"""Time limit of one batch, including the start of the process."""
BATCH_SIZE: Final = 64
"""Comments that are sent to a process at once."""
ATTEMPTS: Final = 2
"""Attempts with one comment alone: something else may have killed its process."""

ContentsLoader = Callable[[], Awaitable[ModelContents]]

log = logging.getLogger(__name__)


class EngineError(Exception):
    """The engine cannot be loaded; nothing can be analysed now."""


class AnalysisError(Exception):
    """A process died, took too long or could not analyse a comment."""


class AnalysisPool:
    """The worker processes of this process, each with one batch at a time."""

    def __init__(self, processes: int = 1, module: str = WORKER_MODULE, seconds: float = BATCH_SECONDS) -> None:
        self._all = [WorkerProcess(module) for _ in range(processes)]
        self._seconds = seconds
        self._free = list(self._all)
        self._names: dict[ModelSelection, str] = {}

    @property
    def pids(self) -> list[int]:
        """Ids of the running processes."""
        return [process.pid for process in self._all if process.pid is not None]

    async def analyse(
        self, comments: Sequence[CommentInput], by: ModelSelection = SHIPPED_MODEL, given: ContentsLoader | None = None
    ) -> list[Analysis | None]:
        """Returns one analysis per comment; None for one that cannot be analysed.

        `given` loads the contents of model and taxonomy where a process does not have them. EngineError where it
        cannot.
        """
        found = list[Analysis | None]()
        for start in range(0, len(comments), BATCH_SIZE):
            found += await self._analyse_or_skip(comments[start : start + BATCH_SIZE], by, given)
        return found

    async def _analyse_or_skip(
        self, comments: Sequence[CommentInput], by: ModelSelection, given: ContentsLoader | None
    ) -> list[Analysis | None]:
        for _ in range(ATTEMPTS if len(comments) == 1 else 1):
            try:
                return list(await self._analyse_batch(comments, by, given))
            except AnalysisError as failure:
                log.warning("analysis failed", extra={"comments": len(comments), "error": str(failure)})
        if len(comments) == 1:
            return [None]
        return [found for one in comments for found in await self._analyse_or_skip([one], by, given)]

    async def _analyse_batch(
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
            case AnalysisResult(analyses, name):
                self._names[by] = name
                return analyses
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
        """Returns the name of the shipped model."""
        if SHIPPED_MODEL not in self._names:
            await self._analyse_batch((), SHIPPED_MODEL, None)
        return self._names[SHIPPED_MODEL]

    def close(self) -> None:
        """Ends every process; the next request starts one again."""
        for process in self._all:
            process.close()

    @asynccontextmanager
    async def ended(self) -> AsyncIterator[None]:
        """Ends, with the block, the processes that were started in it."""
        before = set(self.pids)
        yield
        if not before:
            await asyncio.to_thread(self.close)


ANALYSIS_POOL = AnalysisPool()
"""The one pool of this process."""
atexit.register(ANALYSIS_POOL.close)
