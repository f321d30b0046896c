"""Charts of scores, with their texts in the language of the reader; `vocapp.charts` draws them."""

from collections.abc import Sequence
from datetime import date

from vocapp.charts.types import (
    AnswerBar,
    AnswersChart,
    ComparisonChart,
    ComparisonRow,
    Estimate,
    FunnelChart,
    FunnelStep,
    Ticks,
    Tone,
    TrendChart,
    TrendPoint,
    axis_steps,
)
from vocapp.metrics.figure import Figure
from vocapp.metrics.histogram import size
from vocapp.metrics.measure import Measure
from vocapp.metrics.scores import favourable
from vocapp.rollups import labels
from vocapp.rollups.rollup_slice import Dimension, days_of
from vocapp.rollups.types import InvitationCounts, Score
from vocapp.ui.formatting import number, percent
from vocapp.ui.reader import gettext

MOST_STEPS = 11
LEAST_SPAN = {"points": 40.0, "percent": 20.0, "mean": 0.5, "rating": 0.5, "seconds": 60.0}
BOUNDS = {"points": (-100.0, 100.0), "percent": (0.0, 100.0), "mean": (-1.0, 1.0)}


def trend_chart(
    title: str, found: Sequence[Score | None], keys: Sequence[str], by: Dimension, today: date, *, is_small: bool
) -> TrendChart:
    """A measure over the periods `keys`, of which each has a score or None."""
    points = tuple(_point(score, key, by, today) for score, key in zip(found, keys, strict=True))
    figures = [score.figure for score in found if score and score.figure]
    spoken = "; ".join(
        f"{point.label}: {labels.with_interval(score.figure) if score and score.figure else point.under}"
        for score, point in zip(found, points, strict=True)
    )
    return TrendChart(title, f"{title}. {spoken}.", points, ticks(figures), is_small=is_small)


def comparison_chart(title: str, found: Sequence[tuple[str, Score | None]], whole: Score | None) -> ComparisonChart:
    """A measure by group; `whole` is all groups together."""
    rows = tuple(_row(label, score) for label, score in found)
    figures = [score.figure for _, score in found if score and score.figure]
    spoken = "; ".join(
        f"{label}: {labels.with_interval(score.figure) if score and score.figure else row.note}"
        for (label, score), row in zip(found, rows, strict=True)
    )
    everything = whole.figure if whole else None
    return ComparisonChart(
        title,
        f"{title}. {spoken}.",
        rows,
        ticks([*figures, *([everything] if everything else [])]),
        estimate(everything) if everything else None,
        gettext("all %(value)s") % {"value": labels.value(everything)} if everything else "",
    )


def answers_chart(title: str, score: Score) -> AnswersChart | None:
    """The distribution of answers; None for a scale without steps and for a score without a figure."""
    measure, n = score.measure, size(score.histogram)
    if score.figure is None or not n or measure.high - measure.low >= MOST_STEPS or measure.high <= 1:
        return None
    bars = tuple(
        AnswerBar(str(step), count / n, percent(count / n), _tone(measure, step))
        for step in range(measure.low, measure.high + 1)
        for count in (score.histogram.get(step, 0),)
    )
    spoken = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    return AnswersChart(title, f"{title}. {spoken}.", bars)


def funnel_chart(title: str, asks: InvitationCounts) -> FunnelChart | None:
    """The funnel from contacts to completed responses; None without contacts."""
    if not asks.contacts:
        return None
    d = asks.dispositions
    steps = tuple(
        FunnelStep(label, count / asks.contacts, f"{number(count)} · {percent(count / asks.contacts)}")
        for label, count in (
            (gettext("Contacts"), asks.contacts),
            (gettext("Eligible"), asks.eligible),
            (gettext("Invited"), asks.invited),
            (gettext("Started"), d.starts),
            (gettext("Completed"), d.complete),
        )
    )
    return FunnelChart(title, f"{title}. " + "; ".join(f"{step.label}: {step.text}" for step in steps) + ".", steps)


def estimate(figure: Figure) -> Estimate:
    """A figure as a chart places it."""
    return Estimate(figure.value, figure.low, figure.high, labels.value(figure))


def ticks(figures: Sequence[Figure]) -> Ticks:
    """An axis that holds every interval, within the bounds of the unit and at least LEAST_SPAN long, so that noise does
    not look like a change."""
    if not figures:
        return ()
    unit = figures[0].unit
    low, high = min(f.low for f in figures), max(f.high for f in figures)
    missing = max(0.0, LEAST_SPAN[unit] - (high - low)) / 2
    bottom, top = BOUNDS.get(unit, (0.0, float("inf")))
    low, high = low - missing, high + missing
    low, high = max(bottom, low - max(0.0, high - top)), min(top, high + max(0.0, bottom - low))
    places = [place for place in axis_steps(low, high) if bottom <= place <= top]
    return tuple((place, labels.with_unit(place, unit, signed=unit == "points")) for place in places)


def _point(score: Score | None, key: str, by: Dimension, today: date) -> TrendPoint:
    first = date.fromisoformat(key)
    is_open = is_running(first, by, today)
    label = labels.period_title(first, by)
    if score is None:
        return TrendPoint(label, "–", is_open=is_open)
    under = "–" if score.shown == "hidden" else f"n {number(score.n)}"
    return TrendPoint(label, under, estimate(score.figure) if score.figure else None, is_open=is_open)


def is_running(first: date, by: Dimension, today: date) -> bool:
    """Whether `today` lies in the period that begins on `first`: it is not over yet."""
    return first <= today <= days_of(by, first)[1]


def _row(label: str, score: Score | None) -> ComparisonRow:
    if score is None:
        return ComparisonRow(label, gettext("no answers"))
    if score.figure is None:
        return ComparisonRow(label, labels.no_figure(score))
    return ComparisonRow(label, f"n {number(score.n)}", estimate(score.figure))


def _tone(measure: Measure, step: int) -> Tone:
    if measure.metric == "nps":
        return "bad" if step <= 6 else "middle" if step <= 8 else "good"
    low, high = favourable(measure)
    return "good" if low <= step <= high else "middle"
