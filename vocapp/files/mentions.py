"""Finds mentions of a person in bytes that nobody has read: files before they are imported, mails about no message.

Nothing is parsed: the bytes are decoded in every way that they may be written in, in time that is linear in their
length, and searched. What is packed (a workbook, an archive) cannot be searched; `is_packed` tells.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterable, Iterator
from email.header import decode_header, make_header
from typing import Final

_PACKED: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf")
_BASE64: Final = re.compile(rb"(?:^[A-Za-z0-9+/]{4,}={0,2}\r?$\n?)+", re.MULTILINE)
_ENCODED_WORD: Final = re.compile(r"=\?[A-Za-z0-9_-]{1,40}\?[BbQq]\?[^?\s]{1,200}\?=")
_INSIDE_NUMBERS: Final = re.compile("[ ()./\u00a0\u2010-\u2015-]")
_DIGITS_COMPARED: Final = 8
_WORDS_OF_A_NAME: Final = 2
_SHORTEST: Final = 4


class PersonMentions:
    """The search for one person: by addresses, by the last digits of numbers, and by full names.

    A name of one word is not looked for, nor a number such as "20": it is that of many.
    """

    def __init__(self, known: Iterable[str], names: Iterable[str] = ()) -> None:
        words = {word.casefold() for word in known if word}
        numbers = {word[-_DIGITS_COMPARED:] for word in words if re.fullmatch(r"\+[0-9]{6,}", word)}
        whole = {word for word in words if not word.startswith("+") and len(word) >= _SHORTEST}
        folded = (given.casefold().split() for given in names)
        whole |= {" ".join(name) for name in folded if len(name) >= _WORDS_OF_A_NAME}
        self._whole = _pattern(whole)
        self._numbers = re.compile("|".join(map(re.escape, sorted(numbers)))) if numbers else None

    def are_in(self, text: str) -> bool:
        """Whether the person is mentioned in a text."""
        folded = " ".join(text.casefold().split()) if self._whole else ""
        if self._whole and self._whole.search(folded):
            return True
        return bool(self._numbers and self._numbers.search(_INSIDE_NUMBERS.sub("", text)))

    def are_in_file(self, content: bytes) -> bool:
        """Whether the person is mentioned in a file of text, in whatever encoding; also in one taken out of a mail as
        it was encoded for the way.
        """
        return any(self.are_in(text) for text in _mail_texts(content))

    def are_in_mail(self, content: bytes) -> bool:
        """Whether the person is mentioned in a mail, also in parts that are encoded for the way."""
        return any(self.are_in(text) for text in _mail_texts(content))


def is_packed(content: bytes) -> bool:
    """Whether the bytes are a workbook or an archive, which cannot be searched."""
    return content.startswith(_PACKED)


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    alternatives = "|".join(re.escape(word) for word in sorted(words))
    return re.compile(rf"(?<![\w.%+-])(?:{alternatives})(?![\w-]|\.\w)") if alternatives else None


def _texts(content: bytes) -> Iterator[str]:
    yield content.decode("utf-8", "replace")
    if b"\0" in content:
        for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
            yield content.decode(encoding, "replace")
    yield content.decode("latin-1")


def _mail_texts(content: bytes) -> Iterator[str]:
    yield from _texts(content)
    if b"=" in content:
        yield from _texts(quopri.decodestring(content))
    for run in _BASE64.finditer(content):
        try:
            yield from _texts(base64.b64decode(run.group(), validate=False))
        except binascii.Error:
            continue
    for word in _ENCODED_WORD.finditer(content.decode("ascii", "replace")):
        try:
            yield str(make_header(decode_header(word.group())))
        except (LookupError, ValueError):
            continue
