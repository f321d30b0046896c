"""What does a slice come to as a whole? Each measure beside what it is compared with, the asks and the cases."""

from collections.abc import Iterable, Sequence
from typing import Final

from vocapp.dashboards import findings
from vocapp.dashboards.findings import ScoreComparison
from vocapp.dashboards.groups import GroupRow
from vocapp.dashboards.numbers_query import DashboardView
from vocapp.http.access import Actor
from vocapp.metrics.measure import Measure
from vocapp.rollups.queries import numbers
from vocapp.rollups.types import CaseCounts, InvitationCounts, Score
from vocapp.ui.reader import gettext

ORDER: Final = ("csat", "nps", "ces", "resolution", "expectation", "had_to_repeat", "sentiment")


async def load_totals(actor: Actor, view: DashboardView) -> GroupRow:
    """The whole slice as the row of all groups, in the language of the current reader."""
    invitations, cases = (
        await numbers.load_invitation_counts(actor, view.wanted),
        await numbers.load_case_counts(actor, view.wanted),
    )
    return GroupRow(
        key="",
        title=gettext("All together"),
        query=view.query(),
        scores={each.score.measure: each for each in await compare_periods(actor, view)},
        invitations=invitations[0] if invitations else InvitationCounts(group=None),
        cases=cases[0] if cases else CaseCounts(group=None),
    )


async def compare_periods(actor: Actor, view: DashboardView) -> list[ScoreComparison]:
    """Each measure of the whole slice beside what it is compared with, as pages list them."""
    now = sort_scores(await numbers.load_scores(actor, view.wanted))
    against = view.against()
    before = {score.measure: score for score in (await numbers.load_scores(actor, against) if against else [])}
    return [findings.compare_scores(score, before.get(score.measure), is_compared=against is not None) for score in now]


def sort_scores(scores: Iterable[Score]) -> list[Score]:
    """The scores as pages list them: satisfaction first."""
    return sorted(scores, key=lambda score: _rank(score.measure))


def choose_measure(found: Sequence[ScoreComparison], key: str) -> ScoreComparison | None:
    """The measure that is looked at: the one of that key, else the first."""
    return next((each for each in found if each.score.measure.key == key), found[0] if found else None)


def _rank(measure: Measure) -> tuple[int, Measure]:
    return (ORDER.index(measure.metric) if measure.metric in ORDER else len(ORDER)), measure
