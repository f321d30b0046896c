"""Typed text in comparable form: digits of any script, full-width forms, accents, case, stray punctuation."""

import re
import unicodedata
from typing import Final

LONGEST_SHORT_ANSWER: Final = 200
"""More characters than this are never a number, an option, a date or a yes; they are not even looked at."""

_INVISIBLE: Final = "\ufe0f\u20e3\u200d\u200e\u200f\u061c\u0640"
_SKIN_TONES: Final = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_DECORATION: Final = dict.fromkeys(map(ord, _INVISIBLE + _SKIN_TONES))
_ALIKE: Final = {ord("\u2212"): "-", ord("\u2019"): "'", ord("\u2013"): "-"}
_SPACE: Final = re.compile(r"\s+")


def ascii_digits(raw: str) -> str:
    """The text with digits of every script as 0–9 and without compatibility forms: "٩" and "９" become "9"."""
    if raw.isascii():
        return raw.strip()
    folded = unicodedata.normalize("NFKC", raw.translate(_DECORATION)).translate(_ALIKE).strip()
    return "".join(_digit(char) for char in folded)


def plain(raw: str) -> str:
    """The text reduced to what distinguishes short answers from each other; "" if nothing is left."""
    folded = ascii_digits(raw).casefold()
    if not folded.isascii():
        spread = unicodedata.normalize("NFD", folded)
        folded = "".join(char for char in spread if unicodedata.category(char) != "Mn")
    return _SPACE.sub(" ", _trimmed(folded))


def unstorable(raw: str) -> bool:
    """Whether the text has a NUL or half of a surrogate pair, which no database and no JSON can hold."""
    if raw.isascii():
        return "\0" in raw
    return any(char == "\0" or "\ud800" <= char <= "\udfff" for char in raw)


def tidy(raw: str) -> str:
    """Free text as it is stored: line ends as a line feed, no outer blanks, otherwise unchanged."""
    return raw.replace("\r\n", "\n").replace("\r", "\n").strip()


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def _trimmed(folded: str) -> str:
    start, end = 0, len(folded)
    while start < end and _is_noise(folded[start]):
        start += 1
    while end > start and _is_noise(folded[end - 1]):
        end -= 1
    return folded[start:end]


def _is_noise(char: str) -> bool:
    return char.isspace() or unicodedata.category(char).startswith("P")
