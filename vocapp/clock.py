"""Clock: the only reader of the wall clock; moved on demo and test databases only."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic

_offset = timedelta(0)
_stands_at: float | None = None
_skipped = 0.0


def now() -> datetime:
    """The business time, in UTC. Leases use the database's own clock instead."""
    return datetime.now(UTC) + _offset


def machine_time(moment: datetime) -> datetime:
    """The machine's time at the business time `moment`; for a library that reads the machine's clock itself."""
    return moment - _offset


def seconds() -> float:
    """Monotonic seconds for limits; the origin has no meaning."""
    return monotonic() + _skipped if _stands_at is None else _stands_at


def skip(passed: float) -> None:
    """Lets `passed` more seconds pass for limits, so that a test begins with full ones."""
    global _skipped
    _skipped += passed


@contextmanager
def standing_still() -> Iterator[None]:
    """`seconds()` stands still inside the block, for tests of limits on slow machines."""
    global _stands_at
    _stands_at = seconds()
    try:
        yield
    finally:
        _stands_at = None


def move_to(moment: datetime) -> None:
    """Sets `now()` to `moment`, from where it runs on. The caller has checked that the database is a demo or a test."""
    global _offset
    _offset = moment - datetime.now(UTC)


def is_moved() -> bool:
    """Whether `now()` was moved away from the machine's clock."""
    return _offset != timedelta(0)


@contextmanager
def travelled(moment: datetime) -> Iterator[None]:
    """Business time starts at `moment` inside the block, and is restored after it."""
    global _offset
    before = _offset
    move_to(moment)
    try:
        yield
    finally:
        _offset = before
