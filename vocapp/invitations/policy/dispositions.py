"""Dispositions: the results of an invitation, and the allowed transitions. Pure.

An invitation begins *unknown*. An answer makes it *partial* or *complete* from every state but *other*, which means
that the message reached another person. "No thanks" or an opt-out makes it *refused* where nothing was answered.
*Noncontact*: no message was sent, or none arrived; a late answer still counts. Undoing an opt-out makes it unknown
again. Names as in the Standard Definitions of the American Association for Public Opinion Research.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Disposition(StrEnum):
    """The result of an invitation."""

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
"""From → to. A correction can remove an answer from a complete response, which makes it partial."""

ANSWERED_SQL: Final = f"IN ('{_D.PARTIAL}', '{_D.COMPLETE}')"
"""The dispositions of an invitation with an answer, to write after a column."""


def sources(target: Disposition) -> list[str]:
    """The dispositions that may become `target`."""
    return [source.value for source, targets in MOVES.items() if target in targets]
