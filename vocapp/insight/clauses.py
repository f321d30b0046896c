"""A text in sentences and clauses: "the food was good, but we waited an hour" speaks twice. Pure; linear."""

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import Final

from msgspec import Struct

from vocapp.insight.small_words import small_words
from vocapp.insight.tokens import Token, tokens

# Between two words: a point within a number or a name ends nothing.
STOP: Final = re.compile(r"[!?;…。؟\n\r•|]|\.(?!$)(?![.,])|\.\s")
COMMA: Final = re.compile(r"[,:()–—]|\s[-/]+\s|\.\.")
LONGEST: Final = 20_000  # characters of a text that are read for themes
MOST_WORDS: Final = 60  # a sentence without an end is cut here, so that no text costs more than its length


class Sentence(Struct, frozen=True, gc=False):
    """The words of a sentence, and where each of its clauses begins among them (the first at 0)."""

    words: tuple[Token, ...]
    clauses: tuple[int, ...]

    def clause_of(self, place: int) -> tuple[int, int]:
        """The words of the clause in which word `place` stands: the first, and one past the last."""
        after = bisect_right(self.clauses, place)
        return self.clauses[after - 1], self.clauses[after] if after < len(self.clauses) else len(self.words)


@lru_cache(maxsize=4)
def sentences(text: str, language: str | None = None) -> tuple[Sentence, ...]:
    """The sentences that have words, in order."""
    words = tokens(text, language)
    between = [text[word.last : after.first] for word, after in pairwise(words)]
    ends = _ends(between, len(words))
    return tuple(_sentence(tuple(words[first:past]), between[first:past]) for first, past in pairwise([0, *ends]))


def _ends(between: list[str], words: int) -> list[int]:
    """One past the last word of each sentence."""
    ends: list[int] = []
    begun = 0
    for place in range(1, words + 1):
        gap = between[place - 1] if place < words else "\n"
        if place - begun == MOST_WORDS or (gap != " " and STOP.search(gap)):
            ends.append(place)
            begun = place
    return ends


def _sentence(words: tuple[Token, ...], between: list[str]) -> Sentence:
    contrast = small_words("contrast")
    starts = [
        place
        for place in range(1, len(words))
        if ((gap := between[place - 1]) != " " and COMMA.search(gap)) or words[place].word in contrast
    ]
    return Sentence(words, (0, *starts))
