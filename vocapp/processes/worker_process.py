"""A worker process from its parent's side: started, asked, replaced after its death, killed when it takes too long.

The worker runs `vocapp.processes.worker_main.serve_requests` and ends when its input does, so none is left behind by a
parent that was killed. A pool of the standard library would not do: it neither kills the one task that hangs nor reads
a worker's answer without unpickling it, and workers handle texts of strangers.
"""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import IO, cast

from vocapp.processes.framing import receive_message, send_message


class ProcessEndedError(Exception):
    """The worker died, or was killed because it took too long. The message names its module and exit code only."""

    def __init__(self, name: str, exit_code: int | None, *, timed_out: bool = False) -> None:
        super().__init__(f"the process of {name} ended with {exit_code}")
        self.exit_code, self.timed_out = exit_code, timed_out


class WorkerProcess:
    """One worker, started by its first request and again after its death. Threads take turns."""

    def __init__(self, module: str | Sequence[str], *, in_own_session: bool = False) -> None:
        """`module` to run, or a whole command. `in_own_session`: Ctrl-C does not reach it; it ends with its parent."""
        self._command = [sys.executable, "-m", module] if isinstance(module, str) else [*module]
        self._name = module if isinstance(module, str) else self._command[0]
        self._in_own_session = in_own_session
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The process id while it lives."""
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    def request(self, body: bytes, seconds: float) -> bytes:
        """Returns the worker's answer; blocks. ProcessEndedError where it dies or needs more than `seconds`."""
        with self._lock:
            child = self._running_child()
            late = threading.Event()
            limit = threading.Timer(seconds, _kill, (child, late))
            limit.start()
            try:
                send_message(cast("IO[bytes]", child.stdin), body)
                answer = receive_message(cast("IO[bytes]", child.stdout))
            except OSError:
                answer = None
            finally:
                limit.cancel()
            if answer is None:
                self._end(child)
                raise ProcessEndedError(self._name, child.returncode, timed_out=late.is_set())
            return answer

    def close(self) -> None:
        """Kills the worker, also in the middle of a request, which then fails. The next request starts another."""
        child = self._child
        if child is not None:
            child.kill()  # a thread that waits for its answer notices, and cleans up
            with self._lock:
                if self._child is child:
                    self._end(child)

    def _running_child(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self._end(self._child)
        if self._child is None:
            pipe, apart = subprocess.PIPE, self._in_own_session
            self._child = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, start_new_session=apart)  # noqa: S603
        return self._child

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        self._child = None
        child.kill()
        with contextlib.suppress(OSError):
            child.communicate()


def _kill(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def run_once(module: str, body: bytes, seconds: float) -> bytes:
    """Returns the answer of a worker of its own, which then ends; blocks. ProcessEndedError as above."""
    worker = WorkerProcess(module)
    try:
        return worker.request(body, seconds)
    finally:
        worker.close()
