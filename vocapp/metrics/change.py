"""The change of a figure between two periods, with its interval and verdict."""

from math import sqrt
from typing import Literal

from msgspec import Struct

from vocapp.metrics.figure import Figure

Verdict = Literal["up", "down", "no detectable change"]


class FigureChange(Struct, frozen=True):
    """`after` less `before` in their unit, with its 95 % interval; a verdict where that leaves out 0."""

    difference: float
    low: float
    high: float
    verdict: Verdict


def compare_figures(before: Figure, after: Figure) -> FigureChange:
    """The change between two independent figures of one measure. ValueError where their units differ.

    The interval is put together from those of the two, as R. G. Newcombe (1998) does for shares: it keeps their
    asymmetry, which the textbook formula loses.
    """
    if before.unit != after.unit:
        raise ValueError(f"{before.unit} and {after.unit} cannot be compared: give two figures of one measure")
    difference = after.value - before.value
    low = difference - sqrt((after.value - after.low) ** 2 + (before.high - before.value) ** 2)
    high = difference + sqrt((after.high - after.value) ** 2 + (before.value - before.low) ** 2)
    verdict: Verdict = "up" if low > 0 else "down" if high < 0 else "no detectable change"
    return FigureChange(difference, low, high, verdict)
