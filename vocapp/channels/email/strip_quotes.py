"""Strips the quoted mail and the signature from a reply."""

import re
from collections.abc import Iterator
from typing import Final

MOST_CHARACTERS: Final = 10_000

_QUOTE_BEGINS: Final = re.compile(
    r"""
    ^ \s* (
      -{2,} .* (message|nachricht|mensaje|رسالة) .* -{2,}        # -----Original Message-----
    | _{10,}                                                    # Outlook's line
    | (on|am|le|el|em) \b .{6,200} (wrote|schrieb|écrit|escribió) \b .{0,120} : \s*
    | .{6,200} (schrieb|wrote|a\ écrit|escribió) \b .{0,80} : \s*
    | (في|بتاريخ) .{6,200} كتب .{0,80} : \s*
    | (from|von|de|من) \s* : .* @ .*                             # headers of a forwarded mail
    ) $ """,
    re.IGNORECASE | re.VERBOSE,
)


def strip_quotes(text: str) -> str:
    """Returns the text above the quote; at most 10,000 characters."""
    return "\n".join(_own_lines(text.replace("\r\n", "\n").replace("\x00", "").split("\n"))).strip()[:MOST_CHARACTERS]


def _own_lines(lines: list[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        # An attribution may span two lines: "On Mon, 4 May 2026, Meridian <…>\nwrote:"
        wrapped = f"{line} {lines[at + 1]}" if at + 1 < len(lines) and lines[at + 1].strip() else line
        if line.rstrip() == "--" or _QUOTE_BEGINS.match(line[:400]) or _spans_two_lines(line, wrapped):
            return
        if not line.lstrip().startswith(">"):
            yield line.rstrip()


def _spans_two_lines(line: str, wrapped: str) -> bool:
    begins = re.match(r"\s*(on|am|le|el|في)\b", line, re.IGNORECASE)
    return bool(begins and wrapped != line and _QUOTE_BEGINS.match(wrapped[:400]))
