"""Known names in a text: in full, in part, as a short form or misspelled. Pure."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import pairwise
from typing import Final

from msgspec import Struct

from vocapp.nlp.redaction.types import PersonalSpan
from vocapp.nlp.text.misspelling import is_misspelling

WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
ELIDED: Final = re.compile(r"^[^\W\d_]{1,2}['’]")
GAP: Final = re.compile(r"[\s.’'-]{1,3}")
MAX_WORD_LENGTH: Final = 40
MIN_MISSPELLED_LENGTH: Final = 4
LISTS: Final = tomllib.loads(files("vocapp.nlp").joinpath("data", "known_names.toml").read_text(encoding="utf-8"))
ORDINARY_WORDS: Final = frozenset(LISTS["words_too"].split())
NEVER_LOWER_CASE: Final = frozenset(LISTS["never_small"].split())
NICKNAMES: Final = frozenset(LISTS["nicknames"].split())
LETTERS: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "'": "", "’": ""}
)
SPELLED_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class KnownNames(Struct, frozen=True):
    """The folded words of names, and the names in scripts that put no spaces between words."""

    words: frozenset[str]
    unspaced: frozenset[str]


class NameWord(Struct, frozen=True):
    """A word of the text that may belong to a name; not `sure`: only beside another one."""

    first: int
    last: int
    sure: bool


def fold_word(word: str) -> str:
    """Returns the word in lower case, without accents."""
    lowered = word.casefold().translate(LETTERS)
    if lowered.isascii():
        return lowered
    return "".join(mark for mark in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(mark))


def prepare_names(names: Sequence[str]) -> KnownNames:
    """Returns the words to look for; an umlaut is looked for spelled out, too: "Müller" as "Mueller"."""
    unspaced = {name for name in names if UNSPACED.search(name)}
    parts = {part for name in names if name not in unspaced for part in WORD.findall(name) if len(part) > 1}
    words = {fold_word(part) for part in parts} | {part.casefold().translate(SPELLED_OUT) for part in parts}
    joined = {"".join(fold_word(part) for part in WORD.findall(name)) for name in names if name not in unspaced}
    return KnownNames(frozenset(words | {word for word in joined if len(word) > 1}), frozenset(unspaced))


def find_known_names(text: str, names: Sequence[str]) -> Iterator[PersonalSpan]:
    """Finds every place of one of the names; neighbouring words of a name are one span."""
    known = prepare_names(names)
    for name in known.unspaced:
        for match in re.finditer(re.escape(name), text):
            yield PersonalSpan(match.start(), match.end(), "name")
    if known.words:
        yield from _join_neighbours(text, _confirm_neighbours(text, list(_find_name_words(text, known))))


def _find_name_words(text: str, known: KnownNames) -> Iterator[NameWord]:
    small_only = text == text.lower()
    read: dict[str, bool | None] = {}
    for match in WORD.finditer(text):
        word = match[0]
        if word not in read:
            named = _name_certainty(word, known, small_only)
            tail = ELIDED.sub("", word)
            read[word] = _name_certainty(tail, known, small_only) if named is None and tail != word else named
        named = read[word]
        if named is not None:
            yield NameWord(match.start(), match.end(), named)


def _name_certainty(word: str, known: KnownNames, small_only: bool) -> bool | None:
    """True: part of a name. False: part of a name only beside another word of one. None: no name."""
    plain = fold_word(word)
    capital = word[0] != word[0].lower()
    if plain in known.words or (plain[-1:] == "s" and len(plain) > 3 and plain[:-1] in known.words):
        if plain in NEVER_LOWER_CASE:
            return capital and plain in ORDINARY_WORDS
        return capital or small_only or plain not in ORDINARY_WORDS
    if not 3 <= len(plain) <= MAX_WORD_LENGTH or plain in NEVER_LOWER_CASE:
        return None
    likeness = [_similarity_certainty(plain, name, capital) for name in known.words]
    return True if True in likeness else (False if False in likeness else None)


def _similarity_certainty(word: str, name: str, capital: bool) -> bool | None:
    """Whether it is a short form ("Alex" of Alexander) or a misspelling of a name; values as `_name_certainty`."""
    if name.startswith(word) and len(name) > len(word):
        return True if word in NICKNAMES or (capital and len(word) >= 4 and len(name) >= 6) else None
    if (
        len(name) < MIN_MISSPELLED_LENGTH
        or name in NEVER_LOWER_CASE
        or (word[0] != name[0] and word[:2] != name[1::-1])
    ):
        return None
    if not is_misspelling(word, name, 2 if len(name) >= 9 else 1):
        return None
    return len(name) >= (5 if capital else 6)


def _confirm_neighbours(text: str, words: list[NameWord]) -> list[NameWord]:
    """Keeps the sure words, and the unsure ones beside others: "will smith", "jon smyth"."""
    beside = {
        index for index, (left, right) in enumerate(pairwise(words)) if GAP.fullmatch(text, left.last, right.first)
    }
    return [word for index, word in enumerate(words) if word.sure or {index, index - 1} & beside]


def _join_neighbours(text: str, words: list[NameWord]) -> Iterator[PersonalSpan]:
    """Joins words with nothing but a space or a hyphen between them to one name."""
    first = last = -1
    for word in words:
        if last >= 0 and GAP.fullmatch(text, last, word.first):
            last = word.last
            continue
        if last >= 0:
            yield PersonalSpan(first, last, "name")
        first, last = word.first, word.last
    if last >= 0:
        yield PersonalSpan(first, last, "name")
