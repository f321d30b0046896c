"""A text in sentences and clauses: "the food was good, but we waited an hour" speaks twice. Pure; linear."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import Final

from msgspec import Struct

from vocapp.insight.small_words import small_words
from vocapp.insight.tokens import Token, tokens

# Between two words: a point within a number or a name ends nothing.
STOP: Final = re.compile(r"[!?;…。؟\n\r•|]|\.(?!$)(?![.,])|\.\s")
COMMA: Final = re.compile(r"[,:()–—]|\s[-/]+\s|\.\.")
FROM_THE_FIRST: Final = (0,)
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
    # Most words have one space between them; what else there is may end something.
    marks = {
        place: text[word.last : after.first]
        for place, (word, after) in enumerate(pairwise(words), 1)
        if after.first - word.last != 1 or text[word.last] != " "
    }
    ends = _ends(marks, len(words))
    commas = [place for place, mark in marks.items() if COMMA.search(mark)]
    return tuple(_sentence(tuple(words[first:past]), first, commas) for first, past in pairwise([0, *ends]))


def _ends(marks: dict[int, str], words: int) -> list[int]:
    """One past the last word of each sentence."""
    ends, begun = list[int](), 0
    for stop in (*(place for place, mark in marks.items() if STOP.search(mark)), words):
        ends += range(begun + MOST_WORDS, stop, MOST_WORDS)
        ends += [stop] if stop else []
        begun = stop
    return ends


def _sentence(words: tuple[Token, ...], first: int, commas: list[int]) -> Sentence:
    """Its clauses begin after a comma or the like, and with a word that contrasts; `commas` are those of the text."""
    within = commas[bisect_right(commas, first) : bisect_left(commas, first + len(words))] if commas else commas
    starts = [place - first for place in within]
    contrast = small_words("contrast")
    if not contrast.isdisjoint([word.word for word in words]):
        starts += [place for place, word in enumerate(words) if place and word.word in contrast]
    return Sentence(words, (0, *sorted({*starts})) if starts else FROM_THE_FIRST)
