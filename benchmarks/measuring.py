"""Comparison of two operations: CPU of the application and the database, both sides in one run.

Wall time on a shared machine says little. A figure here is CPU seconds per operation: of this process, of its children
and of every PostgreSQL process. The sides alternate (ABAB…) and give one ratio per pair. The report has the median and
the range.
"""

import os
import resource
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vocapp.database import DB

ROUNDS = 7
_TICK = os.sysconf("SC_CLK_TCK")
Side = Callable[[], Awaitable[int]]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """`ours` against `base`: CPU seconds per operation of each pair; the limit applies to `ratio`.

    With `throughput` the ratio is base / ours (higher is better, at least `limit`); otherwise it is the cost, ours /
    base (lower is better, at most `limit`). Without a limit it is only reported.
    """

    name: str
    ours: tuple[float, ...]
    base: tuple[float, ...]
    throughput: bool = False
    limit: float | None = None

    @property
    def ratios(self) -> list[float]:
        """One ratio per pair, in order."""
        pairs = zip(self.ours, self.base, strict=True)
        return [(b / o) if self.throughput else (o / b) for o, b in pairs]

    @property
    def median(self) -> float:
        """The median ratio."""
        return statistics.median(self.ratios)

    @property
    def holds(self) -> bool:
        """Whether the median is within the limit."""
        return self.limit is None or (self.median >= self.limit if self.throughput else self.median <= self.limit)

    def __str__(self) -> str:
        ours, base = (statistics.median(side) * 1e6 for side in (self.ours, self.base))
        sign = "≥" if self.throughput else "≤"
        limit = "" if self.limit is None else f"  {sign} {self.limit:.2f} {'ok' if self.holds else 'MISSED'}"
        spread = f"{self.median:6.2f}  ({min(self.ratios):.2f}–{max(self.ratios):.2f})"
        return f"{self.name:<58} {ours:8.0f} µs  against {base:8.0f} µs  ratio {spread}{limit}"


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A count that needs no base: `value` in `unit`, at most `limit` if there is one."""

    name: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the value is within the limit."""
        return self.limit is None or self.value <= self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"  ≤ {self.limit:g} {'ok' if self.holds else 'MISSED'}"
        return f"{self.name:<58} {self.value:8.0f} {self.unit}{limit}"


Measured = Comparison | Amount


async def compare(
    name: str,
    ours: Side,
    base: Side,
    *,
    rounds: int = ROUNDS,
    throughput: bool = False,
    limit: float | None = None,
    service: int | None = None,
) -> Comparison:
    """Alternate `ours` and `base`. Each does a batch and returns the number of its operations.

    `DB` is open. Each side first runs once without measuring. CPU is read in ticks of a few milliseconds, so a batch
    should take at least half a second of it. `service` is the process id of an application that `ours` calls: then that
    process is measured, and this one, which only makes the load, is not.
    """
    meter = await Meter.of_database()
    meters = {ours: Meter(meter.postmaster, service), base: meter}
    costs: dict[Side, list[float]] = {ours: [], base: []}
    for side in (ours, base):
        await side()
    for _ in range(rounds):
        for side, found in costs.items():
            before = meters[side].seconds()
            done = await side()
            found.append((meters[side].seconds() - before) / done)
    return Comparison(name=name, ours=tuple(costs[ours]), base=tuple(costs[base]), throughput=throughput, limit=limit)


@dataclass(frozen=True)
class Meter:
    """CPU seconds used so far by this process, its children and PostgreSQL (`postmaster` is its process id).

    With `service`, that process and its children are counted instead of this one.
    """

    postmaster: int
    service: int | None = None

    @classmethod
    async def of_database(cls) -> "Meter":
        """The meter of the local server that `DB` is open on."""
        backend = await DB.fetch_value("SELECT pg_backend_pid()")
        return cls(_parent(backend))

    def seconds(self) -> float:
        """CPU seconds until now; only differences have a meaning."""
        database = _seconds(self.postmaster) + sum(_seconds(pid) for pid in _below(self.postmaster))
        return database + (_own_seconds() if self.service is None else _tree_seconds(self.service))


def _own_seconds() -> float:
    reaped = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = sum(_seconds(pid) for pid in _below(os.getpid()))
    return time.process_time() + reaped.ru_utime + reaped.ru_stime + children


def _tree_seconds(pid: int) -> float:
    return _seconds(pid) + sum(_seconds(child) for child in _below(pid))


def _seconds(pid: int) -> float:
    """CPU of a process and of its ended children; exact to the nanosecond if it has one thread."""
    with suppress(OSError):
        fields = _stat(pid)
        reaped = (int(fields[13]) + int(fields[14])) / _TICK
        if fields[17] == "1":
            return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9 + reaped
        return (int(fields[11]) + int(fields[12])) / _TICK + reaped
    return 0.0


def _below(pid: int) -> Iterator[int]:
    """The living descendants of a process."""
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from _below(int(child))


def _parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, which may contain spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
