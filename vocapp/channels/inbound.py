"""Result of parsing something inbound, before its message is looked up."""

from typing import Any

from msgspec import Struct


class ParsedInbound(Struct, frozen=True, kw_only=True):
    """`kind`: bounce_hard, bounce_soft, delayed, delivered, complaint, opt_out, reply, automatic or unmatched.

    `purpose` and `token` name the message, from the address it was sent to (a complaint: from the headers of the
    reported mail); `text` is what a person wrote, without quotes.
    """

    kind: str
    purpose: str = ""  # bounce or reply; empty: no message known
    token: str = ""
    text: str = ""
    detail: dict[str, Any] = {}
