"""Krippendorff's alpha: agreement of people who code the same texts with unordered names. Pure.

1 is perfect agreement, 0 what chance alone gives, below 0 is systematic disagreement. Krippendorff (Content Analysis,
3rd ed., ch. 11) relies on data from .8 on and draws tentative conclusions from .667 on.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from math import sqrt
from typing import Final

from msgspec import Struct

RELIABLE: Final = 0.8
TENTATIVE: Final = 0.667
FEWEST: Final = 10
"""The fewest texts coded by two people for which alpha is computed."""
_Z: Final = 1.96


class Agreement(Struct, frozen=True):
    """Alpha with its 95 % interval, of `texts` that two people or more have read."""

    alpha: float
    low: float
    high: float
    texts: int


def agreement(texts: Sequence[Sequence[Hashable]]) -> Agreement | None:
    """Krippendorff's alpha of what each coder said of each text; None with fewer than FEWEST texts, or where everybody
    always says the same.

    The interval is the jackknife's: how far alpha moves where one text is left out.
    """
    counted = [Counter(said) for said in texts if len(said) > 1]
    totals = _Totals(counted)
    whole = totals.alpha()
    if len(counted) < FEWEST or whole is None:
        return None
    without = [found for one in counted if (found := totals.without(one)) is not None]
    n = len(without)
    mean = sum(without) / n
    error = sqrt((n - 1) / n * sum((found - mean) ** 2 for found in without))
    return Agreement(whole, max(-1.0, whole - _Z * error), min(1.0, whole + _Z * error), len(counted))


class _Totals:
    """The sums behind alpha, so that leaving out one text needs no second pass over the others."""

    def __init__(self, counted: Sequence[Counter[Hashable]]) -> None:
        self._names: Counter[Hashable] = Counter()
        self._disagreeing = 0.0
        for one in counted:
            self._names.update(one)
            self._disagreeing += _disagreeing(one)

    def alpha(self) -> float | None:
        return _alpha(self._disagreeing, self._names)

    def without(self, one: Counter[Hashable]) -> float | None:
        return _alpha(self._disagreeing - _disagreeing(one), self._names - one)


def _disagreeing(one: Counter[Hashable]) -> float:
    """Pairs of different names within a text, each text weighing as many as said something of it."""
    size = one.total()
    return (size * size - sum(count * count for count in one.values())) / (size - 1)


def _alpha(disagreeing: float, names: Counter[Hashable]) -> float | None:
    size = names.total()
    by_chance = (size * size - sum(count * count for count in names.values())) / (size - 1) if size > 1 else 0.0
    return 1 - disagreeing / by_chance if by_chance else None
