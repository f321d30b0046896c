"""Which one sentence matters? Pure. Chosen by its test, not by the size of a difference that may be noise.

Every comparison that was made counts as a try: of twenty that nothing moved, one looks detectable by itself. So a
change opens the digest only where it stands after Holm's correction for all of them. Where none does, overdue cases
matter more than the news that nothing moved.
"""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from vocapp.digests.content.types import DigestData, MeasureComparison
from vocapp.rollups.queries.outliers import LEVEL as LEVEL
from vocapp.rollups.queries.outliers import change_p_value as change_p_value

_FIRST: Final = ("csat", "nps", "ces", "resolution", "expectation", "had_to_repeat", "sentiment")
_NONE: Final = len(_FIRST)


class Opening(NamedTuple):
    """What the first sentence tells of.

    moved: `measured` changed; overdue: cases are late; steady: nothing changed detectably; new: there is nothing to
    compare with; few: too few answers to say anything; silent: nobody answered.
    """

    kind: Literal["moved", "overdue", "steady", "new", "few", "silent"]
    measured: MeasureComparison | None = None


def choose_opening(data: DigestData) -> Opening:
    """The one thing to say first."""
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
    """The change that is least likely chance, where that stands among so many tests; None where it does not."""
    tested = [(change_p_value(found), each) for each in measured if (found := each.change)]
    if not tested:
        return None
    smallest, each = min(tested, key=lambda pair: pair[0])
    return each if smallest <= LEVEL / len(tested) else None


def leading_measure(measures: Sequence[MeasureComparison]) -> MeasureComparison | None:
    """The measure that stands for the period: the first of the usual order that may be shown; None without any."""
    shown = [each for each in measures if each.now.figure]
    return min(shown, key=lambda each: (rank(each), -each.now.n)) if shown else None


def rank(each: MeasureComparison) -> int:
    """The place of a measure in the usual order."""
    return _FIRST.index(each.measure.metric) if each.measure.metric in _FIRST else _NONE
