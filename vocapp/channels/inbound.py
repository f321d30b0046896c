"""What a channel has understood of something that came in, before anybody knows whom it concerns."""

from typing import Any

from msgspec import Struct


class ParsedInbound(Struct, frozen=True, kw_only=True):
    """`kind`: bounce_hard, bounce_soft, delayed, delivered, complaint, opt_out, reply, automatic or unmatched.

    `purpose` and `token` say whom it concerns, from the address it was sent to (a complaint: from the headers of the
    mail complained about); `text` is what a person wrote, without what he quoted.
    """

    kind: str
    purpose: str = ""  # bounce or reply; empty: nobody known
    token: str = ""
    text: str = ""
    detail: dict[str, Any] = {}
