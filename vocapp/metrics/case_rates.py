"""Rates of cases, promises and repeat contacts, and median times."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil, floor, sqrt

from vocapp.metrics.figure import Figure
from vocapp.metrics.wilson import Z, share

REPEAT_WITHIN = timedelta(days=7)


def in_sla(in_time: int, handled: int, overdue: int) -> Figure | None:
    """Cases handled in time, of all that were due: those handled, and those open past their time, which are misses."""
    return share(in_time, handled + overdue)


def recovery(confirmed: int, closed: int) -> Figure | None:
    """Cases that the customer confirmed as solved, of the closed ones. Closed by staff alone is not recovered."""
    return share(confirmed, closed)


def reopening(reopened: int, closed: int) -> Figure | None:
    """Cases that were opened again, of those that had been closed."""
    return share(reopened, closed)


def reach(reached: int, attempted: int) -> Figure | None:
    """Cases in which a person was reached, of those in which somebody tried."""
    return share(reached, attempted)


def promises_kept(kept: int, due: int) -> Figure | None:
    """Promises kept, of those that were due."""
    return share(kept, due)


def repeat_contact(contacts: Iterable[tuple[Hashable, Hashable, datetime]]) -> Figure | None:
    """Contacts that follow another of the same customer and issue within 7 days, on any channel, of all contacts.

    Each is customer, issue and moment; one without an issue (None) repeats nothing.
    """
    repeated, n = 0, 0
    last: dict[tuple[Hashable, Hashable], datetime] = {}
    for customer, issue, at in sorted(contacts, key=lambda contact: contact[2]):
        n += 1
        if issue is None:
            continue
        before = last.get((customer, issue))
        repeated += before is not None and at - before <= REPEAT_WITHIN
        last[customer, issue] = at
    return share(repeated, n)


def median_time(seconds: Sequence[float]) -> Figure | None:
    """The median time, with the interval of its order statistics; None without any.

    Used for the time to first response, both in clock time and in business hours.
    """
    n = len(seconds)
    if n == 0:
        return None
    ordered = sorted(seconds)
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    half = Z * sqrt(n) / 2
    low, high = max(0, floor(n / 2 - half) - 1), min(n - 1, ceil(n / 2 + half))
    return Figure(middle, ordered[low], ordered[high], n, "seconds")
