"""What time is it? The only reader of the wall clock; moved on demo and test databases only."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """The business time, in UTC. Leases use the database's own clock instead."""
    return datetime.now(UTC) + _offset


def move_to(moment: datetime) -> None:
    """Let `now()` start at `moment` and run on. The caller has checked that the database is a demo or a test."""
    global _offset
    _offset = moment - datetime.now(UTC)


def is_moved() -> bool:
    """Whether `now()` differs from the machine's clock on purpose."""
    return _offset != timedelta(0)


@contextmanager
def travelled(moment: datetime) -> Iterator[None]:
    """Business time starts at `moment` inside the block, and is put back after it."""
    global _offset
    before = _offset
    move_to(moment)
    try:
        yield
    finally:
        _offset = before
