"""A text in sentences and clauses: "the food was good, but we waited an hour" speaks twice. Pure; linear."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import Final

from msgspec import Struct

from vocapp.nlp.text.stop_words import function_words
from vocapp.nlp.text.word_tokens import Token, tokenize

# Between two words: a point within a number or a name ends nothing.
STOP: Final = re.compile(r"[!?;…。؟\n\r•|]|\.(?!$)(?![.,])|\.\s")
COMMA: Final = re.compile(r"[,:()–—]|\s[-/]+\s|\.\.")
# What stands between two words and is not one space.
GAP: Final = re.compile(r"[\W_]{2,}|[^\w ]|_")
ONE_CLAUSE: Final = (0,)
MAX_CHARACTERS: Final = 20_000  # characters of a text that are read for themes
MAX_SENTENCE_WORDS: Final = 60  # a sentence without an end is cut here, so that no text costs more than its length


class Sentence(Struct, frozen=True, gc=False):
    """The words of a sentence, and where each of its clauses begins among them (the first at 0)."""

    words: tuple[Token, ...]
    clauses: tuple[int, ...]

    def clause_of(self, place: int) -> tuple[int, int]:
        """The words of the clause in which word `place` stands: the first, and one past the last."""
        after = bisect_right(self.clauses, place)
        return self.clauses[after - 1], self.clauses[after] if after < len(self.clauses) else len(self.words)


@lru_cache(maxsize=4)
def split_sentences(text: str, language: str | None = None) -> tuple[Sentence, ...]:
    """The sentences that have words, in order."""
    words = tokenize(text, language)
    if not words:
        return ()
    stops, commas = _marks(text, words)
    contrast = function_words("contrast")
    turns = [place for place, word in enumerate(words) if word.word in contrast]
    starts = sorted({*commas, *turns}) if turns else commas
    if not stops and len(words) <= MAX_SENTENCE_WORDS:
        return (_sentence(tuple(words), 0, starts),)
    bounds = pairwise([0, *_ends(stops, len(words))])
    return tuple(_sentence(tuple(words[first:past]), first, starts) for first, past in bounds)


def _marks(text: str, words: list[Token]) -> tuple[list[int], list[int]]:
    """The words before which a sentence ends, and those before which there is a comma or the like."""
    stops, commas = list[int](), list[int]()
    lasts = [word.last for word in words]
    for gap in GAP.finditer(text, lasts[0], words[-1].first):
        place = bisect_left(lasts, gap.start()) + 1
        if STOP.search(gap[0]):
            stops.append(place)
        if COMMA.search(gap[0]):
            commas.append(place)
    return stops, commas


def _ends(stops: list[int], words: int) -> list[int]:
    """One past the last word of each sentence."""
    ends, begun = list[int](), 0
    for stop in (*stops, words):
        ends += [*range(begun + MAX_SENTENCE_WORDS, stop, MAX_SENTENCE_WORDS), stop]
        begun = stop
    return ends


def _sentence(words: tuple[Token, ...], first: int, starts: list[int]) -> Sentence:
    """Of the words from `first` on; `starts` are those of all clauses of the text that begin after something."""
    within = starts[bisect_right(starts, first) : bisect_left(starts, first + len(words))] if starts else starts
    return Sentence(words, (0, *[place - first for place in within]) if within else ONE_CLAUSE)
