"""Phrases in a text: all phrases of a list in one pass over the words. Pure.

A phrase of one word is found by looking up the word. A longer one is tried only in a sentence that has its key: the
slot that the fewest sentences will match.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Final

from msgspec import Struct

from vocapp.nlp.text.misspelling import MisspellingIndex
from vocapp.nlp.text.phrase_syntax import Phrase, PhraseSlot
from vocapp.nlp.text.stop_words import function_words
from vocapp.nlp.text.word_tokens import Token

MIN_MISSPELLED_LENGTH: Final = 8
MAX_CHOICE_WORDS: Final = 5  # words of one choice at most


class PhraseHit(Struct, frozen=True, gc=False):
    """The phrase of `name` was found from token `first` up to `last`, one past its end."""

    name: str
    first: int
    last: int


class PhraseKey(Struct, frozen=True):
    """A phrase, and the slot of its first part by which it is looked up."""

    name: str
    phrase: Phrase
    at: int


class WordLookup(Struct, frozen=True):
    """The facts about a word: its spelling in the list, and the names of the phrases that it matches alone.

    `keys`: the phrases of which it is the key; `needs`: those that need it, or a word like it, besides; both as bits of
    a number.
    """

    word: str
    names: tuple[str, ...]
    keys: int
    needs: int


class PhraseMatcher:
    """Finds named phrases. It is built once for a list of phrases; a sentence costs its length."""

    def __init__(self, phrases: Iterable[tuple[str, Phrase]]) -> None:
        self._phrases: list[PhraseKey] = []
        self._alone = _SlotIndex()
        self._keys = _SlotIndex()
        self._needs = _SlotIndex()
        for name, phrase in phrases:
            self._add(name, phrase)
        self._misspelled = MisspellingIndex(self._vocabulary())
        self._look = lru_cache(maxsize=65536)(self._look_up)

    def _add(self, name: str, phrase: Phrase) -> None:
        first = phrase.parts[0]
        if len(first) == 1 == len(phrase.parts) and not phrase.without:
            self._alone.add(first[0], name)
            for choice in first[0].longer:
                self._add(name, Phrase((choice,)))
            return
        at = max(range(len(first)), key=lambda place: _rarity(first[place]))
        others = [*first[:at], *first[at + 1 :], *(slot for part in phrase.parts[1:] for slot in part)]
        self._keys.file(first[at], len(self._phrases))
        self._needs.file(max(others, key=_rarity) if others else first[at], len(self._phrases))
        self._phrases.append(PhraseKey(name, phrase, at))

    def _vocabulary(self) -> Iterator[str]:
        found = {*self._alone.words(), *self._keys.words()}
        for key in self._phrases:
            slots = [slot for part in key.phrase.parts for slot in part]
            for one in (*slots, *(piece for slot in slots for choice in slot.longer for piece in choice)):
                found |= {*one.words, *one.beginnings}
        return (word for word in found if len(word) >= MIN_MISSPELLED_LENGTH)

    def find(self, sentence: Sequence[Token]) -> list[PhraseHit]:
        """Returns every phrase of the sentence, in the order of the words."""
        look = self._look
        looks = [look(token.word) for token in sentence]
        hits = [PhraseHit(name, place, place + 1) for place, one in enumerate(looks) if one.names for name in one.names]
        needs = reduce(or_, [one.needs for one in looks], 0)
        keys = [(place, both) for place, one in enumerate(looks) if (both := one.keys & needs)]
        longer = list(self._longer([one.word for one in looks], keys)) if keys else []
        return sorted([*hits, *longer], key=_position) if longer else hits

    def _longer(self, words: Sequence[str], keys: Sequence[tuple[int, int]]) -> Iterator[PhraseHit]:
        for place, numbers in keys:
            for number in _bits(numbers):
                hit = _match_around(self._phrases[number], words, place)
                if hit is not None:
                    yield hit

    def _look_up(self, word: str) -> WordLookup:
        """The word itself where a phrase has it, else the word that it may be a misspelling of."""
        look = self._as_it_is(word)
        if len(word) < MIN_MISSPELLED_LENGTH - 1 or look.names or look.keys:
            return look
        return self._as_it_is(self._misspelled.meant(word))

    def _as_it_is(self, word: str) -> WordLookup:
        names = dict.fromkeys(str(name) for name in self._alone.of(word))
        keys, needs = (
            reduce(or_, [1 << int(number) for number in index.of(word)], 0) for index in (self._keys, self._needs)
        )
        return WordLookup(word, tuple(names), keys, needs)


class _SlotIndex:
    """Entries indexed by whole words, beginnings and endings of words."""

    def __init__(self) -> None:
        self._words: defaultdict[str, list[str | int]] = defaultdict(list)
        self._beginnings: defaultdict[str, list[str | int]] = defaultdict(list)
        self._endings: defaultdict[str, list[str | int]] = defaultdict(list)
        self._lengths: set[int] = set()
        self._ends: set[int] = set()

    def add(self, slot: PhraseSlot, what: str | int) -> None:
        """Adds an entry under the words of a slot."""
        for word in slot.words:
            self._words[word].append(what)
        for beginning in slot.beginnings:
            self._beginnings[beginning].append(what)
            self._lengths.add(len(beginning))
        for ending in slot.endings:
            self._endings[ending].append(what)
            self._ends.add(len(ending))

    def file(self, slot: PhraseSlot, what: str | int) -> None:
        """Adds an entry under the words of a slot, and under the rarest word of each of its longer choices."""
        self.add(slot, what)
        for choice in slot.longer:
            self.add(max(choice, key=_rarity), what)

    def of(self, word: str) -> Iterator[str | int]:
        """Returns the entries that match a word."""
        yield from self._words.get(word, ())
        for length in self._lengths:
            if length <= len(word):
                yield from self._beginnings.get(word[:length], ())
        for length in self._ends:
            if length <= len(word):
                yield from self._endings.get(word[-length:], ())

    def words(self) -> Iterator[str]:
        """Returns the words and beginnings that have entries."""
        yield from self._words
        yield from self._beginnings


def _rarity(slot: PhraseSlot) -> tuple[bool, int]:
    """Sort key for how few sentences match a slot: function words match most, short words more than long ones."""
    pieces = [max(choice, key=_rarity) for choice in slot.longer]
    words = [word for one in (slot, *pieces) for word in (*one.words, *one.beginnings, *one.endings)]
    return function_words("stop").isdisjoint(words), min(map(len, words))


def _bits(number: int) -> Iterator[int]:
    """Positions of the bits of a number, the lowest first."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def _position(hit: PhraseHit) -> tuple[int, int]:
    return hit.first, hit.last


