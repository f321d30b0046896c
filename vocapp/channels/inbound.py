"""Result of parsing something inbound, before its message is looked up."""

from typing import Any, Final

from msgspec import Struct

FROM_PEOPLE: Final = frozenset({"reply", "opt_out", "unsure"})
"""Kinds of mail that a person wrote."""


class MailAttachment(Struct, frozen=True, kw_only=True):
    """An attachment: its number in the mail, from 1, its name, the type that its sender claims, its size in bytes."""

    number: int
    name: str
    type: str
    size: int


class ParsedInbound(Struct, frozen=True, kw_only=True):
    """`kind`: bounce_hard, bounce_soft, delayed, delivered, complaint, opt_out, unsure, reply, automatic or unmatched.

    `purpose` and `token` name the message, from the address it was sent to (a complaint: from the headers of the
    reported mail); `text` is what a person wrote, `cut` is what was left out of it: quotes and signatures. `reason`
    says why it is of its kind.
    """

    kind: str
    purpose: str = ""  # bounce or reply; empty: no message known
    token: str = ""
    subject: str = ""
    text: str = ""
    cut: str = ""
    attachments: tuple[MailAttachment, ...] = ()
    reason: str = ""
    detail: dict[str, Any] = {}


class MailRequest(Struct, frozen=True):
    """A mail for the child process: what was sent to `recipient`; or only its attachment of that number."""

    content: bytes
    recipient: str = ""
    attachment: int = 0


class MailView(Struct, frozen=True):
    """A mail as staff read it."""

    headers: list[tuple[str, str]] = []
    text: str = ""
    attachments: tuple[MailAttachment, ...] = ()
