"""Who reads, without holding up the event loop? A few processes, started when first needed and replaced when they die.

A text that kills its process or takes too long is found by reading each of its batch alone; it is then given up.
"""

import asyncio
import atexit
import contextlib
import logging
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import IO, Final, cast

import msgspec

from vocapp.nlp.types import Analysis, CommentInput
from vocapp.nlp.worker import (
    SHIPPED_MODEL,
    AnalysisFailed,
    AnalysisRequest,
    AnalysisResult,
    ContentsNeeded,
    EngineFailed,
    ModelContents,
    ModelSelection,
    WorkerReply,
    receive,
    send,
)

WORKER_MODULE: Final = "vocapp.nlp.worker"
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


class AnalysisProcess:
    """One reading process, started by its first ask and again after its death."""

    def __init__(self, module: str = WORKER_MODULE) -> None:
        self._command = [sys.executable, "-m", module]
        self._child: subprocess.Popen[bytes] | None = None
        self._busy = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Its id while it lives."""
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    def ask(self, ask: AnalysisRequest, seconds: float) -> WorkerReply:
        """What it says; blocks. ReadingError where it died or was ended for taking longer than `seconds`."""
        with self._busy:
            child = self._alive()
            limit = threading.Timer(seconds, child.kill)
            limit.start()
            try:
                return self._exchange(child, ask)
            finally:
                limit.cancel()

    def _exchange(self, child: subprocess.Popen[bytes], ask: AnalysisRequest) -> WorkerReply:
        try:
            send(cast("IO[bytes]", child.stdin), ask)
            body = receive(cast("IO[bytes]", child.stdout))
        except OSError:
            body = None
        if body is None:
            self._end(child)
            raise AnalysisError(f"the reading process ended with {child.returncode}")
        told: WorkerReply = msgspec.msgpack.decode(body, type=WorkerReply)
        return told

    def _alive(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            if self._child is not None:
                self._end(self._child)
            pipe = subprocess.PIPE
            self._child = subprocess.Popen(self._command, stdin=pipe, stdout=pipe)  # noqa: S603
        return self._child

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        self._child = None
        child.kill()
        with contextlib.suppress(OSError):
            child.communicate()

    def close(self) -> None:
        """End it at once; the next ask starts another."""
        child = self._child
        if child is not None:
            child.kill()  # whoever is asking hears of it, and cleans up
            with self._busy:
                if self._child is child:
                    self._end(child)


class AnalysisPool:
    """The reading processes of this process."""

    def __init__(self, processes: int = 1, module: str = WORKER_MODULE, seconds: float = BATCH_SECONDS) -> None:
        self._all = [AnalysisProcess(module) for _ in range(processes)]
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
            told = await asyncio.to_thread(process.ask, AnalysisRequest(tuple(comments), by), self._seconds)
            if isinstance(told, ContentsNeeded) and given is not None:
                ask = AnalysisRequest(tuple(comments), by, await given())
                told = await asyncio.to_thread(process.ask, ask, self._seconds)
        finally:
            if process not in self._free:
                self._free.append(process)
        match told:
            case AnalysisResult(readings, name):
                self._names[by] = name
                return readings
            case AnalysisFailed(error):
                raise AnalysisError(error)
            case EngineFailed(error):
                raise EngineError(error)
            case _:
                raise EngineError(f"there is no model or taxonomy {by}")

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
