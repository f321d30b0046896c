"""The log tells an operator what happened, and nobody what a customer said."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from vocapp.http import log_format


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    """The root logger as it was."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    log_format.configure(stream=Tty())
    root.handlers[:] = before
    root.setLevel(level)


def fail() -> None:
    raise ValueError("Maria said: my card is 4111 1111 1111 1111")


def log_a_failure() -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger("vocapp.test").exception("work failed", extra={"stage": "send", "subject": object})


def test_a_line_is_one_json_object() -> None:
    stream = io.StringIO()
    log_format.configure("INFO", stream)
    log_format.REQUEST_ID.set("abc")

    logging.getLogger("vocapp.test").info("request", extra={"route": "/s/{token}", "status": 200})

    line = json.loads(stream.getvalue())
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "vocapp.test",
        "message": "request",
        "request": "abc",
        "route": "/s/{token}",
        "status": 200,
    }
    log_format.REQUEST_ID.set("")


@pytest.mark.parametrize("stream", [io.StringIO(), Tty()])
def test_a_request_is_one_line_too(stream: io.StringIO) -> None:
    log_format.configure("INFO", stream)

    log_format.log_access(request="abc", route="/s/{token}", status=200, ms=1.5)
    logging.getLogger("vocapp.access").setLevel(logging.WARNING)
    log_format.log_access(request="def", route="/s/{token}", status=200, ms=1.5)
    logging.getLogger("vocapp.access").setLevel(logging.NOTSET)

    (line,) = stream.getvalue().splitlines()
    if stream.isatty():
        assert line.endswith("request route=/s/{token} status=200 ms=1.5")
    else:
        found = json.loads(line)
        assert (found["request"], found["logger"], found["level"]) == ("abc", "vocapp.access", "INFO")


@pytest.mark.parametrize("stream", [io.StringIO(), Tty()])
def test_a_failure_is_logged_by_its_place_and_never_by_its_message(stream: io.StringIO) -> None:
    log_format.configure("INFO", stream)

    log_a_failure()

    text = stream.getvalue()
    assert "ValueError" in text
    assert "test_log_format.py" in text
    assert "Maria" not in text
    assert "4111" not in text


def test_a_terminal_gets_plain_text() -> None:
    stream = Tty()
    log_format.configure("WARNING", stream)

    logging.getLogger("vocapp.test").info("not shown")
    logging.getLogger("vocapp.test").warning("unavailable", extra={"reason": "PoolBusyError"})

    assert stream.getvalue().split(maxsplit=1)[1] == "warning unavailable reason=PoolBusyError\n"
