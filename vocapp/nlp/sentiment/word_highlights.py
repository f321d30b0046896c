"""Which words made the reading what it is? A text in pieces, each with how it weighed. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from vocapp.nlp.types import WordWeight

MIN_SHOWN: Final = 0.3
"""What weighs less (in log-odds) is not shown, nor what weighs less than a sixth of the strongest word."""


class TextPiece(Struct, frozen=True):
    """A part of the text; `weight` below 0 spoke against, above 0 for the company; 0: not at all."""

    text: str
    weight: float = 0.0


def highlight_words(text: str, evidence: Iterable[WordWeight]) -> list[TextPiece]:
    """The whole of `text` in order; where two weights overlap, the earlier wins."""
    weights = sorted(evidence, key=lambda weight: weight.span)
    least = max(MIN_SHOWN, max((abs(weight.weight) for weight in weights), default=0.0) / 6)
    return list(_split_text(text, [weight for weight in weights if abs(weight.weight) >= least]))


def _split_text(text: str, evidence: Sequence[WordWeight]) -> Iterator[TextPiece]:
    at = 0
    for weight in evidence:
        first, last = weight.span
        if first < at or last <= first or last > len(text):
            continue
        if first > at:
            yield TextPiece(text[at:first])
        yield TextPiece(text[first:last], weight.weight)
        at = last
    if at < len(text) or not text:
        yield TextPiece(text[at:])
