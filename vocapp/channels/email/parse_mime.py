"""Parses mail: parts, headers and text of any bytes. Nothing here raises for malformed mail."""

import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from html.parser import HTMLParser
from typing import Final

MOST_BYTES: Final = 2 * 1024 * 1024
_MOST_PARTS: Final = 200
_MOST_TEXT: Final = 100_000
_BREAKS: Final = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3"})
_HIDDEN: Final = frozenset({"style", "script", "head", "title", "blockquote"})
# What parsing malformed mail can raise, besides the ValueError of most codecs.
BROKEN: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError)


def parse_mail(content: bytes) -> Message:
    """Returns the mail in `content`; an empty one if it cannot be parsed."""
    try:
        return BytesParser().parsebytes(content[:MOST_BYTES])
    except BROKEN:
        return Message()


def iter_parts(mail: Message) -> Iterator[Message]:
    """Yields the mail and its parts, from the outside in; at most 200."""
    waiting = [mail]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        yield part
        inner = part.get_payload()
        if isinstance(inner, list):
            waiting.extend(p for p in inner if isinstance(p, Message))


def header_text(mail: Message, name: str) -> str:
    """Returns a header, decoded, on one line; "" if it is absent or cannot be decoded."""
    try:
        raw = str(mail.get(name, ""))
        decoded = str(make_header(decode_header(raw)))
    except BROKEN:
        return ""
    return " ".join(decoded.split())


def part_text(part: Message) -> str:
    """Returns the text of one part, whatever its charset says."""
    try:
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        return data.decode(part.get_content_charset() or "utf-8", "replace")[:_MOST_TEXT]
    except BROKEN:
        return ""


def body_text(mail: Message) -> str:
    """Returns the text that a person reads: the plain text, else the HTML without tags and quotes."""
    found: dict[str, Message] = {}
    for part in iter_parts(mail):
        kind = part.get_content_type()
        if kind == "message/rfc822":
            break
        if kind in ("text/plain", "text/html"):
            found.setdefault(kind, part)
    if "text/plain" in found and (plain := part_text(found["text/plain"])).strip():
        return plain
    return strip_tags(part_text(found["text/html"])) if "text/html" in found else ""


def strip_tags(html: str) -> str:
    """Returns HTML as text, without quoted and hidden parts."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except BROKEN:
        return re.sub(r"<[^>]*>", " ", html)
    return "".join(reader.pieces)


class _Reader(HTMLParser):
    """Collects the visible text outside quotes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden:
            if tag == self._hidden[0]:
                self._hidden.append(tag)
        elif tag in _HIDDEN or "gmail_quote" in (dict(attrs).get("class") or ""):
            self._hidden.append(tag)
        elif tag in _BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)
