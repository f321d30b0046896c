"""A worker process is started, asked, killed when it hangs and replaced when it died; nothing of a request is kept."""

import io
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from vocapp.processes.framing import receive_message, send_message
from vocapp.processes.worker_main import failure_place
from vocapp.processes.worker_process import ProcessEndedError, WorkerProcess, run_once

ECHO = """
import os, sys, time
from vocapp.processes.worker_main import serve_requests

def answer(body):
    print("what a library prints")
    if body == b"hang": time.sleep(60)
    if body == b"die": os._exit(3)
    if body == b"raise": raise ValueError("Ann Miller")
    return body + str(os.getpid()).encode() if body == b"pid" else body

serve_requests(answer, nice=1, idle_seconds={idle})
"""


def worker(idle: float | None = None) -> WorkerProcess:
    return WorkerProcess([sys.executable, "-c", ECHO.format(idle=idle)])


@pytest.fixture
def echo() -> Iterator[WorkerProcess]:
    made = worker()
    yield made
    made.close()


def test_a_truncated_message_is_refused() -> None:
    stream = io.BytesIO()
    send_message(stream, b"twelve bytes")
    whole = stream.getvalue()
    assert receive_message(io.BytesIO(whole)) == b"twelve bytes"
    assert [receive_message(io.BytesIO(whole[:length])) for length in range(len(whole))] == [None] * len(whole)


def test_the_length_of_something_else_is_not_waited_for() -> None:
    stream = io.BytesIO(b"what? and more")
    assert receive_message(stream) is None
    assert stream.tell() == 4, "nothing was read beyond the length"


def test_one_process_answers_request_after_request(echo: WorkerProcess) -> None:
    assert echo.pid is None, "it is started by its first request"
    assert [echo.request(body, 30) for body in (b"a", b"", b"x" * 3_000_000)] == [b"a", b"", b"x" * 3_000_000]
    assert echo.request(b"pid", 30) == b"pid" + str(echo.pid).encode()


@pytest.mark.parametrize("body", [b"die", b"raise"])
def test_a_dead_process_is_an_error_without_text_of_the_request_and_is_replaced(
    echo: WorkerProcess, body: bytes
) -> None:
    echo.request(b"a", 30)
    first = echo.pid
    with pytest.raises(ProcessEndedError, match="ended with") as ended:
        echo.request(body, 30)
    assert "Ann" not in str(ended.value)
    assert echo.request(b"a", 30) == b"a"
    assert echo.pid != first


def test_a_process_that_was_killed_meanwhile_is_replaced_unnoticed(echo: WorkerProcess) -> None:
    echo.request(b"a", 30)
    assert echo.pid is not None
    os.kill(echo.pid, signal.SIGKILL)
    time.sleep(0.2)
    assert echo.request(b"b", 30) == b"b"


def test_one_that_hangs_is_killed(echo: WorkerProcess) -> None:
    echo.request(b"a", 30)
    started = time.monotonic()
    with pytest.raises(ProcessEndedError, match="ended with -9"):
        echo.request(b"hang", 0.3)
    assert time.monotonic() - started < 20
    assert echo.pid is None


def test_closing_ends_a_request_too(echo: WorkerProcess) -> None:
    echo.request(b"a", 30)
    closing = threading.Timer(0.2, echo.close)
    closing.start()
    with pytest.raises(ProcessEndedError):
        echo.request(b"hang", 30)
    closing.join()
    assert echo.pid is None
    assert echo.request(b"b", 30) == b"b", "the next request starts another"


def test_an_idle_process_ends_and_the_next_request_starts_another() -> None:
    idle = worker(0.2)
    assert idle.request(b"a", 30) == b"a"
    deadline = time.monotonic() + 20
    while idle.pid is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert idle.pid is None
    assert idle.request(b"b", 30) == b"b"
    idle.close()


def test_one_request_of_its_own_leaves_no_process_behind() -> None:
    with pytest.raises(ProcessEndedError, match=r"the process of tests\.processes\.nowhere ended with 1"):
        run_once("tests.processes.nowhere", b"", 30)


def test_a_failure_is_described_by_its_kind_and_place() -> None:
    try:
        raise ValueError("Ann Miller")
    except ValueError as failure:
        described = failure_place(failure)
    assert described.startswith("ValueError in test_a_failure_is_described_by_its_kind_and_place, line ")
    assert "Ann" not in described
