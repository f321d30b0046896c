"""A chart as a page shows it: drawn for wide and for narrow screens, of which the style sheet shows one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from vocapp.ui.charts import Chart
from vocapp.ui.charts_pictures import svgs

WIDE = 600
NARROW = 320


@dataclass(frozen=True)
class Drawn:
    """A chart with its pictures, for `figure` of ui/charts.html; without pictures only its words are shown."""

    chart: Chart
    wide: Markup
    narrow: Markup


async def drawn(charts: Sequence[Chart], wide: int = WIDE, narrow: int = NARROW) -> list[Drawn]:
    """Each chart, drawn `wide` and `narrow` pixels wide. The pictures are our own SVG, with every text escaped."""
    pictures = await asyncio.gather(svgs(charts, wide), svgs(charts, narrow))
    return [
        Drawn(chart, Markup(one), Markup(other))  # noqa: S704 - drawn by us; see test_charts
        for chart, one, other in zip(charts, *pictures, strict=True)
    ]
