"""Which words made the reading what it is? A text in pieces, each with how it weighed. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

FAINT: Final = 0.05
"""What weighs less is not shown."""
MARKED: Final = 0.4
"""Neither is what weighs less than this share of the strongest: where every word is marked, none is."""


class Piece(Struct, frozen=True):
    """A part of the text; `weight` below 0 spoke against, above 0 for the company; 0: not at all."""

    text: str
    weight: float = 0.0


def pieces(text: str, weights: Iterable[tuple[int, int, float]]) -> list[Piece]:
    """The whole of `text` in order; `weights` are (first, one past the last, weight), of which the earlier wins."""
    weighed = sorted(weights)
    least = max([FAINT, *(MARKED * abs(weight) for _, _, weight in weighed)])
    return list(_cut(text, [one for one in weighed if abs(one[2]) >= least]))


def _cut(text: str, weights: Sequence[tuple[int, int, float]]) -> Iterator[Piece]:
    at = 0
    for first, last, weight in weights:
        if first < at or last <= first or last > len(text):
            continue
        if first > at:
            yield Piece(text[at:first])
        yield Piece(text[first:last], weight)
        at = last
    if at < len(text) or not text:
        yield Piece(text[at:])