def _match_around(key: PhraseKey, words: Sequence[str], place: int) -> PhraseHit | None:
    """Returns the hit of a phrase whose key slot contains word `place`; None where the phrase does not match there."""
    part, phrase = key.phrase.parts[0], key.phrase
    for start in range(place, max(place - MAX_CHOICE_WORDS, -1), -1):
        length = part[key.at].length(words, start)
        if start + length <= place:
            continue
        last = _after(part[key.at + 1 :], words, start + length)
        first = None if last is None else _before(part[: key.at + 1], words, start)
        if first is None or last is None or not all(_anywhere(other, words) for other in phrase.parts[1:]):
            return None
        return None if any(_anywhere(other, words) for other in phrase.without) else PhraseHit(key.name, first, last)
    return None


def _before(slots: Sequence[PhraseSlot], words: Sequence[str], at: int) -> int | None:
    """Returns where the slots begin whose last one begins at `at`; None where the others do not match before it."""
    for before, after in zip(slots[-2::-1], slots[:0:-1], strict=True):
        found = None
        for start in range(at - 1, max(at - after.apart - MAX_CHOICE_WORDS, 0) - 1, -1):
            length = before.length(words, start)
            if length and 0 <= at - start - length <= after.apart:
                found = start
                break
        if found is None:
            return None
        at = found
    return at


def _after(slots: Sequence[PhraseSlot], words: Sequence[str], at: int) -> int | None:
    """Returns the position after the last word of the slots that follow `at`; None where they do not match."""
    for slot in slots:
        reach = min(at + slot.apart + 1, len(words))
        while at < reach:
            length = slot.length(words, at)
            if length:
                break
            at += 1
        else:
            return None
        at += length
    return at


def _anywhere(part: Sequence[PhraseSlot], words: Sequence[str]) -> bool:
    first, rest = part[0], part[1:]
    if not (first.beginnings or first.endings or first.longer) and first.words.isdisjoint(words):
        return False
    starts = ((place, first.length(words, place)) for place in range(len(words)))
    return any(length and (not rest or _after(rest, words, place + length) is not None) for place, length in starts)
