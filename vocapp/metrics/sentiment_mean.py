"""The mean sentiment of scored comments, −1 to 1; comments without a sentiment do not count."""

from math import sqrt

from vocapp.metrics.figure import Figure
from vocapp.metrics.histogram import Histogram, size
from vocapp.metrics.wilson import Z

PARTS = 100
"""A histogram of sentiment counts hundredths."""


def sentiment(histogram: Histogram) -> Figure | None:
    """The mean; None without scored comments.

    Two pseudo-comments, one at either end of the scale, widen the interval, so that few comments which sound alike do
    not look like certainty.
    """
    n = size(histogram)
    if n == 0:
        return None
    mean = _mean(histogram, n)
    squares = _squares(histogram, mean) + (1 - mean) ** 2 + (1 + mean) ** 2
    half = Z * sqrt(squares / (n + 1) / (n + 2))
    return Figure(mean, max(-1.0, mean - half), min(1.0, mean + half), n, "mean")


def variance(histogram: Histogram) -> float:
    """The variance of one comment's score; 0 for less than two."""
    n = size(histogram)
    return _squares(histogram, _mean(histogram, n)) / (n - 1) if n > 1 else 0.0


def _mean(histogram: Histogram, n: int) -> float:
    return sum(value * count for value, count in histogram.items()) / n / PARTS


def _squares(histogram: Histogram, mean: float) -> float:
    return sum(count * (value / PARTS - mean) ** 2 for value, count in histogram.items())
