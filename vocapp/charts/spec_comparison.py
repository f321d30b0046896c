"""The drawing of a comparison: a line a group with its name, a dot on its whisker, its value and n."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from vocapp.charts.chart_style import SMALL_SIZE, TEXT_SIZE
from vocapp.charts.types import ComparisonChart, ComparisonRow

ROW = 28
NARROW = 420
NARROW_ROW = 44
LETTER = 7.4
MOST_LETTERS = 30


def spec(chart: ComparisonChart, width: int, colours: Mapping[str, str]) -> Any:
    """The layers; below NARROW pixels a group's name and value stand above its dot."""
    is_narrow = width < NARROW
    left = 0 if is_narrow else LETTER * min(MOST_LETTERS, max(len(row.label) for row in chart.rows)) + 12
    right = 0 if is_narrow else LETTER * max([len(_end(row)) for row in chart.rows if row.estimate] or [0]) + 24
    inner = max(120, int(width - left - right) - 8)
    height = (NARROW_ROW if is_narrow else ROW) * len(chart.rows)
    data = alt.Chart(alt.InlineData(values=[_datum(at, row) for at, row in enumerate(chart.rows)]))
    y = alt.Y("at:O", axis=None, sort=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    x, low, high = _x(chart, "value"), _x(chart, "low"), alt.X2("high:Q")
    down = 10 if is_narrow else 0
    given = data.transform_filter("isValid(datum.value)")
    layers = [
        *_whole(chart, height, colours),
        data.mark_rule(color=colours["rule"], strokeWidth=1, yOffset=down).encode(y=y),
        given.mark_rule(color=colours["accent"], strokeWidth=3, opacity=0.55, yOffset=down).encode(x=low, x2=high, y=y),
        given.mark_point(color=colours["accent"], filled=True, size=80, opacity=1, yOffset=down).encode(x=x, y=y),
        *_words(data, y, inner, is_narrow=is_narrow, colours=colours),
    ]
    return alt.layer(*layers).properties(width=inner, height=height)


def _end(row: ComparisonRow) -> str:
    return f"{row.estimate.text} · {row.note}" if row.estimate else row.note


def _datum(at: int, row: ComparisonRow) -> dict[str, Any]:
    e, label = row.estimate, row.label
    if len(label) > MOST_LETTERS:
        label = f"{label[: MOST_LETTERS - 1]}…"
    values = {"value": e.value, "low": e.low, "high": e.high} if e else {"value": None, "low": None, "high": None}
    return {"at": at, "label": label, "end": _end(row), **values}


def _x(chart: ComparisonChart, field: str) -> alt.X:
    domain = [chart.ticks[0][0], chart.ticks[-1][0]]
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=domain, zero=False, nice=False))


def _whole(chart: ComparisonChart, height: int, colours: Mapping[str, str]) -> list[Any]:
    """The line of all groups together and the lines of the axis, each named above."""
    places = [{"at": at, "text": text, "rank": 0} for at, text in chart.ticks]
    grid = alt.Chart(alt.InlineData(values=places))
    x = _x(chart, "at")
    layers = [
        grid.mark_rule(color=colours["rule"], strokeWidth=1, y=0, y2=height).encode(x=x),
        grid.mark_text(color=colours["muted"], fontSize=SMALL_SIZE, y=height + 12).encode(x=x, text="text:N"),
    ]
    if chart.whole is not None:
        whole = alt.Chart(alt.InlineData(values=[{"at": chart.whole.value, "text": chart.whole_label}]))
        layers += [
            whole.mark_rule(color=colours["muted"], strokeWidth=1.5, strokeDash=[4, 3], y=0, y2=height).encode(x=x),
            whole.mark_text(color=colours["muted"], fontSize=SMALL_SIZE, y=-9).encode(x=x, text="text:N"),
        ]
    return layers


def _words(data: Any, y: alt.Y, inner: int, *, is_narrow: bool, colours: Mapping[str, str]) -> list[Any]:
    """The name before the line and the value with its note after it; on a narrow chart all three above it.

    The reason why a group has no dot stands in place of the dot.
    """
    above = -9 if is_narrow else 0
    name: dict[str, Any] = {"align": "left", "x": 0} if is_narrow else {"align": "right", "x": -12}
    above_end: dict[str, Any] = {"align": "right", "x": inner}
    end: dict[str, Any] = above_end if is_narrow else {"align": "left", "x": inner + 12}
    instead: dict[str, Any] = above_end if is_narrow else {"align": "left", "x": 8, "yOffset": -8}
    quiet: dict[str, Any] = {"yOffset": above, "fontSize": SMALL_SIZE, "color": colours["muted"]}
    given, missing = data.transform_filter("isValid(datum.value)"), data.transform_filter("!isValid(datum.value)")
    return [
        data.mark_text(**name, yOffset=above, fontSize=TEXT_SIZE).encode(y=y, text="label:N"),
        given.mark_text(**quiet | end).encode(y=y, text="end:N"),
        missing.mark_text(**quiet | instead).encode(y=y, text="end:N"),
    ]
