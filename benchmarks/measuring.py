"""What does an operation cost, and how does that compare? CPU of application and database, both sides in one run.

Wall time on a shared machine says little, so a figure here is CPU seconds per operation: of this process, of its
children and of every PostgreSQL process. The sides alternate (ABAB…), one ratio a pair; median and range are reported.
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
    """`ours` against `base`: CPU seconds per operation of each pair; `ratio` is what the pairs are judged by.

    `throughput` asks how much of the base's work ours does (base / ours, higher is better, at least `limit`); otherwise
    the ratio is the cost (ours / base, lower is better, at most `limit`). Without a limit it is only reported.
    """

    name: str
    ours: tuple[float, ...]
    base: tuple[float, ...]
    throughput: bool = False
    limit: float | None = None

    @property
    def ratios(self) -> list[float]:
        """One ratio a pair, in the order of the pairs."""
        pairs = zip(self.ours, self.base, strict=True)
        return [(b / o) if self.throughput else (o / b) for o, b in pairs]

    @property
    def median(self) -> float:
        """The middle ratio."""
        return statistics.median(self.ratios)

    @property
    def holds(self) -> bool:
        """Whether the median keeps the limit."""
        return self.limit is None or (self.median >= self.limit if self.throughput else self.median <= self.limit)

    def __str__(self) -> str:
        ours, base = (statistics.median(side) * 1e6 for side in (self.ours, self.base))
        sign = "≥" if self.throughput else "≤"
        limit = "" if self.limit is None else f"  {sign} {self.limit:.2f} {'ok' if self.holds else 'MISSED'}"
        spread = f"{self.median:6.2f}  ({min(self.ratios):.2f}–{max(self.ratios):.2f})"
        return f"{self.name:<58} {ours:8.0f} µs  against {base:8.0f} µs  ratio {spread}{limit}"


@dataclass(frozen=True, kw_only=True)
class Amount:
    """Something that is counted and needs no base: `value` of `unit`, at most `limit` where there is one."""

    name: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def holds(self) -> bool:
        """Whether it keeps the limit."""
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
    """Alternate `ours` and `base`, each of which does a batch and returns how many operations it did.

    `DB` is open. Each side runs once unmeasured first. CPU is read in ticks of a few milliseconds: let a batch take at
    least half a second of it. `service`: where `ours` asks an application in a process of its own, that process counts
    for it, and this one, which only makes the load, does not.
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
    """Reads the CPU seconds used so far by this process, its children, and PostgreSQL by its `postmaster`'s pid.

    With the pid of a `service`, by that process and its children instead of this one.
    """

    postmaster: int
    service: int | None = None

    @classmethod
    async def of_database(cls) -> "Meter":
        """The meter of the local server that `DB` is open on."""
        backend = await DB.fetch_value("SELECT pg_backend_pid()")
        return cls(_parent(backend))

    def seconds(self) -> float:
        """CPU seconds up to now; only differences mean something."""
        database = _seconds(self.postmaster) + sum(_seconds(pid) for pid in _below(self.postmaster))
        return database + (_own_seconds() if self.service is None else _tree_seconds(self.service))


def _own_seconds() -> float:
    reaped = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = sum(_seconds(pid) for pid in _below(os.getpid()))
    return time.process_time() + reaped.ru_utime + reaped.ru_stime + children


def _tree_seconds(pid: int) -> float:
    return _seconds(pid) + sum(_seconds(child) for child in _below(pid))


def _seconds(pid: int) -> float:
    """CPU of a process and of the children it has reaped; to the nanosecond where it has one thread."""
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
    """The fields of /proc/PID/stat from the state on; the name before them may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
