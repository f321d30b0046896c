"""Words that caused a verdict: a text in pieces, each with its weight. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from vocapp.nlp.types import WordWeight
from vocapp.tokens import mask_links_in_text

MIN_SHOWN: Final = 0.3
"""A smaller weight (in log-odds) is not shown, nor one below a sixth of the strongest word's."""


class TextPiece(Struct, frozen=True):
    """A part of the text; `weight` below 0 is negative, above 0 positive, 0 neither."""

    text: str
    weight: float = 0.0


def highlight_words(text: str, evidence: Iterable[WordWeight]) -> list[TextPiece]:
    """Returns the whole of `text` as pieces in order; where two weights overlap, the earlier one wins.

    The tokens of links are masked: a mark inside of one would hide it from the masking of the page.
    """
    text = mask_links_in_text(text)
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
