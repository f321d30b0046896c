"""Log format: one JSON object per line on stderr, or plain text on a terminal; never personal data.

A failure is logged by its type and its place in the code, not by its message: a message can quote a customer's words,
and a database error quotes the row. Addresses, paths and query strings are not logged either: a route is its template.
"""

import logging
import sys
import traceback
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

import msgspec

from vocapp.failures import failure_fields

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
access = logging.getLogger("vocapp.access")
_direct: TextIO | None = None

USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class JsonLines(logging.Formatter):
    """One JSON object a line, for programs."""

    def format(self, record: logging.LogRecord) -> str:
        """`record` with its extra fields."""
        return msgspec.json.encode(fields_of(record)).decode()


class PlainLines(logging.Formatter):
    """The same for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """`record` on one line, with the places of a failure below it."""
        fields = fields_of(record)
        time, level, _, text = (fields.pop(name) for name in ("time", "level", "logger", "message"))
        where: Iterable[str] = fields.pop("where", ())
        fields.pop("request", None)
        details = " ".join(f"{name}={value}" for name, value in fields.items())
        return "\n    ".join((f"{time[11:19]} {level.lower():7} {text} {details}".rstrip(), *where))


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """The fields of a log line, in order."""
    time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    found: dict[str, Any] = {"time": time, "level": record.levelname, "logger": record.name}
    found["message"] = record.getMessage()
    if request := REQUEST_ID.get():
        found["request"] = request
    found |= {name: _plain(value) for name, value in vars(record).items() if name not in USUAL}
    if record.exc_info and record.exc_info[1] is not None:
        found |= _of_failure(record.exc_info[1], record.exc_info[2])
    return found


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _of_failure(failure: BaseException, trace: TracebackType | None) -> dict[str, Any]:
    frames = traceback.extract_tb(trace)
    found: dict[str, Any] = dict(failure_fields(failure))
    found["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
    return found


def log_access(**fields: str | float) -> None:
    """The log line of one request. As JSON it is written directly: through logging it costs five times as much."""
    if not access.isEnabledFor(logging.INFO):
        return
    if _direct is None:
        access.info("request", extra=fields)
        return
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = {"time": time, "level": "INFO", "logger": access.name, "message": "request", **fields}
    _direct.write(msgspec.json.encode(line).decode() + "\n")


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Logs to `stream` (default stderr): JSON, or text on a terminal. Called once, by the server."""
    global _direct
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlainLines() if stream.isatty() else JsonLines())
    _direct = None if stream.isatty() else stream
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("asyncio", "httpx", "httpcore", "apscheduler"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
