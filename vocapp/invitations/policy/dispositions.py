"""What came of an ask, and which way that may still go. Pure.

An ask begins *unknown*. An answer makes it *partial* or *complete*, whatever it was before, unless the person said
that it was *other* than him whom we meant. "No thanks" or an opt-out makes it *refused* where nothing was answered.
That nothing ever reached the customer makes it *noncontact*; so late an answer still counts. Taking an opt-out back
makes it unknown again. Names as in the Standard Definitions of the American Association for Public Opinion Research.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Disposition(StrEnum):
    """What came of an ask."""

    UNKNOWN = "unknown"
    PARTIAL = "partial"
    COMPLETE = "complete"
    REFUSED = "refused"
    NONCONTACT = "noncontact"
    OTHER = "other"


_D = Disposition
MOVES: Final[Mapping[Disposition, frozenset[Disposition]]] = {
    _D.UNKNOWN: frozenset({_D.PARTIAL, _D.COMPLETE, _D.REFUSED, _D.NONCONTACT, _D.OTHER}),
    _D.PARTIAL: frozenset({_D.COMPLETE, _D.OTHER}),
    _D.COMPLETE: frozenset({_D.PARTIAL}),
    _D.REFUSED: frozenset({_D.UNKNOWN, _D.PARTIAL, _D.COMPLETE, _D.OTHER}),
    _D.NONCONTACT: frozenset({_D.PARTIAL, _D.COMPLETE, _D.REFUSED, _D.OTHER}),
    _D.OTHER: frozenset(),
}
"""From → to. A complete answer that is corrected can lack something again: partial."""


def sources(target: Disposition) -> list[str]:
    """The dispositions from which `target` may be reached."""
    return [source.value for source, targets in MOVES.items() if target in targets]
