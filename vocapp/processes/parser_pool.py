"""Foreign bytes (mail, uploaded files) are parsed in child processes with limits, never in the service itself.

A parser is declared as a `ForeignParser` and asked through the one `PARSER_POOL` of this process:

    outcome = await PARSER_POOL.parse(MAIL_PARSER, content)
    if isinstance(outcome, ParsingFailure): ...  # set the bytes aside with `outcome.reason`

Every parser has children of its own, so that a long file keeps no mail waiting. They start with the first request, end
after a minute without one, and are replaced after their death or when they hold too much memory. The bytes are tried
once. Only what kills a child from outside, such as the end of the service, is an error: then nothing is known about the
bytes, and the caller tries again.
"""

import asyncio
import atexit
import signal
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from vocapp.processes.parser_worker import MODULE, ParserLimits, ParserReply
from vocapp.processes.worker_process import ProcessEndedError, WorkerProcess

T = TypeVar("T")

ATTEMPTS: Final = 3
"""Attempts with a child that ended without having begun: it was idle just as the request came."""
_FROM_OUTSIDE: Final = (-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP, -signal.SIGKILL)
_OF_TIME: Final = (-signal.SIGPROF, -signal.SIGXCPU)


class FailureReason(StrEnum):
    """Why foreign bytes could not be parsed."""

    TIME = "time"
    MEMORY = "memory"
    CRASHED = "crashed"  # the parser failed in a way that it does not know
    REFUSED = "refused"  # more bytes, or a longer answer, than the parser is for


class ParsingFailure(Struct, frozen=True):
    """The outcome for bytes that exceeded a limit. `detail` names a place in the code; it holds nothing of them."""

    reason: FailureReason
    detail: str = ""


class ParsersBusyError(Exception):
    """More requests wait than a pool takes; the caller tries again later."""


class ForeignParser(Struct, Generic[T], frozen=True, kw_only=True):
    """A parser of foreign bytes: `function` is "module:function", takes bytes and returns an `answer`.

    The function is imported by the child only. Its answer must be of types that msgspec encodes.
    """

    name: str
    function: str
    answer: type[T]
    limits: ParserLimits = ParserLimits()
    most_bytes: int = 64 * 1024 * 1024


class ParserPool:
    """Children for each parser, at most `processes`; at most `most_waiting` requests for a parser wait."""

    def __init__(self, processes: int = 2, most_waiting: int = 64) -> None:
        self._processes, self._most_waiting = processes, most_waiting
        self._lanes: dict[str, _Lane] = {}
        self.cpu_seconds: dict[str, float] = defaultdict(float)
        """Processor time of the answered requests, by parser."""
        self.failures: Counter[tuple[str, FailureReason]] = Counter()
        """Failed requests, by parser and reason."""

    @property
    def pids(self) -> list[int]:
        """Ids of the running children."""
        return [pid for lane in self._lanes.values() for pid in lane.pids]

    async def parse(self, parser: ForeignParser[T], body: bytes) -> T | ParsingFailure:
        """Returns what `parser` reads in `body`, or why it could not.

        ParsersBusyError where too many wait; ProcessEndedError where the child was ended from outside.
        """
        if len(body) > parser.most_bytes:
            return self._failed(parser, ParsingFailure(FailureReason.REFUSED, f"more than {parser.most_bytes} bytes"))
        lane = self._lanes.setdefault(parser.name, _Lane(parser, self._processes))
        if lane.waiting >= self._most_waiting:
            raise ParsersBusyError(parser.name)
        lane.waiting += 1
        try:
            reply = await asyncio.get_running_loop().run_in_executor(lane.threads, lane.request, body)
        finally:
            lane.waiting -= 1
        if isinstance(reply, ParsingFailure):
            return self._failed(parser, reply)
        self.cpu_seconds[parser.name] += reply.cpu_seconds
        return msgspec.msgpack.decode(reply.answer, type=parser.answer)

    def _failed(self, parser: ForeignParser[T], failure: ParsingFailure) -> ParsingFailure:
        self.failures[parser.name, failure.reason] += 1
        return failure

    def close(self) -> None:
        """Ends every child; requests in progress raise ProcessEndedError, the next request starts a child again."""
        for lane in list(self._lanes.values()):
            lane.close()

    @asynccontextmanager
    async def ended(self) -> AsyncIterator[None]:
        """Ends the children with the block."""
        yield
        await asyncio.to_thread(self.close)


class _Lane:
    """The children of one parser, and a thread for each, so that nobody else's threads wait for them."""

    def __init__(self, parser: ForeignParser[T], processes: int) -> None:
        limits = msgspec.json.encode(parser.limits).decode()
        command = [sys.executable, "-m", MODULE, parser.function, limits]
        self._all = [WorkerProcess(command, in_own_session=True) for _ in range(processes)]
        self._free = self._all[::-1]
        self._lock = threading.Lock()
        self._closings = 0
        self._seconds = parser.limits.wall_seconds
        self.threads = ThreadPoolExecutor(processes, thread_name_prefix=f"parser {parser.name}")
        self.waiting = 0

    @property
    def pids(self) -> list[int]:
        return [worker.pid for worker in self._all if worker.pid is not None]

    def request(self, body: bytes) -> ParserReply | ParsingFailure:
        """Blocks until a child has answered, or was ended."""
        with self._lock:
            worker, closings = self._free.pop(), self._closings  # as many threads as workers
        try:
            return self._request(worker, body)
        except ProcessEndedError as ended:
            if self._closings != closings or (ended.exit_code in _FROM_OUTSIDE and not ended.timed_out):
                raise
            late = ended.timed_out or ended.exit_code in _OF_TIME
            return ParsingFailure(FailureReason.TIME if late else FailureReason.CRASHED, str(ended)[-200:])
        finally:
            with self._lock:
                self._free.append(worker)

    def _request(self, worker: WorkerProcess, body: bytes) -> ParserReply | ParsingFailure:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                reply = msgspec.msgpack.decode(worker.request(body, self._seconds), type=ParserReply)
                break
            except ProcessEndedError as ended:
                if ended.exit_code != 0 or ended.timed_out or attempt == ATTEMPTS:
                    raise
        if reply.is_last:
            worker.close()
        return ParsingFailure(FailureReason(reply.failure), reply.detail) if reply.failure else reply

    def close(self) -> None:
        self._closings += 1
        for worker in self._all:
            worker.close()


PARSER_POOL: Final = ParserPool()
"""The one pool of this process."""
atexit.register(PARSER_POOL.close)
