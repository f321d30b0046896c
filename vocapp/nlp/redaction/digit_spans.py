"""Which parts of a text can hold a number of a person? Those around its digits; most texts hold few. Pure; linear."""

import re
from collections.abc import Iterator
from typing import Final

DIGITS: Final = re.compile(r"\d+")
BREAK: Final = re.compile(r"\s")
AROUND: Final = 60  # characters on each side: more than any address or account is long

TextRange = tuple[int, int]


def ranges_around_digits(text: str) -> list[TextRange]:
    """The parts in order, apart from one another; each ends where a word does."""
    parts: list[TextRange] = []
    for match in DIGITS.finditer(text):
        first = max(0, match.start() - AROUND)
        if parts and first <= parts[-1][1]:
            first, _ = parts.pop()
        last = min(match.end() + AROUND, len(text))
        end = BREAK.search(text, last, last + AROUND)
        parts.append((first, end.start() if end else min(last + AROUND, len(text))))
    return parts


def find_in_ranges(pattern: re.Pattern[str], text: str, parts: list[TextRange]) -> Iterator[re.Match[str]]:
    """Where the pattern stands in these parts; it sees what is before them."""
    for first, last in parts:
        yield from pattern.finditer(text, first, last)
