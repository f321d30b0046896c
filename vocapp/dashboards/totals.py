"""Totals of a slice: each measure with its comparison, the invitations and the cases."""

from collections.abc import Iterable, Sequence
from typing import Final

from vocapp.dashboards import findings
from vocapp.dashboards.findings import ScoreComparison
from vocapp.dashboards.groups import GroupRow
from vocapp.dashboards.numbers_query import DashboardView
from vocapp.metrics.measure import Measure
from vocapp.rollups.queries.case_counts import load_case_counts
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.queries.invitation_counts import load_invitation_counts
from vocapp.rollups.queries.score_counts import load_scores
from vocapp.rollups.types import CaseCounts, InvitationCounts, Score
from vocapp.ui.reader import gettext

ORDER: Final = ("csat", "nps", "ces", "resolution", "expectation", "had_to_repeat", "sentiment")


async def load_totals(context: NumbersContext, view: DashboardView, compared: Sequence[ScoreComparison]) -> GroupRow:
    """The whole slice with its compared measures as the row of totals, in the language of the current reader."""
    invitations, cases = (
        await load_invitation_counts(context, view.slice),
        await load_case_counts(context, view.slice),
    )
    return GroupRow(
        key="",
        title=gettext("Total"),
        query=view.query(),
        scores={each.score.measure: each for each in compared},
        invitations=invitations[0] if invitations else InvitationCounts(group=None),
        cases=cases[0] if cases else CaseCounts(group=None),
    )


async def compare_periods(context: NumbersContext, view: DashboardView) -> list[ScoreComparison]:
    """Each measure of the whole slice with its comparison, in the order of pages."""
    against = view.against()
    now, before = await load_scores(context, view.slice), await load_scores(context, against) if against else None
    return compare_wholes(now, before)


def compare_wholes(now: Iterable[Score], before: Iterable[Score] | None) -> list[ScoreComparison]:
    """Each measure with the one before, in the order of pages; None: nothing is compared."""
    past = {score.measure: score for score in before or ()}
    return [
        findings.compare_scores(score, past.get(score.measure), is_compared=before is not None)
        for score in sort_scores(now)
    ]


def sort_scores(scores: Iterable[Score]) -> list[Score]:
    """The scores in the order of pages: satisfaction first."""
    return sorted(scores, key=lambda score: _rank(score.measure))


def choose_measure(found: Sequence[ScoreComparison], key: str) -> ScoreComparison | None:
    """The comparison of the measure with that key, else the first."""
    return next((each for each in found if each.score.measure.key == key), found[0] if found else None)


def _rank(measure: Measure) -> tuple[int, Measure]:
    return (ORDER.index(measure.metric) if measure.metric in ORDER else len(ORDER)), measure
