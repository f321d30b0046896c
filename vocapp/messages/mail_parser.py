"""The parsers of foreign mail, in child processes: to process it, to show it, and to open one attachment.

A page has a parser of its own, so that nobody who reads a mail waits for mail that comes in, or the reverse.
"""

from typing import Final

import msgspec

from vocapp.channels.email.parse_mime import MOST_BYTES
from vocapp.channels.inbound import MailRequest, MailView, ParsedInbound
from vocapp.channels.registry import EMAIL
from vocapp.processes.parser_pool import PARSER_POOL, ForeignParser, ParsingFailure
from vocapp.processes.parser_worker import ParserLimits

_MODULE: Final = EMAIL.inbound_parser
_MOST_BYTES: Final = MOST_BYTES + 4096

MAIL_PARSER: Final = ForeignParser(
    name="mail", function=f"{_MODULE}:parse_request", answer=ParsedInbound, most_bytes=_MOST_BYTES
)
ADDRESS_PARSER: Final = ForeignParser(
    name="mail address", function=f"{_MODULE}:addressee", answer=str, most_bytes=_MOST_BYTES
)
PAGE_PARSER: Final = ForeignParser(
    name="mail page", function=f"{_MODULE}:view_request", answer=MailView, most_bytes=_MOST_BYTES
)
ATTACHMENT_PARSER: Final = ForeignParser(
    name="mail attachment",
    function=f"{_MODULE}:attachment_request",
    answer=list[bytes],
    limits=ParserLimits(answer_bytes=MOST_BYTES),
    most_bytes=_MOST_BYTES,
)


async def parse_mail_apart(recipient: str, content: bytes) -> ParsedInbound | ParsingFailure:
    """Returns what the mail `content` to `recipient` is, or why it could not be parsed."""
    return await PARSER_POOL.parse(MAIL_PARSER, msgspec.msgpack.encode(MailRequest(content, recipient)))


async def addressee_apart(content: bytes) -> str:
    """Returns the address of this installation in the headers of a mail; "" where there is none."""
    found = await PARSER_POOL.parse(ADDRESS_PARSER, content)
    return "" if isinstance(found, ParsingFailure) else found


async def view_mail(content: bytes) -> MailView | ParsingFailure:
    """Returns a mail as staff read it."""
    return await PARSER_POOL.parse(PAGE_PARSER, content)


async def open_attachment(content: bytes, number: int) -> bytes | None:
    """Returns the attachment `number` of a mail; None where there is none, or it is unreadable."""
    request = msgspec.msgpack.encode(MailRequest(content, attachment=number))
    found = await PARSER_POOL.parse(ATTACHMENT_PARSER, request)
    return None if isinstance(found, ParsingFailure) or not found else found[0]
