"""Charts as plain values with texts in the language of the reader: drawing needs no language and no database.

`title` is the finding, `alt` the text alternative; the caller shows the numbers as a table beside the chart. Estimates
carry their interval; the number of answers is in `under` or `note`. `vocapp.charts.picture_cache` draws charts; the
modules `spec_<kind>` define how each kind looks.
"""

from typing import Literal

from msgspec import Struct

Ticks = tuple[tuple[float, str], ...]
"""The lines of the axis of values: place and label."""
Tone = Literal["good", "middle", "bad", "plain"]


class Estimate(Struct, frozen=True):
    """A value with its interval, on the scale of the chart's axis, and as text."""

    value: float
    low: float
    high: float
    text: str


class TrendPoint(Struct, frozen=True):
    """One period of a trend: `label` and `under` (n, say) stand under the axis. `is_open`: it is not over."""

    label: str
    under: str
    estimate: Estimate | None = None
    is_open: bool = False


class TrendChart(Struct, frozen=True, tag="trend"):
    """One measure over time: a line with its interval as a ribbon. Without an estimate the line is broken.

    `is_small`: as high as a few lines of text, to stand in a row beside the number; only its ends are named, no value.
    """

    title: str
    alt: str
    points: tuple[TrendPoint, ...]
    ticks: Ticks
    is_small: bool = False


class ComparisonRow(Struct, frozen=True):
    """One group of a comparison; `note` (n, or why there is no estimate) stands at the end of its line."""

    label: str
    note: str
    estimate: Estimate | None = None


class ComparisonChart(Struct, frozen=True, tag="comparison"):
    """One measure by group: dots with whiskers, named directly. `whole` is all groups together, a line behind them."""

    title: str
    alt: str
    rows: tuple[ComparisonRow, ...]
    ticks: Ticks
    whole: Estimate | None = None
    whole_label: str = ""


class AnswerBar(Struct, frozen=True):
    """One answer value: how many gave it, as `share` of 1 and as text."""

    label: str
    share: float
    text: str
    tone: Tone = "plain"


class AnswersChart(Struct, frozen=True, tag="answers"):
    """The frequency of each answer, along the scale. `low` and `high` are the words at its ends."""

    title: str
    alt: str
    bars: tuple[AnswerBar, ...]
    low: str = ""
    high: str = ""


class FunnelStep(Struct, frozen=True):
    """One step of a funnel: `share` of 1 of the first step came this far."""

    label: str
    share: float
    text: str


class FunnelChart(Struct, frozen=True, tag="funnel"):
    """How many of the first step came how far; what was lost on the way stays visible in grey."""

    title: str
    alt: str
    steps: tuple[FunnelStep, ...]


Chart = TrendChart | ComparisonChart | AnswersChart | FunnelChart


def axis_steps(low: float, high: float) -> tuple[float, ...]:
    """Three to six round places that cover `low` to `high`.

    >>> steps_of_axis(31, 58)
    (30.0, 40.0, 50.0, 60.0)
    """
    span = max(high - low, 1e-9)
    size = next(s * 10**e for e in range(-4, 6) for s in (1, 2, 5) if span / (s * 10**e) <= 4)
    first, last = int(low // size), -int(-high // size)
    last += first == last
    return tuple(round(place * size, 6) for place in range(first, last + 1))
