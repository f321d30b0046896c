"""Where in a text do phrases stand? Every phrase at once, in one pass over the words. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct

from vocapp.insight.misspelled import Misspelled
from vocapp.insight.phrases import Phrase, Slot
from vocapp.insight.tokens import Token

LEAST_MISSPELLED: Final = 8


class Hit(Struct, frozen=True):
    """The phrase of `name` was found from token `first` up to `last`, one past its end."""

    name: str
    first: int
    last: int


class Matcher:
    """Finds named phrases. Built once for a list of them; each sentence costs its length."""

    def __init__(self, phrases: Iterable[tuple[str, Phrase]]) -> None:
        self._phrases = list(phrases)
        self._words: defaultdict[str, list[int]] = defaultdict(list)
        self._beginnings: defaultdict[str, list[int]] = defaultdict(list)
        for number, (_, phrase) in enumerate(self._phrases):
            anchor = phrase.parts[0][0]
            for slot in (anchor, *(choice[0] for choice in anchor.longer)):
                for word in slot.words:
                    self._words[word].append(number)
                for beginning in slot.beginnings:
                    self._beginnings[beginning].append(number)
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})
        self._misspelled = Misspelled(self._vocabulary())
        self._begun = lru_cache(maxsize=65536)(self._begun_by)

    def _vocabulary(self) -> Iterator[str]:
        for _, phrase in self._phrases:
            slots = [slot for part in phrase.parts for slot in part]
            for one in (*slots, *(piece for slot in slots for choice in slot.longer for piece in choice)):
                yield from (word for word in (*one.words, *one.beginnings) if len(word) >= LEAST_MISSPELLED)

    def find(self, sentence: Sequence[Token]) -> list[Hit]:
        """Every phrase that stands in the sentence, in the order of the words."""
        words = [self._read(token.word) for token in sentence]
        hits = []
        for place, word in enumerate(words):
            for number in self._begun(word):
                name, phrase = self._phrases[number]
                last = _end(phrase.parts[0], words, place)
                if last is not None and _holds(phrase, words):
                    hits.append(Hit(name, place, last))
        return hits

    def _read(self, word: str) -> str:
        """The word itself where a phrase begins with it, else what it may be a slip of."""
        return word if len(word) < LEAST_MISSPELLED - 1 or self._begun(word) else self._misspelled.meant(word)

    def _begun_by(self, word: str) -> tuple[int, ...]:
        """The phrases whose first word this is."""
        begun = list(self._words.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            begun += self._beginnings.get(word[:length], ())
        return tuple(sorted(set(begun)))


def _holds(phrase: Phrase, words: Sequence[str]) -> bool:
    """Whether the rest of the phrase is in the sentence, and nothing that it excludes."""
    return all(_anywhere(part, words) for part in phrase.parts[1:]) and not any(
        _anywhere(part, words) for part in phrase.without
    )


def _anywhere(part: tuple[Slot, ...], words: Sequence[str]) -> bool:
    return any(_end(part, words, place) is not None for place in range(len(words)))


def _end(part: tuple[Slot, ...], words: Sequence[str], place: int) -> int | None:
    """One past the last word of the sequence that begins at `place`, or None where it does not stand there."""
    at = place
    for slot in part:
        reach = range(at, min(at + slot.apart + 1, len(words)))
        past = next((near + length for near in reach if (length := slot.length(words, near))), None)
        if past is None:
            return None
        at = past
    return at
