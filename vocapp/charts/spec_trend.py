"""The drawing of a trend: a line on its interval; the last value is named; under each period its n."""

import json
from collections.abc import Mapping
from typing import Any

import altair as alt

from vocapp.charts.chart_style import SMALL_SIZE, TEXT_SIZE
from vocapp.charts.types import TrendChart, TrendPoint

HEIGHT = 190
SMALL_HEIGHT = 44
RIGHT = 54
SMALL_RIGHT = 24
LABEL_WIDTH = 58


def spec(chart: TrendChart, width: int, colours: Mapping[str, str]) -> Any:
    """The layers, `width` pixels wide with their labels."""
    right = SMALL_RIGHT if chart.is_small else RIGHT
    inner = width - right - 12 - 7 * max(len(text) for _, text in chart.ticks)
    domain = [chart.ticks[0][0], chart.ticks[-1][0]]
    data = alt.Chart(alt.InlineData(values=point_rows(chart, colours)))
    x = alt.X("at:Q", axis=_periods(chart, inner), scale=_span(len(chart.points)))
    y = alt.Y("value:Q", scale=alt.Scale(domain=domain, zero=False, nice=False), axis=_values(chart, colours))
    low, high = alt.Y("low:Q", scale=alt.Scale(domain=domain, zero=False, nice=False)), alt.Y2("high:Q")
    ribbon = data.mark_area(color=colours["accent"], opacity=0.16, invalid="break-paths-filter-domains")
    whisker = data.mark_rule(color=colours["accent"], opacity=0.45, strokeWidth=1.5)
    line = data.mark_line(color=colours["accent"], strokeWidth=2.5, invalid="break-paths-filter-domains")
    given = data.transform_filter("isValid(datum.value)")
    dots = given.mark_point(stroke=colours["accent"], size=34, strokeWidth=2, opacity=1)
    last = given.transform_filter("datum.named").mark_text(align="left", dx=9, fontWeight=600, fontSize=TEXT_SIZE)
    return alt.layer(
        ribbon.encode(x=x, y=low, y2=high),
        whisker.transform_filter("datum.alone").encode(x=x, y=low, y2=high),
        line.encode(x=x, y=y),
        dots.encode(x=x, y=y, fill=alt.Fill("fill:N", scale=None, legend=None)),
        last.encode(x=x, y=y, text="text:N"),
    ).properties(width=inner, height=SMALL_HEIGHT if chart.is_small else HEIGHT)


def point_rows(chart: TrendChart, colours: Mapping[str, str]) -> list[dict[str, Any]]:
    """The data of the points. `alone`: no neighbour to draw a ribbon to; `named`: the last that has a value."""
    found = [_row(at, point) for at, point in enumerate(chart.points)]
    given = [row["value"] is not None for row in found]
    for at, row in enumerate(found):
        row["alone"] = given[at] and not any(given[max(0, at - 1) : at] + given[at + 1 : at + 2])
        row["named"] = not chart.is_small and given[at] and not any(given[at + 1 :])
        row["fill"] = colours["ground"] if chart.points[at].is_open else colours["accent"]
    return found


def _row(at: int, point: TrendPoint) -> dict[str, Any]:
    e = point.estimate
    if e is None:
        return {"at": at, "value": None, "low": None, "high": None, "text": ""}
    return {"at": at, "value": e.value, "low": e.low, "high": e.high, "text": e.text}


def _span(points: int) -> alt.Scale:
    return alt.Scale(domain=[0, max(points - 1, 1)], nice=False, zero=False, padding=8)


def _periods(chart: TrendChart, inner: int) -> alt.Axis:
    """The axis of periods: names all that fit, always the newest; of a small chart both ends."""
    last = len(chart.points) - 1
    every = max(last, 1) if chart.is_small else -(-len(chart.points) * LABEL_WIDTH // inner)
    shown = [at for at in range(len(chart.points)) if (last - at) % every == 0]
    lines = [f"{p.label} · {p.under}" if chart.is_small else [p.label, p.under] for p in chart.points]
    words = json.dumps(lines, ensure_ascii=True)
    return alt.Axis(
        values=shown, labelExpr=f"{words}[datum.value]", labelBound=False, labelOverlap=False, labelFlush=chart.is_small
    )


def _values(chart: TrendChart, colours: Mapping[str, str]) -> alt.Axis:
    words = json.dumps({f"{at:g}": text for at, text in chart.ticks}, ensure_ascii=True)
    return alt.Axis(
        values=[at for at, _ in (chart.ticks[:: len(chart.ticks) - 1] if chart.is_small else chart.ticks)],
        labelExpr=f"{words}[datum.value]",
        grid=True,
        gridColor=colours["rule"],
        labelFontSize=SMALL_SIZE,
    )
