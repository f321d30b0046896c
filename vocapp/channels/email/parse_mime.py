"""Parses mail: its parts, headers and texts, whatever its bytes are. Nothing here raises for malformed mail.

Every step takes time in proportion to the mail. It runs in a child process nevertheless, see `mail_parser`.
"""

import base64
import quopri
import re
from collections.abc import Iterator, Sequence
from email.message import Message
from email.parser import BytesParser
from typing import Final

from vocapp.channels.email.charsets import decode_text

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_HEADERS: Final = 200
_MOST_PARTS: Final = 200
_MOST_TEXT: Final = 200_000
_LONGEST_HEADER: Final = 2000
# What the standard library raises for malformed mail, besides the ValueError of most codecs.
BROKEN: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError, MemoryError)
_ENCODED_WORD: Final = re.compile(
    r"=\?([^?\s]{1,60})\?([bq])\?([^?\r\n]{0,1000})\?=(?:[ \t\r\n]+(?==\?))?", re.IGNORECASE
)
_PARTS_OF_A_MAIL: Final = "message/"


def parse_mail(content: bytes) -> Message:
    """Returns the mail in `content`. One that the library cannot parse is returned as one part of plain text."""
    try:
        return BytesParser().parsebytes(content[:MOST_BYTES])
    except BROKEN:
        whole = Message()
        whole.set_payload(content[:MOST_BYTES].decode("utf-8", "surrogateescape"))
        return whole


def iter_parts(mail: Message) -> Iterator[Message]:
    """Yields the mail and its parts in their order, at most 200; not the parts of a mail that is attached to it."""
    waiting = [mail]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        yield part
        if part is mail or not content_type(part).startswith(_PARTS_OF_A_MAIL):
            waiting.extend(reversed(subparts(part)))


def subparts(part: Message) -> Sequence[Message]:
    """The parts directly inside `part`."""
    inner = part.get_payload()
    return [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []


def content_type(part: Message) -> str:
    """The content type in lower case; text/plain where there is none, or an invalid one."""
    try:
        return part.get_content_type()
    except BROKEN:
        return "text/plain"


def header_text(mail: Message, name: str) -> str:
    """Returns a header, decoded, on one line; "" if it is absent. Cut to 2,000 characters."""
    wanted = name.lower()
    return next((decode_header(value) for key, value in mail.raw_items() if key.lower() == wanted), "")


def headers(mail: Message) -> list[tuple[str, str]]:
    """The first 200 headers, decoded."""
    return [(key, decode_header(value)) for key, value in list(mail.raw_items())[:MOST_HEADERS]]


def decode_header(raw: object) -> str:
    """Returns the value of a header with its encoded words (RFC 2047) decoded."""
    data = str(raw)[:_LONGEST_HEADER].encode("utf-8", "surrogateescape")
    return " ".join(_ENCODED_WORD.sub(_word, decode_text(data)).split())


def _word(found: re.Match[str]) -> str:
    charset, kind, text = found[1].partition("*")[0], found[2].lower(), found[3]
    data = text.encode("utf-8", "replace")
    try:
        raw = (
            base64.b64decode(data + b"=" * (-len(data) % 4)) if kind == "b" else quopri.decodestring(data, header=True)
        )
    except ValueError:
        return found[0]
    return decode_text(raw, charset)


def part_bytes(part: Message) -> bytes:
    """The content of one part without its transfer encoding; as it came where that is broken."""
    try:
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
    except BROKEN:
        data = b""
    if data.strip():
        return data
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else data


def part_text(part: Message, *, line_ends: bool = True) -> str:
    """Returns the text of one part, whatever its charset says; cut to 200,000 characters.

    `line_ends`: each of them becomes a line feed.
    """
    text = decode_text(part_bytes(part), _charset(part))[:_MOST_TEXT]
    return text.replace("\r\n", "\n").replace("\r", "\n") if line_ends else text


def _charset(part: Message) -> str:
    try:
        return str(part.get_param("charset", "") or "")
    except BROKEN:
        return ""


def file_name(part: Message) -> str:
    """The file name of a part, decoded; "" if it has none."""
    try:
        name = part.get_filename() or ""
    except BROKEN:
        name = ""
    return re.sub(r"[\x00-\x1f\x7f/\\]+", "_", decode_header(name))[:120].strip(" .")
