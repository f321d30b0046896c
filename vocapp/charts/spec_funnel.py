"""The drawing of a funnel: a bar a step, in colour what came this far, in grey what was lost."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from vocapp.charts.chart_style import TEXT_SIZE
from vocapp.charts.types import FunnelChart

ROW = 40
BAR = 12


def spec(chart: FunnelChart, width: int, colours: Mapping[str, str]) -> Any:
    """The bars, with the step's words above each."""
    inner = width - 8
    height = ROW * len(chart.steps)
    rows = [
        {"at": at, "label": step.label, "share": step.share, "text": step.text, "whole": 1}
        for at, step in enumerate(chart.steps)
    ]
    data = alt.Chart(alt.InlineData(values=rows))
    y = alt.Y("at:O", axis=None, sort=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    share, whole = (
        alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False), stack=None)
        for field in ("share", "whole")
    )
    words: dict[str, Any] = {"yOffset": -9, "fontSize": TEXT_SIZE}
    bar: dict[str, Any] = {"size": BAR, "yOffset": 8}
    return alt.layer(
        data.mark_bar(**bar, color=colours["rule"]).encode(x=whole, y=y),
        data.mark_bar(**bar, color=colours["accent"]).encode(x=share, y=y),
        data.mark_text(**words, align="left", x=0).encode(y=y, text="label:N"),
        data.mark_text(**words, align="right", x=inner, color=colours["muted"]).encode(y=y, text="text:N"),
    ).properties(width=inner, height=height)
