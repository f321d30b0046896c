"""Power: the smallest change that a measure can show, and how many answers a worthwhile change needs. Pure."""

from typing import Final, NamedTuple

from vocapp.digests.content.types import MeasureComparison
from vocapp.metrics.figure import Unit
from vocapp.metrics.power import answers_needed, detectable_difference

WORTH_SEEING: Final[dict[Unit, float]] = {"points": 10.0, "percent": 5.0, "mean": 0.1}
"""The change that is worth detecting, by unit."""


class UndetectableChange(NamedTuple):
    """Changes below `smallest` are detected in under 80 % of cases; `needed` answers a period detect `wanted`."""

    measured: MeasureComparison
    smallest: float
    wanted: float
    needed: int


def undetectable_change(each: MeasureComparison) -> UndetectableChange | None:
    """The smallest change that a measure without a detectable change could show; None where its answers suffice to
    detect a worthwhile one.
    """
    found, now, before = each.change, each.now, each.before
    if found is None or found.verdict != "no detectable change" or now.figure is None:
        return None
    if now.figure.unit not in WORTH_SEEING:
        return None
    # The answers of both periods together give the best estimate of the variance; none where all are equal.
    spread = (now.variance * now.n + before.variance * before.n) / (now.n + before.n)
    wanted = WORTH_SEEING[now.figure.unit]
    if spread <= 0:
        return None
    smallest = detectable_difference(spread, before.n, now.n)
    if smallest is None or smallest <= wanted:
        return None
    return UndetectableChange(each, smallest, wanted, answers_needed(spread, wanted))
