"""The overview: each measure now and before with its trend, the invitations, the cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vocapp.charts.page_chart import DrawnChart, draw_charts
from vocapp.dashboards import findings
from vocapp.dashboards import score_charts as charts
from vocapp.dashboards.findings import ScoreComparison
from vocapp.dashboards.groups import GroupRow, scores_by_group
from vocapp.dashboards.numbers_query import DashboardView
from vocapp.dashboards.totals import compare_periods, load_totals
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.queries.score_counts import load_scores
from vocapp.rollups.rollup_slice import periods
from vocapp.rollups.types import InvitationCounts, Score

SMALL_WIDTH: Final = 280


@dataclass(frozen=True)
class OverviewMeasure:
    """One measure of the overview."""

    comparison: ScoreComparison
    trend: DrawnChart


@dataclass(frozen=True)
class OverviewNumbers:
    """The numbers that the overview reads from the database: the whole slice, and the scores of each period of the
    trend.
    """

    totals: GroupRow
    trend: list[Score]


@dataclass(frozen=True)
class Overview:
    """Everything that the overview shows."""

    headline: str
    measures: list[OverviewMeasure]
    totals: GroupRow
    funnel: DrawnChart | None
    limits: list[str]


async def load_overview(context: NumbersContext, view: DashboardView) -> OverviewNumbers:
    """The numbers of the overview of a view."""
    longer, by = view.trend()
    totals = await load_totals(context, view, await compare_periods(context, view))
    return OverviewNumbers(totals, await load_scores(context, longer, by))


async def draw_overview(view: DashboardView, numbers: OverviewNumbers) -> Overview:
    """The overview with its charts and sentences, in the language of the current reader."""
    comparisons = list(numbers.totals.scores.values())
    invitations = numbers.totals.invitations or InvitationCounts(group=None)
    trends = await _draw_trends(view, numbers.trend, comparisons)
    funnel = charts.funnel_chart(findings.funnel_title(invitations), invitations)
    return Overview(
        headline=findings.headline(comparisons),
        measures=[OverviewMeasure(each, trend) for each, trend in zip(comparisons, trends, strict=True)],
        totals=numbers.totals,
        funnel=(await draw_charts([funnel]))[0] if funnel else None,
        limits=[
            *findings.list_limits(comparisons, invitations),
            *findings.hidden_note((*numbers.totals.visibilities(), *(score.shown for score in numbers.trend))),
        ],
    )


async def _draw_trends(
    view: DashboardView, scores: Sequence[Score], comparisons: Sequence[ScoreComparison]
) -> list[DrawnChart]:
    longer, by = view.trend()
    keys, known = periods(longer, by), scores_by_group(scores)
    trends = [
        charts.trend_chart(
            findings.title(each),
            [known.get((each.score.measure, key)) for key in keys],
            keys,
            by,
            view.today,
            is_small=True,
        )
        for each in comparisons
    ]
    return await draw_charts(trends, SMALL_WIDTH, SMALL_WIDTH)
