"""Which words made the reading what it is? A text in pieces, each with how it weighed. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from vocapp.insight.comment import Weight

FAINT: Final = 0.05
"""What weighs less is not shown."""


class Piece(Struct, frozen=True):
    """A part of the text; `weight` below 0 spoke against, above 0 for the company; 0: not at all."""

    text: str
    weight: float = 0.0


def pieces(text: str, evidence: Iterable[Weight]) -> list[Piece]:
    """The whole of `text` in order; where two weights overlap, the earlier wins."""
    return list(_cut(text, sorted((w for w in evidence if abs(w.weight) >= FAINT), key=lambda w: w.span)))


def _cut(text: str, evidence: Sequence[Weight]) -> Iterator[Piece]:
    at = 0
    for weight in evidence:
        first, last = weight.span
        if first < at or last <= first or last > len(text):
            continue
        if first > at:
            yield Piece(text[at:first])
        yield Piece(text[first:last], weight.weight)
        at = last
    if at < len(text) or not text:
        yield Piece(text[at:])
