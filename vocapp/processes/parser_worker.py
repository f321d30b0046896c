"""A child process that parses foreign bytes with one parser, within its limits.

Run by `vocapp.processes.parser_pool`, as ``python -m vocapp.processes.parser_worker MODULE:FUNCTION LIMITS``.

- Processor time: a timer of the process's own processor time kills it. A limit of the kernel counts whole seconds and
  all requests together.
- Memory: RLIMIT_AS, counted from what the process holds once its parser is imported. A process that still holds much
  more after a request ends, so that its memory returns.
- Elapsed time: the parent kills it.
"""

import contextlib
import importlib
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from vocapp.processes.worker_main import failure_place, serve_requests

MODULE: Final = "vocapp.processes.parser_worker"
IDLE_SECONDS: Final = 60.0
KEPT_BYTES: Final = 24 * 1024 * 1024
"""A process that holds this much more after a request than before its first one ends."""


class ParserLimits(Struct, frozen=True):
    """Limits of one request: processor time, time, memory above that of the idle process, length of the answer."""

    cpu_seconds: float = 2.0
    wall_seconds: float = 30.0
    memory_bytes: int = 256 * 1024 * 1024
    answer_bytes: int = 16 * 1024 * 1024


class ParserReply(Struct, frozen=True):
    """The answer as msgpack, or a `failure`: memory, crashed or refused. After the `is_last` reply the child ends."""

    answer: msgspec.Raw = msgspec.Raw(b"\xc0")
    failure: str = ""
    detail: str = ""
    cpu_seconds: float = 0.0
    is_last: bool = False


class ParserWorker:
    """Answers one request after another with `parse`."""

    def __init__(self, parse: Callable[[bytes], Any], limits: ParserLimits) -> None:
        self._parse, self._limits = parse, limits
        self._resident = held_bytes()[1]
        self.is_over = False

    def answer(self, body: bytes) -> bytes:
        """Returns the encoded ParserReply for the bytes of one request."""
        started = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, self._limits.cpu_seconds)
        reply = self._reply(body)
        signal.setitimer(signal.ITIMER_PROF, 0)
        self.is_over = reply.failure == "memory" or held_bytes()[1] - self._resident > KEPT_BYTES
        used = time.process_time() - started
        return msgspec.msgpack.encode(msgspec.structs.replace(reply, cpu_seconds=used, is_last=self.is_over))

    def _reply(self, body: bytes) -> ParserReply:
        try:
            answer = msgspec.msgpack.encode(self._parse(body))
        except MemoryError:
            return ParserReply(failure="memory")
        except Exception as failure:  # noqa: BLE001 - whatever foreign bytes do to a parser
            return ParserReply(failure="crashed", detail=failure_place(failure))
        if len(answer) > self._limits.answer_bytes:
            return ParserReply(failure="refused", detail=f"the answer has {len(answer)} bytes")
        return ParserReply(answer=msgspec.Raw(answer))


def held_bytes() -> tuple[int, int]:
    """The address space and the resident memory of this process; the latter its peak where there is no /proc."""
    with contextlib.suppress(OSError, ValueError):
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()
        return int(pages[0]) * resource.getpagesize(), int(pages[1]) * resource.getpagesize()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak, peak


def limit_memory(more: int) -> None:
    """Limits this process to `more` bytes than it holds; it writes no core file, which would hold foreign bytes."""
    for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, held_bytes()[0] + more)):
        with contextlib.suppress(OSError, ValueError):  # not every system has every limit
            resource.setrlimit(kind, (most, most))


def main(function: str, limits: str) -> None:
    """Imports the parser and answers requests until the input ends, or nothing has come for a minute."""
    module, _, name = function.partition(":")
    held = msgspec.json.decode(limits, type=ParserLimits)
    worker = ParserWorker(getattr(importlib.import_module(module), name), held)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    sys.setrecursionlimit(1000)
    limit_memory(held.memory_bytes)
    serve_requests(worker.answer, nice=5, idle_seconds=IDLE_SECONDS, is_over=lambda: worker.is_over)


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # what a parser left behind must not delay the end
