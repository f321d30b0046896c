"""Phrases in a text, as pieces that a page can mark. Pure; linear."""

import re
from collections.abc import Iterable, Iterator

from vocapp.tokens import mask_links_in_text


def mark_phrases(text: str, phrases: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Returns the pieces of a text in order, and whether each is one of the phrases, whatever its case and hyphens.

    The tokens of links are masked: a mark inside of one would hide it from the masking of the page.

    >>> list(mark_phrases("My Loyalty-card again", ["loyalty card"]))
    [('My ', False), ('Loyalty-card', True), (' again', False)]
    """
    text = mask_links_in_text(text)
    ways = [r"[\W_]{1,3}".join(map(re.escape, phrase.split())) for phrase in sorted(phrases, key=len, reverse=True)]
    at = 0
    if any(ways):
        for hit in re.finditer(rf"\b(?:{'|'.join(filter(None, ways))})\b", text, re.IGNORECASE):
            if hit.start() > at:
                yield text[at : hit.start()], False
            yield hit[0], True
            at = hit.end()
    if at < len(text):
        yield text[at:], False
