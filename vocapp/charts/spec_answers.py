"""The drawing of answers along a scale: columns with their share above and the step below."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from vocapp.charts.chart_style import SMALL_SIZE, TEXT_SIZE
from vocapp.charts.types import AnswersChart

HEIGHT = 120
GAP = 0.25
TONES = {"good": "accent", "middle": "context", "bad": "bad", "plain": "accent"}


def spec(chart: AnswersChart, width: int, colours: Mapping[str, str]) -> Any:
    """The columns and their words; no axis, since each column says its share."""
    rows = [
        {"at": at, "label": bar.label, "share": bar.share, "text": bar.text, "colour": colours[TONES[bar.tone]]}
        for at, bar in enumerate(chart.bars)
    ]
    data = alt.Chart(alt.InlineData(values=rows))
    x = alt.X("at:O", axis=None, sort=None, scale=alt.Scale(paddingInner=GAP, paddingOuter=0))
    top = max([bar.share for bar in chart.bars] + [0.01])
    y = alt.Y("share:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False))
    colour = alt.Fill("colour:N", scale=None, legend=None)
    ends = alt.Chart(alt.InlineData(values=[{"text": chart.low, "end": 0}, {"text": chart.high, "end": 1}]))
    quiet: dict[str, Any] = {"fontSize": SMALL_SIZE, "color": colours["muted"], "y": HEIGHT + 34}
    inner = width - 8
    return alt.layer(
        data.mark_bar().encode(x=x, y=y, fill=colour),
        data.mark_text(dy=-8, fontSize=SMALL_SIZE).encode(x=x, y=y, text="text:N"),
        data.mark_text(y=HEIGHT + 14, fontSize=TEXT_SIZE).encode(x=x, text="label:N"),
        ends.transform_filter("datum.end == 0").mark_text(**quiet, align="left", x=0).encode(text="text:N"),
        ends.transform_filter("datum.end == 1").mark_text(**quiet, align="right", x=inner).encode(text="text:N"),
    ).properties(width=inner, height=HEIGHT)
