"""Which word of a list is meant by one that is misspelled by a letter? Pure."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from vocapp.nlp.text.spelling import is_misspelling

MIN_LENGTH: Final = 8
ENDING_LENGTH: Final = 2  # letters at the end that are grammar rather than spelling


class MisspellingIndex:
    """Finds in constant time, by the words that remain when one letter is left out."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = frozenset(words)
        self._shortened: dict[str, str] = {}
        for word in sorted(self._known):
            if len(word) >= MIN_LENGTH:
                for shorter in _deletions(word):
                    self._shortened.setdefault(shorter, word)
        self.meant = lru_cache(maxsize=65536)(self._meant)

    def _meant(self, word: str) -> str:
        """The word of the list that is meant, or the word itself."""
        if word in self._known or len(word) < MIN_LENGTH - 1:
            return word
        candidates = (self._shortened.get(shorter) for shorter in _deletions(word))
        return next((meant for meant in candidates if meant and _is_typo(word, meant)), word)


def _deletions(word: str) -> Iterator[str]:
    yield word
    yield from (word[:place] + word[place + 1 :] for place in range(1, len(word)))


def _is_typo(word: str, meant: str) -> bool:
    """One letter is wrong, neither the first nor one of the ending."""
    return word[0] == meant[0] and word[-ENDING_LENGTH:] == meant[-ENDING_LENGTH:] and is_misspelling(word, meant)
