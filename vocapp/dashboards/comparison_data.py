"""How do the groups of a slice compare? One table of all measures, and one chart of the measure that is looked at."""

from dataclasses import dataclass
from typing import Final

from vocapp.charts.page_chart import Drawn, drawn
from vocapp.charts.types import Comparison, Trend
from vocapp.dashboards import findings
from vocapp.dashboards import score_charts as charts
from vocapp.dashboards.findings import Finding
from vocapp.dashboards.groups import GroupRow, Read, groups, ordered, rows
from vocapp.dashboards.numbers_query import View
from vocapp.dashboards.totals import chosen_of, together
from vocapp.http.access import Actor
from vocapp.metrics.change import Change
from vocapp.metrics.measure import Measure
from vocapp.rollups import labels
from vocapp.rollups.queries import numbers
from vocapp.rollups.queries.outliers import apart
from vocapp.rollups.rollup_slice import Dimension
from vocapp.rollups.types import Asks, Score
from vocapp.ui.reader import gettext

BESIDE: Final = 320
MOST_NAMED: Final = 2


@dataclass(frozen=True)
class Compared:
    """The groups with all their measures; without a chosen measure there is nothing to compare yet."""

    by: Dimension
    chosen: Finding | None
    rows: list[GroupRow]
    together: GroupRow

    @property
    def measures(self) -> list[Measure]:
        """The measures of the slice, as pages list them."""
        return list(self.together.scores)

    @property
    def reservations(self) -> list[str]:
        """What the chosen measure cannot say."""
        return findings.reservations([self.chosen] if self.chosen else [], self.together.asks or Asks(group=None))

    def chosen_scores(self) -> list[tuple[GroupRow, Score | None]]:
        """Each group with its score of the chosen measure."""
        measure = self.chosen.score.measure if self.chosen else None
        return [(row, row.scores[measure].score if measure in row.scores else None) for row in self.rows]


async def comparing(actor: Actor, view: View, by: Dimension) -> Compared:
    """The groups of a view, in the language of the current reader."""
    wanted = view.trend()[0] if by.is_time else view.wanted
    against = None if by.is_time else view.against()
    read = Read(
        scores=await numbers.scores(actor, wanted, by),
        before=await numbers.scores(actor, against, by) if against else None,
        asks=await numbers.asks(actor, wanted, by),
        cases=await numbers.cases(actor, wanted, by),
    )
    everything = await together(actor, view)
    chosen = chosen_of(list(everything.scores.values()), view.measure)
    listed = rows(view, by, await groups(actor, by, wanted, read.groups), read)
    return Compared(by, chosen, ordered(listed, by, chosen.score.measure if chosen else None), everything)


async def pictures(view: View, found: Compared) -> tuple[Drawn | None, Drawn | None]:
    """The chart of the groups, and that of all answers; None for what has nothing to show."""
    groups_chart = _chart(view, found)
    answers_chart = charts.answers(gettext("All answers"), found.chosen.score) if found.chosen else None
    return (
        (await drawn([groups_chart]))[0] if groups_chart else None,
        (await drawn([answers_chart], BESIDE))[0] if answers_chart else None,
    )


def _chart(view: View, found: Compared) -> Trend | Comparison | None:
    if found.chosen is None:
        return None
    scores = found.chosen_scores()
    if found.by.is_time:
        keys = [row.key for row, _ in scores]
        told = [score for _, score in scores]
        return charts.trend(findings.title(found.chosen), told, keys, found.by, view.today, is_small=False)
    histograms = {row.title: score.histogram for row, score in scores if score and score.figure}
    title = comparison_title(found.chosen, apart(found.chosen.score.measure, histograms, found.chosen.score.histogram))
    return charts.comparison(title, [(row.title, score) for row, score in scores], found.chosen.score)


def comparison_title(chosen: Finding, found: dict[str, Change]) -> str:
    """The finding of a comparison: which groups stand apart from the others, or that none does detectably."""
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
