"""How are we doing? Each measure now and before, with its trend; whom we asked; what became of the cases."""

from dataclasses import dataclass
from typing import Final

from vocapp.charts.page_chart import DrawnChart, draw_charts
from vocapp.dashboards import findings
from vocapp.dashboards import score_charts as charts
from vocapp.dashboards.findings import ScoreComparison
from vocapp.dashboards.groups import GroupRow, scores_by_group
from vocapp.dashboards.numbers_query import DashboardView
from vocapp.dashboards.totals import load_totals
from vocapp.http.access import Actor
from vocapp.rollups.queries import numbers
from vocapp.rollups.rollup_slice import periods
from vocapp.rollups.types import InvitationCounts

SMALL_WIDTH: Final = 280


@dataclass(frozen=True)
class OverviewMeasure:
    """One measure of the overview."""

    found: ScoreComparison
    trend: DrawnChart


@dataclass(frozen=True)
class Overview:
    """Everything that the overview shows."""

    headline: str
    lines: list[OverviewMeasure]
    totals: GroupRow
    funnel: DrawnChart | None
    limits: list[str]


async def load_overview(actor: Actor, view: DashboardView) -> Overview:
    """The overview of a view, in the language of the current reader."""
    everything = await load_totals(actor, view)
    found = list(everything.scores.values())
    invitations = everything.invitations or InvitationCounts(group=None)
    small = await _trends(actor, view, found)
    story = charts.funnel_chart(findings.funnel_title(invitations), invitations)
    return Overview(
        headline=findings.headline(found),
        lines=[OverviewMeasure(each, picture) for each, picture in zip(found, small, strict=True)],
        totals=everything,
        funnel=(await draw_charts([story]))[0] if story else None,
        limits=findings.list_limits(found, invitations),
    )


async def _trends(actor: Actor, view: DashboardView, found: list[ScoreComparison]) -> list[DrawnChart]:
    longer, by = view.trend()
    keys, scores = periods(longer, by), scores_by_group(await numbers.load_scores(actor, longer, by))
    trends = [
        charts.trend_chart(
            findings.title(each),
            [scores.get((each.score.measure, key)) for key in keys],
            keys,
            by,
            view.today,
            is_small=True,
        )
        for each in found
    ]
    return await draw_charts(trends, SMALL_WIDTH, SMALL_WIDTH)
