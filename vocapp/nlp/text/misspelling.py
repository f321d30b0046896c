"""Misspelled words: whether one word is another with a few wrong letters, and which word of a list is meant. Pure."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

MIN_LENGTH: Final = 8
ENDING_LENGTH: Final = 2  # letters at the end: a difference there is grammar, not spelling


def is_misspelling(word: str, other: str, edits: int = 1) -> bool:
    """Whether at most `edits` letters are added, left out, replaced or swapped (optimal string alignment)."""
    return OSA.distance(word, other, score_cutoff=edits) <= edits


class MisspellingIndex:
    """Finds the word of a list that a misspelled word stands for, in constant time.

    The index holds every word of the list with each of its letters left out once, but for the first letter.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._known = frozenset(words)
        self._shortened: dict[str, str] = {}
        for word in sorted(self._known):
            if len(word) >= MIN_LENGTH:
                for shorter in _deletions(word):
                    self._shortened.setdefault(shorter, word)
        self.meant = lru_cache(maxsize=65536)(self._meant)

    def _meant(self, word: str) -> str:
        """Returns the word of the list that is meant, or the word itself."""
        if word in self._known or len(word) < MIN_LENGTH - 1:
            return word
        candidates = (self._shortened.get(shorter) for shorter in _deletions(word))
        return next((meant for meant in candidates if meant and _is_typo(word, meant)), word)


def _deletions(word: str) -> Iterator[str]:
    yield word
    yield from (word[:place] + word[place + 1 :] for place in range(1, len(word)))


def _is_typo(word: str, meant: str) -> bool:
    """Whether one letter is wrong, which is neither the first nor part of the ending."""
    return word[0] == meant[0] and word[-ENDING_LENGTH:] == meant[-ENDING_LENGTH:] and is_misspelling(word, meant)
