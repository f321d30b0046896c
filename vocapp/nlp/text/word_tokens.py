"""A text as words that can be compared: small letters, no accents, each with its place. Pure; linear."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from msgspec import Struct

from vocapp.nlp.redaction.known_names import fold_word

WORD: Final = re.compile(r"[^\W_]+")
GERMAN: Final = re.compile("ae|oe|ue")


class Token(Struct, frozen=True, gc=False):
    """A word as it is compared, and where it stands in the text."""

    word: str
    first: int
    last: int


def tokenize(text: str, language: str | None = None) -> list[Token]:
    """The words of the text, in order; "it's" is two."""
    plain = _normalizer(language)
    return [Token(plain(match[0]), match.start(), match.end()) for match in WORD.finditer(text)]


def normalize_word(word: str, language: str | None = None) -> str:
    """The word as it is compared; a German umlaut is the same spelled out ("Verspaetung")."""
    return _normalizer(language)(word)


@cache
def _normalizer(language: str | None) -> Callable[[str], str]:
    """For the words of one language, each folded once."""

    def plain(word: str) -> str:
        return fold_word(word[:60])

    def german(word: str) -> str:
        return GERMAN.sub(lambda pair: pair[0][0], plain(word))

    return lru_cache(maxsize=65536)(german if language == "de" else plain)
