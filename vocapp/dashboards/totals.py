"""What does a slice come to as a whole? Each measure beside what it is compared with, the asks and the cases."""

from collections.abc import Iterable, Sequence
from typing import Final

from vocapp.dashboards import findings
from vocapp.dashboards.findings import Finding
from vocapp.dashboards.groups import GroupRow
from vocapp.dashboards.numbers_query import View
from vocapp.http.access import Actor
from vocapp.metrics.measure import Measure
from vocapp.rollups.queries import numbers
from vocapp.rollups.types import Asks, CaseCount, Score
from vocapp.ui.reader import gettext

ORDER: Final = ("csat", "nps", "ces", "resolution", "expectation", "had_to_repeat", "sentiment")


async def together(actor: Actor, view: View) -> GroupRow:
    """The whole slice as the row of all groups, in the language of the current reader."""
    asks, cases = await numbers.asks(actor, view.wanted), await numbers.cases(actor, view.wanted)
    return GroupRow(
        key="",
        title=gettext("All together"),
        closer=view.query(),
        scores={each.score.measure: each for each in await compared(actor, view)},
        asks=asks[0] if asks else Asks(group=None),
        cases=cases[0] if cases else CaseCount(group=None),
    )


async def compared(actor: Actor, view: View) -> list[Finding]:
    """Each measure of the whole slice beside what it is compared with, as pages list them."""
    now = in_order(await numbers.scores(actor, view.wanted))
    against = view.against()
    before = {score.measure: score for score in (await numbers.scores(actor, against) if against else [])}
    return [findings.finding(score, before.get(score.measure), is_compared=against is not None) for score in now]


def in_order(scores: Iterable[Score]) -> list[Score]:
    """The scores as pages list them: satisfaction first."""
    return sorted(scores, key=lambda score: _rank(score.measure))


def chosen_of(found: Sequence[Finding], key: str) -> Finding | None:
    """The measure that is looked at: the one of that key, else the first."""
    return next((each for each in found if each.score.measure.key == key), found[0] if found else None)


def _rank(measure: Measure) -> tuple[int, Measure]:
    return (ORDER.index(measure.metric) if measure.metric in ORDER else len(ORDER)), measure
