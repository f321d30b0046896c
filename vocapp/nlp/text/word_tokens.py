"""Tokens of a text: normalized words (lower case, no accents), each with its span. Pure; linear."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from msgspec import Struct

from vocapp.nlp.redaction.known_names import fold_word

WORD: Final = re.compile(r"[^\W_]+")
GERMAN: Final = re.compile("ae|oe|ue")


class Token(Struct, frozen=True, gc=False):
    """A normalized word, and where it stands in the text."""

    word: str
    first: int
    last: int


def tokenize(text: str, language: str | None = None) -> list[Token]:
    """Returns the words of the text in order; "it's" is two."""
    plain = _normalizer(language)
    return [Token(plain(match[0]), match.start(), match.end()) for match in WORD.finditer(text)]


def normalize_word(word: str, language: str | None = None) -> str:
    """Normalizes a word; a German umlaut equals its spelled-out form ("Verspaetung")."""
    return _normalizer(language)(word)


@cache
def _normalizer(language: str | None) -> Callable[[str], str]:
    """Returns the normalizer of a language; it remembers words."""

    def plain(word: str) -> str:
        return fold_word(word[:60])

    def german(word: str) -> str:
        return GERMAN.sub(lambda pair: pair[0][0], plain(word))

    return lru_cache(maxsize=65536)(german if language == "de" else plain)
