"""The comparison of the groups of a slice: a table of all measures, and a chart of the chosen measure."""

from dataclasses import dataclass
from typing import Final

from vocapp.charts.page_chart import DrawnChart, draw_charts
from vocapp.charts.types import ComparisonChart, TrendChart
from vocapp.dashboards import findings
from vocapp.dashboards import score_charts as charts
from vocapp.dashboards.findings import ScoreComparison
from vocapp.dashboards.groups import GroupData, GroupRow, build_rows, list_groups, sort_rows
from vocapp.dashboards.numbers_query import DashboardView
from vocapp.dashboards.totals import choose_measure, compare_periods, compare_wholes, load_totals
from vocapp.metrics.change import FigureChange
from vocapp.metrics.measure import Measure
from vocapp.rollups import labels
from vocapp.rollups.queries.case_counts import load_case_counts
from vocapp.rollups.queries.cells import Division
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.queries.invitation_counts import load_invitation_counts
from vocapp.rollups.queries.outliers import find_outliers
from vocapp.rollups.queries.score_counts import load_divisions, load_scores
from vocapp.rollups.rollup_slice import Dimension
from vocapp.rollups.types import InvitationCounts, Score
from vocapp.ui.reader import gettext

BESIDE: Final = 320
MOST_NAMED: Final = 2


@dataclass(frozen=True)
class GroupComparison:
    """The groups with all their measures; without a chosen measure there is nothing to compare yet."""

    by: Dimension
    chosen: ScoreComparison | None
    rows: list[GroupRow]
    totals: GroupRow

    @property
    def measures(self) -> list[Measure]:
        """The measures of the slice, as pages list them."""
        return list(self.totals.scores)

    @property
    def limits(self) -> list[str]:
        """The limits of the chosen measure, each a sentence."""
        return [
            *findings.list_limits(
                [self.chosen] if self.chosen else [], self.totals.invitations or InvitationCounts(group=None)
            ),
            *findings.hidden_note([shown for row in (self.totals, *self.rows) for shown in row.visibilities()]),
        ]

    def chosen_scores(self) -> list[tuple[GroupRow, Score | None]]:
        """Each group with its score of the chosen measure."""
        measure = self.chosen.score.measure if self.chosen else None
        return [(row, row.scores[measure].score if measure in row.scores else None) for row in self.rows]


async def compare_groups(context: NumbersContext, view: DashboardView, by: Dimension) -> GroupComparison:
    """The groups of a view, in the language of the current reader."""
    if by.is_time:
        slice_ = view.trend()[0]
        scores, before = await load_scores(context, slice_, by), None
        compared = await compare_periods(context, view)
    else:
        slice_, against = view.slice, view.against()
        divisions: list[Division] = [(by, None), (None, None)]
        scores, whole = await load_divisions(context, slice_, divisions)
        before, whole_before = await load_divisions(context, against, divisions) if against else (None, None)
        compared = compare_wholes(whole, whole_before)
    read = GroupData(
        scores=scores,
        before=before,
        invitations=await load_invitation_counts(context, slice_, by),
        cases=await load_case_counts(context, slice_, by),
    )
    everything = await load_totals(context, view, compared)
    chosen = choose_measure(list(everything.scores.values()), view.measure)
    listed = build_rows(view, by, list_groups(context, by, slice_, read.groups), read)
    return GroupComparison(by, chosen, sort_rows(listed, by, chosen.score.measure if chosen else None), everything)


async def draw_comparison(view: DashboardView, found: GroupComparison) -> tuple[DrawnChart | None, DrawnChart | None]:
    """The chart of the groups, and that of all answers; None for what has nothing to show."""
    groups_chart = _chart(view, found)
    distribution = charts.answers_chart(gettext("All answers"), found.chosen.score) if found.chosen else None
    return (
        (await draw_charts([groups_chart]))[0] if groups_chart else None,
        (await draw_charts([distribution], BESIDE))[0] if distribution else None,
    )


def _chart(view: DashboardView, found: GroupComparison) -> TrendChart | ComparisonChart | None:
    if found.chosen is None:
        return None
    scores = found.chosen_scores()
    if found.by.is_time:
        keys = [row.key for row, _ in scores]
        told = [score for _, score in scores]
        return charts.trend_chart(findings.title(found.chosen), told, keys, found.by, view.today, is_small=False)
    histograms = {row.title: score.histogram for row, score in scores if score and score.figure}
    title = comparison_title(
        found.chosen, find_outliers(found.chosen.score.measure, histograms, found.chosen.score.histogram)
    )
    return charts.comparison_chart(title, [(row.title, score) for row, score in scores], found.chosen.score)


def comparison_title(chosen: ScoreComparison, found: dict[str, FigureChange]) -> str:
    """The title of a comparison: the groups that differ significantly from the others, or that none does."""
    values = {
        "name": labels.name(chosen.score.measure),
        "high": ", ".join([key for key, each in found.items() if each.verdict == "up"][:MOST_NAMED]),
        "low": ", ".join([key for key, each in found.items() if each.verdict == "down"][:MOST_NAMED]),
    }
    if values["high"] and values["low"]:
        return gettext("%(name)s: higher than elsewhere for %(high)s, lower for %(low)s") % values
    if values["high"]:
        return gettext("%(name)s: higher than elsewhere for %(high)s") % values
    if values["low"]:
        return gettext("%(name)s: lower than elsewhere for %(low)s") % values
    return gettext("%(name)s: none differs detectably from the others") % values
