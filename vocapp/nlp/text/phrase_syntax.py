"""Syntax of phrases, by which a theme is found in a text. Pure.

| phrase | matches |
|---|---|
| `waiting time` | the words one after another |
| `wait*` | a word that begins with "wait" |
| `*konto` | a word that ends with "konto" |
| `long\\|endless queue` | either word in this place |
| `call_back\\|reply` | several words in one place are joined by `_` |
| `answer* .. phone` | the second word, with up to four words between |
| `bill* + wrong` | both in the same sentence, in any order |
| `cancel* - flight` | the first in a sentence without the second |

Upper case and accents do not matter; a long word also matches with one wrong letter.
"""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from vocapp.faults import Fault, FaultError
from vocapp.nlp.text.word_tokens import normalize_word

PIECE: Final = re.compile(r"\*?[^\W_]+\*?")
MAX_GAP: Final = 4  # words that `..` may leave out
MIN_BEGINNING: Final = 2


class PhraseError(FaultError):
    """A phrase that cannot be parsed. Its fault names the `phrase`, and the `piece` of it that is wrong."""


class PhraseSlot(Struct, frozen=True):
    """One place of a phrase: whole words, beginnings, endings or sequences of words that match; `apart`: words allowed
    before.
    """

    words: frozenset[str]
    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    longer: tuple[tuple["PhraseSlot", ...], ...] = ()
    apart: int = 0

    def length(self, words: Sequence[str], at: int) -> int:
        """Returns how many of `words` from `at` on match this slot; 0: none."""
        word = words[at]
        if word in self.words or (self.beginnings and word.startswith(self.beginnings)):
            return 1
        if self.endings and word.endswith(self.endings):
            return 1
        if not self.longer:
            return 0
        return next((len(choice) for choice in self.longer if _matches_in_order(choice, words, at)), 0)


def _matches_in_order(choice: tuple[PhraseSlot, ...], words: Sequence[str], at: int) -> bool:
    return at + len(choice) <= len(words) and all(slot.length(words, at + place) for place, slot in enumerate(choice))


class Phrase(Struct, frozen=True):
    """Matches where all of `parts` are found and none of `without`; each is a sequence of slots."""

    parts: tuple[tuple[PhraseSlot, ...], ...]
    without: tuple[tuple[PhraseSlot, ...], ...] = ()


def parse_phrase(written: str, language: str | None = None) -> Phrase:
    """Parses a phrase. PhraseError where it does not follow the syntax above."""
    kept, *dropped = f" {written.strip()} ".split(" - ")
    parts = tuple(_parse_slots(part, written, language) for part in kept.split(" + "))
    return Phrase(parts, tuple(_parse_slots(part, written, language) for part in dropped))


def _parse_slots(part: str, written: str, language: str | None) -> tuple[PhraseSlot, ...]:
    slots: list[PhraseSlot] = []
    apart = 0
    for word in part.split():
        if word == "..":
            apart = MAX_GAP
            continue
        slots.append(_parse_slot(word, apart, written, language))
        apart = 0
    if not slots:
        raise PhraseError(Fault.of("phrase.empty_side", phrase=written))
    if apart:
        raise PhraseError(Fault.of("phrase.nothing_after_dots", phrase=written))
    return tuple(slots)


def _parse_slot(word: str, apart: int, written: str, language: str | None) -> PhraseSlot:
    choices = [[_parse_word(piece, written, language) for piece in PIECE.findall(choice)] for choice in word.split("|")]
    if not all(choices):
        raise PhraseError(Fault.of("phrase.not_a_word", phrase=written, piece=word))
    single = [choice[0] for choice in choices if len(choice) == 1]
    longer = tuple(tuple(_slot_of([piece]) for piece in choice) for choice in choices if len(choice) > 1)
    return _slot_of(single, longer, apart)


def _slot_of(
    pieces: Sequence[tuple[str, str]], longer: tuple[tuple[PhraseSlot, ...], ...] = (), apart: int = 0
) -> PhraseSlot:
    words, beginnings, endings = (
        tuple(word for word, kind in pieces if kind == sort) for sort in ("", "begins", "ends")
    )
    return PhraseSlot(frozenset(words), beginnings, endings, longer, apart)


def _parse_word(piece: str, written: str, language: str | None) -> tuple[str, str]:
    """The normalized word, and whether only its beginning or its ending is given."""
    plain = normalize_word(piece.strip("*"), language)
    if "*" in piece and len(plain) < MIN_BEGINNING:
        raise PhraseError(Fault.of("phrase.too_short", phrase=written, piece=piece))
    return plain, "begins" if piece.endswith("*") else "ends" if piece.startswith("*") else ""
