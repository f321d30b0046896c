"""What can these answers not show? Pure: the change that would go unseen, and how many answers would show one."""

from typing import Final, NamedTuple

from vocapp.digests.content.types import MeasureComparison
from vocapp.metrics.figure import Unit
from vocapp.metrics.power import answers_needed, detectable_difference

WORTH_SEEING: Final[dict[Unit, float]] = {"points": 10.0, "percent": 5.0, "mean": 0.1}
"""The change that somebody would want to see, by unit."""


class UndetectableChange(NamedTuple):
    """Changes smaller than `smallest` go unseen four times in five or less; `needed` answers a period show `wanted`."""

    measured: MeasureComparison
    smallest: float
    wanted: float
    needed: int


def undetectable_change(each: MeasureComparison) -> UndetectableChange | None:
    """What stays unseen of a measure in which no change was found; None where its answers are enough to find one."""
    found, now, before = each.change, each.now, each.before
    if found is None or found.verdict != "no detectable change" or now.figure is None:
        return None
    if now.figure.unit not in WORTH_SEEING:
        return None
    # The answers of both periods say best how widely one answer spreads; all alike says too little.
    spread = (now.variance * now.n + before.variance * before.n) / (now.n + before.n)
    wanted = WORTH_SEEING[now.figure.unit]
    if spread <= 0:
        return None
    smallest = detectable_difference(spread, before.n, now.n)
    if smallest is None or smallest <= wanted:
        return None
    return UndetectableChange(each, smallest, wanted, answers_needed(spread, wanted))
