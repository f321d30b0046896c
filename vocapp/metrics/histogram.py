"""Histograms of answers. They add up, so every metric of any slice and period is a sum of cells."""

from collections import Counter
from collections.abc import Iterable, Mapping

Histogram = Mapping[int, int]
"""Answer value → how many gave it. Sentiment is in hundredths: −100 … 100."""


def add_histograms(histograms: Iterable[Histogram]) -> Histogram:
    """The sum of histograms, without values that have no answers."""
    total: Counter[int] = Counter()
    for histogram in histograms:
        total.update(histogram)
    return {value: count for value, count in sorted(total.items()) if count}


def size(histogram: Histogram) -> int:
    """The number of answers."""
    return sum(histogram.values())


def count_within(histogram: Histogram, low: int, high: int) -> int:
    """The number of answers from `low` to `high`, both included."""
    return sum(count for value, count in histogram.items() if low <= value <= high)
