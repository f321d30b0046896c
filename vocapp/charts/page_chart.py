"""A chart as a page shows it: drawn for wide and for narrow screens, of which the style sheet shows one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from vocapp.charts.picture_cache import draw_svgs
from vocapp.charts.types import Chart, ComparisonChart, TrendChart

WIDE = 600
NARROW = 320


@dataclass(frozen=True)
class DrawnChart:
    """A chart with its pictures, for `figure` of ui/charts.html; without pictures only its words are shown."""

    chart: Chart
    wide: Markup
    narrow: Markup


async def draw_charts(charts: Sequence[Chart], wide: int = WIDE, narrow: int = NARROW) -> list[DrawnChart]:
    """Each chart, drawn `wide` and `narrow` pixels wide; without pictures where it has no value to place.

    The pictures are our own SVG, in which every text is escaped.
    """
    placed = [chart for chart in charts if not isinstance(chart, TrendChart | ComparisonChart) or chart.ticks]
    wides, narrows = await asyncio.gather(draw_svgs(placed, wide), draw_svgs(placed, narrow))
    pictures = iter(zip(wides, narrows, strict=True))
    found = [next(pictures) if chart in placed else ("", "") for chart in charts]
    return [
        DrawnChart(chart, Markup(one), Markup(other))  # noqa: S704 - drawn by us; see test_charts
        for chart, (one, other) in zip(charts, found, strict=True)
    ]
