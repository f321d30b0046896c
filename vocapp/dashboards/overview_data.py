"""How are we doing? Each measure now and before, with its trend; whom we asked; what became of the cases."""

from dataclasses import dataclass
from typing import Final

from vocapp.charts.page_chart import Drawn, drawn
from vocapp.dashboards import findings
from vocapp.dashboards import score_charts as charts
from vocapp.dashboards.findings import Finding
from vocapp.dashboards.groups import GroupRow, keyed
from vocapp.dashboards.numbers_query import View
from vocapp.dashboards.totals import together
from vocapp.http.access import Actor
from vocapp.rollups.queries import numbers
from vocapp.rollups.rollup_slice import periods
from vocapp.rollups.types import Asks

SMALL_WIDTH: Final = 280


@dataclass(frozen=True)
class Line:
    """One measure of the overview."""

    found: Finding
    trend: Drawn


@dataclass(frozen=True)
class Overview:
    """Everything that the overview shows."""

    headline: str
    lines: list[Line]
    together: GroupRow
    funnel: Drawn | None
    reservations: list[str]


async def overview(actor: Actor, view: View) -> Overview:
    """The overview of a view, in the language of the current reader."""
    everything = await together(actor, view)
    found = list(everything.scores.values())
    asks = everything.asks or Asks(group=None)
    small = await _trends(actor, view, found)
    story = charts.funnel(findings.funnel_title(asks), asks)
    return Overview(
        headline=findings.headline(found),
        lines=[Line(each, picture) for each, picture in zip(found, small, strict=True)],
        together=everything,
        funnel=(await drawn([story]))[0] if story else None,
        reservations=findings.reservations(found, asks),
    )


async def _trends(actor: Actor, view: View, found: list[Finding]) -> list[Drawn]:
    longer, by = view.trend()
    keys, scores = periods(longer, by), keyed(await numbers.scores(actor, longer, by))
    trends = [
        charts.trend(
            findings.title(each),
            [scores.get((each.score.measure, key)) for key in keys],
            keys,
            by,
            view.today,
            is_small=True,
        )
        for each in found
    ]
    return await drawn(trends, SMALL_WIDTH, SMALL_WIDTH)
