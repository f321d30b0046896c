"""The loop of a worker process: requests come in on its standard input, answers go out on its standard output."""

import os
import select
import sys
import traceback
from collections.abc import Callable
from io import FileIO

from vocapp.processes.framing import receive_message, send_message


def serve_requests(
    answer: Callable[[bytes], bytes],
    *,
    nice: int = 0,
    idle_seconds: float | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> None:
    """Answers one request after another until the input ends, nothing comes for `idle_seconds`, or `is_over()`.

    `nice` lowers the priority: pages come first.
    """
    os.nice(nice)
    # Unbuffered: `select` does not see what a buffer holds back.
    requests, answers = FileIO(sys.stdin.fileno(), closefd=False), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the messages
    while select.select([requests], [], [], idle_seconds)[0]:
        body = receive_message(requests)
        if body is None:
            return
        send_message(answers, answer(body))
        if is_over():
            return


def failure_place(failure: Exception) -> str:
    """The kind of an error and its place in the code. Not its message, which may hold words of a customer."""
    last = traceback.extract_tb(failure.__traceback__)[-1]
    return f"{type(failure).__name__} in {last.name}, line {last.lineno} of {last.filename}"[-300:]
