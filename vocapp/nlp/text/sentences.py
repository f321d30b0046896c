"""Sentences and clauses of a text: "the food was good, but we waited an hour" has two clauses. Pure; linear."""

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
# Anything between two words that is not a single space.
GAP: Final = re.compile(r"[\W_]{2,}|[^\w ]|_")
ONE_CLAUSE: Final = (0,)
MAX_CHARACTERS: Final = 20_000  # characters of a text in which themes are looked for
MAX_SENTENCE_WORDS: Final = 60  # a longer sentence is cut here, so that the cost stays linear


class Sentence(Struct, frozen=True, gc=False):
    """The words of a sentence, and the positions at which its clauses begin (the first at 0)."""

    words: tuple[Token, ...]
    clauses: tuple[int, ...]

    def clause_of(self, place: int) -> tuple[int, int]:
        """Returns the clause that contains word `place`: its first word, and one past its last."""
        after = bisect_right(self.clauses, place)
        return self.clauses[after - 1], self.clauses[after] if after < len(self.clauses) else len(self.words)


@lru_cache(maxsize=4)
def split_sentences(text: str, language: str | None = None) -> tuple[Sentence, ...]:
    """Returns the sentences that have words, in order."""
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
    """Positions of the words before which a sentence ends, and of those before which a clause ends."""
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
    """Position after the last word of each sentence."""
    ends, begun = list[int](), 0
    for stop in (*stops, words):
        ends += [*range(begun + MAX_SENTENCE_WORDS, stop, MAX_SENTENCE_WORDS), stop]
        begun = stop
    return ends


def _sentence(words: tuple[Token, ...], first: int, starts: list[int]) -> Sentence:
    """The sentence of `words`, which begin at word `first`; `starts`: where the clauses of the whole text begin."""
    within = starts[bisect_right(starts, first) : bisect_left(starts, first + len(words))] if starts else starts
    return Sentence(words, (0, *[place - first for place in within]) if within else ONE_CLAUSE)
