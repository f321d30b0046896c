"""The charts of a digest: a trend from four periods on, a comparison of groups where two differ by test. Pure.

The title of a chart says what it shows; its alternative text gives the numbers.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Final

from vocapp.charts.types import (
    Chart,
    ComparisonChart,
    ComparisonRow,
    Estimate,
    Ticks,
    TrendChart,
    TrendPoint,
    axis_steps,
)
from vocapp.digests.content import labels
from vocapp.digests.content.headline import LEVEL, change_p_value, leading_measure
from vocapp.digests.content.types import DigestData, MeasureComparison, PeriodScore
from vocapp.digests.periods import Frequency
from vocapp.metrics.change import compare_figures
from vocapp.metrics.figure import Figure
from vocapp.rollups.labels import format_number, sample_size
from vocapp.ui.reader import gettext

LEAST_POINTS: Final = 4
MOST_ROWS: Final = 8


def charts(data: DigestData) -> Iterator[tuple[str, Chart]]:
    """The charts with their names, at most two."""
    first = leading_measure(data.measures)
    if first is None:
        return
    if sum(1 for known in first.trend if known.figure) >= LEAST_POINTS:
        yield "trend", _trend(first, data)
    parts = [each for each in data.groups if each.measure == first.measure and each.now.figure]
    if (ends := most_different(parts)) is not None:
        yield "comparison", _comparison(first, parts, *ends)


def most_different(parts: Sequence[MeasureComparison]) -> tuple[MeasureComparison, MeasureComparison] | None:
    """The two groups that differ most surely, the lower one first; None where no pair differs (Bonferroni)."""
    pairs = list(combinations(parts, 2))
    tested = [
        (change_p_value(compare_figures(one.now.figure, other.now.figure)), one, other)
        for one, other in pairs
        if one.now.figure and other.now.figure
    ]
    smallest, one, other = min(tested, key=lambda test: test[0], default=(1.0, None, None))
    if one is None or other is None or smallest > LEVEL / len(pairs):
        return None
    return (one, other) if _value(one) < _value(other) else (other, one)


def _trend(measured: MeasureComparison, data: DigestData) -> TrendChart:
    periods = zip(data.trend_periods, measured.trend, strict=True)
    points = tuple(_point(since, known, data.every) for (since, _), known in periods)
    title = _trend_title(measured, data.every)
    spoken = "; ".join(
        f"{point.label}: {labels.with_interval(known.figure) if known.figure else labels.no_figure_reason(known)}"
        for point, known in zip(points, measured.trend, strict=True)
    )
    return TrendChart(title, f"{spoken}.", points, _ticks([known.figure for known in measured.trend]))


def _trend_title(measured: MeasureComparison, every: Frequency) -> str:
    found = measured.change
    values = {"name": labels.name(measured.measure), "period": labels.previous_period(every)}
    if found is None:
        return gettext("%(name)s so far") % values
    if found.verdict == "up":
        return gettext("%(name)s: up from %(period)s") % values
    if found.verdict == "down":
        return gettext("%(name)s: down from %(period)s") % values
    return gettext("%(name)s: no detectable change from %(period)s") % values


def _point(since: date, known: PeriodScore, every: Frequency) -> TrendPoint:
    under = "" if known.shown == "hidden" else sample_size(known.n)
    return TrendPoint(labels.short_period(since, every), under, _estimate(known.figure) if known.figure else None)


def _comparison(
    whole: MeasureComparison, parts: Sequence[MeasureComparison], low: MeasureComparison, high: MeasureComparison
) -> ComparisonChart:
    shown = sorted(parts, key=_value, reverse=True)[:MOST_ROWS]
    rows = tuple(
        ComparisonRow(each.title, sample_size(each.now.n), _estimate(each.now.figure))
        for each in shown
        if each.now.figure
    )
    title = gettext("%(name)s: %(low)s is below %(high)s") % {
        "name": labels.name(whole.measure),
        "low": low.title,
        "high": high.title,
    }
    spoken = "; ".join(f"{each.title}: {labels.with_interval(each.now.figure)}" for each in shown if each.now.figure)
    figure = whole.now.figure
    return ComparisonChart(
        title,
        f"{spoken}.",
        rows,
        _ticks([each.now.figure for each in shown]),
        whole=_estimate(figure) if figure else None,
        whole_label=gettext("All") if figure else "",
    )


def _value(each: MeasureComparison) -> float:
    return each.now.figure.value if each.now.figure else 0.0


def _estimate(figure: Figure) -> Estimate:
    return Estimate(figure.value, figure.low, figure.high, labels.value(figure))


def _ticks(figures: Sequence[Figure | None]) -> Ticks:
    known = [figure for figure in figures if figure]
    steps = axis_steps(min(figure.low for figure in known), max(figure.high for figure in known))
    return tuple((step, format_number(step, known[0].unit)) for step in steps)
