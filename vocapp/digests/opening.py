"""Which one sentence matters? Pure. Chosen by its test, not by the size of a difference that may be noise.

Every comparison that was made counts as a try: of twenty that nothing moved, one looks detectable by itself. So a
change opens the digest only where it stands after Holm's correction for all of them. Where none does, overdue cases
matter more than the news that nothing moved.
"""

from collections.abc import Sequence
from math import erfc, sqrt
from typing import Final, Literal, NamedTuple

from vocapp.digests.material import Material, Measured
from vocapp.metrics.change import Change
from vocapp.metrics.wilson import Z

LEVEL: Final = 0.05
_FIRST: Final = ("csat", "nps", "ces", "resolution", "expectation", "had_to_repeat", "sentiment")
_NONE: Final = len(_FIRST)


class Opening(NamedTuple):
    """What the first sentence tells of.

    moved: `measured` changed; overdue: cases are late; steady: nothing changed detectably; new: there is nothing to
    compare with; few: too few answers to say anything; silent: nobody answered.
    """

    kind: Literal["moved", "overdue", "steady", "new", "few", "silent"]
    measured: Measured | None = None


def opening(material: Material) -> Opening:
    """The one thing to say first."""
    moved = strongest((*material.measures, *material.parts))
    if moved is not None:
        return Opening("moved", moved)
    if material.worked.overdue:
        return Opening("overdue", leading(material.measures))
    first = leading(material.measures)
    if first is None:
        return Opening("few" if any(each.now.n for each in material.measures) else "silent")
    return Opening("new" if first.change is None else "steady", first)


def strongest(measured: Sequence[Measured]) -> Measured | None:
    """The change that is least likely chance, where that stands among so many tests; None where it does not."""
    tested = [(chance(found), each) for each in measured if (found := each.change)]
    if not tested:
        return None
    smallest, each = min(tested, key=lambda pair: pair[0])
    return each if smallest <= LEVEL / len(tested) else None


def chance(found: Change) -> float:
    """How likely a change of at least this size is where nothing changed; by the side of the interval towards 0."""
    towards = found.difference - found.low if found.difference > 0 else found.high - found.difference
    if towards <= 0:
        return 1.0 if found.difference == 0 else 0.0
    return erfc(abs(found.difference) / (towards / Z) / sqrt(2))


def leading(measures: Sequence[Measured]) -> Measured | None:
    """The measure that stands for the period: the first of the usual order that may be shown; None without any."""
    shown = [each for each in measures if each.now.figure]
    return min(shown, key=lambda each: (rank(each), -each.now.n)) if shown else None


def rank(each: Measured) -> int:
    """The place of a measure in the usual order."""
    return _FIRST.index(each.measure.metric) if each.measure.metric in _FIRST else _NONE
