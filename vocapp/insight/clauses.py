"""A text in sentences and clauses: "the food was good, but we waited an hour" speaks twice. Pure; linear."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vocapp.insight.small_words import small_words
from vocapp.insight.tokens import Token, tokens

STOP: Final = re.compile(r"[.!?;…。؟](?=\s|$|[^\w.,])|[\n\r•|]|[.!?](?=[A-ZÀ-Þ])")
COMMA: Final = re.compile(r"[,:()–—]|\s[-/]+\s|\.\.")
MOST_WORDS: Final = 60  # a sentence without an end is cut here, so that no text costs more than its length


class Sentence(Struct, frozen=True):
    """The words of a sentence, and where each of its clauses begins among them (the first at 0)."""

    words: tuple[Token, ...]
    clauses: tuple[int, ...]

    def clause_of(self, place: int) -> tuple[int, int]:
        """The words of the clause in which word `place` stands: the first, and one past the last."""
        first = max(start for start in self.clauses if start <= place)
        return first, min((start for start in self.clauses if start > place), default=len(self.words))


def sentences(text: str, language: str | None = None) -> Iterator[Sentence]:
    """The sentences that have words, in order."""
    words = tokens(text, language)
    at = 0
    for past in _ends(text, words):
        if past > at:
            yield _sentence(text, tuple(words[at:past]))
        at = past


def _ends(text: str, words: list[Token]) -> Iterator[int]:
    """One past the last word of each sentence."""
    length = 0
    for place, word in enumerate(words, 1):
        length += 1
        if place == len(words) or length == MOST_WORDS or STOP.search(text, word.last, words[place].first + 1):
            yield place
            length = 0


def _sentence(text: str, words: tuple[Token, ...]) -> Sentence:
    starts, contrast = [0], small_words("contrast")
    for place in range(1, len(words)):
        between = COMMA.search(text, words[place - 1].last, words[place].first)
        if between or words[place].word in contrast:
            starts.append(place)
    return Sentence(words, tuple(starts))
