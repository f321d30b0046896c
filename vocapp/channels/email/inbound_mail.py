"""Parses inbound mail: bounce, complaint, opt-out, reply, automatic reply, or unmatched.

The message that it is about is named by the recipient address, `bounce+TOKEN@…` or `reply+TOKEN@…`, never by the body.
A bounce address accepts no replies and a reply address no bounces. A complaint (ARF, RFC 5965) comes to an address of
this installation, and its copy of our headers holds the token.
"""

import re
from email.message import Message
from typing import Final

from vocapp.channels.email.bounces import read_bounce
from vocapp.channels.email.opt_out_phrases import is_opt_out
from vocapp.channels.email.parse_mime import body_text, header_text, iter_parts, parse_mail, part_text
from vocapp.channels.email.strip_quotes import strip_quotes
from vocapp.channels.inbound import ParsedInbound

_OURS: Final = re.compile(r"\b(bounce|reply)\+([a-z2-7]{32})@[\w.-]+", re.IGNORECASE)
_RECIPIENT: Final = re.compile(r"(bounce|reply)\+([a-z2-7]{32})@[^@\s]+", re.IGNORECASE)
_COMPLAINTS: Final = re.compile(r"(complaints|abuse|fbl)@[^@\s]+", re.IGNORECASE)
_ADDRESSED: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_AUTOMATIC: Final = frozenset({"bulk", "junk", "list", "auto_reply"})
_ANSWERED: Final = re.compile(r"^((re|aw|antw|sv|rép|rv|رد)\s*:\s*)+", re.IGNORECASE)


def is_our_address(recipient: str) -> bool:
    """Whether inbound mail to this address is accepted."""
    return bool(_RECIPIENT.fullmatch(recipient) or _COMPLAINTS.fullmatch(recipient))


def addressee(content: bytes) -> str:
    """Returns the address of this installation in the headers, for a sender that has no envelope; else ""."""
    mail = parse_mail(content)
    named = (_OURS.search(header_text(mail, name)) for name in _ADDRESSED)
    return next((found[0].lower() for found in named if found), "")


def parse_inbound(recipient: str, content: bytes) -> ParsedInbound:
    """Parses the mail `content` to `recipient`; never raises, whatever the bytes are."""
    mail = parse_mail(content)
    addressed = _RECIPIENT.fullmatch(recipient)
    if complaint := _complaint(mail):
        return complaint
    if not addressed:
        return ParsedInbound(kind="unmatched")
    purpose, token = addressed[1].lower(), addressed[2].lower()
    parsed = _at_bounce(mail) if purpose == "bounce" else _at_reply(mail)
    return ParsedInbound(kind=parsed.kind, purpose=purpose, token=token, text=parsed.text, detail=parsed.detail)


def _complaint(mail: Message) -> ParsedInbound | None:
    """Parses an abuse report of a mail provider: its customer marked our mail as spam."""
    report = next((p for p in iter_parts(mail) if p.get_content_type() == "message/feedback-report"), None)
    if report is None:
        return None
    inner = report.get_payload()
    fields = inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Message) else report
    kind = header_text(fields, "Feedback-Type").lower() or _field(part_text(report), "Feedback-Type")
    parsed = ParsedInbound(
        kind="automatic" if kind == "not-spam" else "complaint", detail={"feedback": kind or "abuse"}
    )
    token = _token_of_original(mail)
    return ParsedInbound(kind=parsed.kind, purpose="reply", token=token, detail=parsed.detail) if token else parsed


def _field(text: str, name: str) -> str:
    found = re.search(rf"^{name}:\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
    return found[1].lower() if found else ""


def _token_of_original(mail: Message) -> str:
    """Returns the reply token in the Reply-To of the copy of our mail; else ""."""
    for part in iter_parts(mail):
        if part is mail:
            continue
        named = header_text(part, "Reply-To")
        if part.get_content_type() == "text/rfc822-headers":
            found = re.search(r"^Reply-To:.*", part_text(part), re.IGNORECASE | re.MULTILINE)
            named = found[0] if found else ""
        ours = _OURS.search(named)
        if ours and ours[1].lower() == "reply":
            return ours[2].lower()
    return ""


def _at_bounce(mail: Message) -> ParsedInbound:
    if report := read_bounce(mail):
        return report
    return ParsedInbound(kind="automatic" if _is_automatic(mail) else "unmatched")


def _at_reply(mail: Message) -> ParsedInbound:
    if _is_automatic(mail):
        return ParsedInbound(kind="automatic")
    text = strip_quotes(body_text(mail))
    subject = header_text(mail, "Subject")
    new_subject = "" if _ANSWERED.match(subject) else subject
    if is_opt_out(text) or is_opt_out(new_subject):
        return ParsedInbound(kind="opt_out", text=text)
    return ParsedInbound(kind="reply", text=text) if text else ParsedInbound(kind="automatic")


def _is_automatic(mail: Message) -> bool:
    """Whether a program wrote this: RFC 3834, headers of older programs, or a report of any kind."""
    submitted = header_text(mail, "Auto-Submitted").lower()
    return (
        submitted not in ("", "no")
        or header_text(mail, "Precedence").lower() in _AUTOMATIC
        or any(mail.get(name) is not None for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
        or header_text(mail, "Return-Path") == "<>"
        or mail.get_content_type() == "multipart/report"
    )
