"""The first sentence of a digest is chosen by its test, not by the size of a difference that may be noise. Pure.

Of twenty comparisons without a real change, one looks detectable by chance. A change therefore opens the digest only
if it stands after Holm's correction for all comparisons. If none does, overdue cases come before the news that nothing
changed.
"""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from vocapp.digests.content.types import DigestData, MeasureComparison
from vocapp.rollups.queries.outliers import LEVEL as LEVEL
from vocapp.rollups.queries.outliers import change_p_value as change_p_value

_FIRST: Final = ("csat", "nps", "ces", "resolution", "expectation", "had_to_repeat", "sentiment")
_NONE: Final = len(_FIRST)


class Opening(NamedTuple):
    """The subject of the first sentence.

    moved: `measured` changed; overdue: cases are overdue; steady: nothing changed detectably; new: there is no earlier
    period; few: too few answers; silent: no answers.
    """

    kind: Literal["moved", "overdue", "steady", "new", "few", "silent"]
    measured: MeasureComparison | None = None


def choose_opening(data: DigestData) -> Opening:
    """The first that applies of: a change, overdue cases, the leading measure, too few or no answers."""
    moved = strongest_change((*data.measures, *data.groups))
    if moved is not None:
        return Opening("moved", moved)
    if data.cases.overdue:
        return Opening("overdue", leading_measure(data.measures))
    first = leading_measure(data.measures)
    if first is None:
        return Opening("few" if any(each.now.n for each in data.measures) else "silent")
    return Opening("new" if first.change is None else "steady", first)


def strongest_change(measured: Sequence[MeasureComparison]) -> MeasureComparison | None:
    """The change that is least likely due to chance; None where it does not stand among so many tests."""
    tested = [(change_p_value(found), each) for each in measured if (found := each.change)]
    if not tested:
        return None
    smallest, each = min(tested, key=lambda pair: pair[0])
    return each if smallest <= LEVEL / len(tested) else None


def leading_measure(measures: Sequence[MeasureComparison]) -> MeasureComparison | None:
    """The leading measure: the first in the usual order that has a figure; None without any."""
    shown = [each for each in measures if each.now.figure]
    return min(shown, key=lambda each: (rank(each), -each.now.n)) if shown else None


def rank(each: MeasureComparison) -> int:
    """The place of a measure in the usual order."""
    return _FIRST.index(each.measure.metric) if each.measure.metric in _FIRST else _NONE
