"""Scores: the reported figure of a histogram, and the variance of one answer."""

from vocapp.metrics import nps, sentiment_mean
from vocapp.metrics.figure import Figure
from vocapp.metrics.histogram import Histogram, count_within, size
from vocapp.metrics.measure import Measure
from vocapp.metrics.wilson import share

CSAT_SATISFIED = 4
EASY_OF = {5: 2, 7: 3}
"""Effort: how many of the points at the good end of a scale of five or seven count as easy."""


def figure(measure: Measure, histogram: Histogram) -> Figure | None:
    """The figure of the answers; None without any.

    NPS in points; CSAT: share of 4 and 5 of five, not the mean; CES: share that found it easy (5 to 7 of seven, 4 and 5
    of five, mirrored where much is bad); resolution: share of yes; had_to_repeat: share of yes, where less is better;
    expectation: share of better than expected; sentiment: the mean of scored comments; scored: share of comments.
    Raises KeyError for a metric or a scale that has no definition.
    """
    if measure.metric == "nps":
        return nps.nps(histogram)
    if measure.metric == "sentiment":
        return sentiment_mean.sentiment(histogram)
    low, high = favourable(measure)
    return share(count_within(histogram, low, high), size(histogram))


def variance(measure: Measure, histogram: Histogram) -> float:
    """The variance of one answer in the figure's unit², as `power` asks for it; 0 without answers."""
    if measure.metric == "nps":
        return nps.variance(histogram)
    if measure.metric == "sentiment":
        return sentiment_mean.variance(histogram)
    found = figure(measure, histogram)
    return found.value * (100 - found.value) if found else 0.0


def favourable(measure: Measure) -> tuple[int, int]:
    """The values that the share of the measure counts, both ends included. KeyError where it is no share."""
    if measure.metric == "ces":
        easy = EASY_OF[measure.high - measure.low + 1]
        if measure.direction == "lower_is_better":
            return measure.low, measure.low + easy - 1
        return measure.high - easy + 1, measure.high
    lowest = {"csat": CSAT_SATISFIED}.get(measure.metric, measure.high)
    if measure.metric in ("csat", "resolution", "had_to_repeat", "expectation", "scored"):
        return lowest, measure.high
    raise KeyError(measure.metric)


def shares(measure: Measure, histogram: Histogram) -> dict[int, Figure | None]:
    """The share of each value of the scale: better, as and worse than expected; yes and no; how the scale was used."""
    n = size(histogram)
    return {value: share(histogram.get(value, 0), n) for value in range(measure.low, measure.high + 1)}
