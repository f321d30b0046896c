"""Parses inbound mail: bounce, complaint, opt-out, reply, automatic reply, or unmatched.

The message that it is about is named by the recipient address, `bounce+TOKEN@…` or `reply+TOKEN@…`, never by the body.
A reply address accepts no bounces. A complaint (ARF, RFC 5965) comes to an address of this installation, and its copy
of our headers holds the token.

Whether somebody wants no more mail is decided before whether a program wrote: the "unsubscribe" button of a mail
program sends an automatic mail.
"""

import re
from email.message import Message
from typing import Final

import msgspec

from vocapp.channels.email.attachments import attachment_content, list_attachments
from vocapp.channels.email.automatic_mail import automatic_reason
from vocapp.channels.email.bounces import read_bounce
from vocapp.channels.email.charsets import decode_text
from vocapp.channels.email.inbound_address import addressed_token
from vocapp.channels.email.mail_body import body_text, source_text
from vocapp.channels.email.opt_out_phrases import OptOutCertainty, is_opt_out_subject, opt_out_certainty
from vocapp.channels.email.parse_mime import (
    content_type,
    header_text,
    headers,
    parse_mail,
    part_bytes,
    part_text,
    subparts,
)
from vocapp.channels.email.reply_text import MOST_CHARACTERS, split_reply
from vocapp.channels.inbound import MailAttachment, MailRequest, MailView, ParsedInbound

_OURS: Final = re.compile(r"(?<![\w+])(bounce|reply)\+([a-z2-7]{32})@[\w.-]{1,255}", re.IGNORECASE)
_ADDRESSED: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_ANSWERED: Final = re.compile(r"^((re|aw|antw|sv|rép|rv|fwd?|wg|tr|رد)\s*:\s*)+", re.IGNORECASE)
_BUTTON: Final = re.compile(
    r"automatic(?:ally)? (?:generated|sent|created) (?:by|from)|automatisch (?:von|durch)", re.IGNORECASE
)
_MACHINES: Final = re.compile(r"mailer-daemon|postmaster@", re.IGNORECASE)
# Of the types of RFC 5965 and 6650, what a customer's complaint is. A broken SPF record is none.
_COMPLAINT_TYPES: Final = frozenset({"abuse", "fraud", "complaint", "spam"})
_LONGEST_SUBJECT: Final = 300


def addressee(content: bytes) -> str:
    """Returns the address of this installation in the headers, for a sender that has no envelope; else ""."""
    mail = parse_mail(content)
    named = (_OURS.search(header_text(mail, name)) for name in _ADDRESSED)
    return next((found[0].lower() for found in named if found), "")


def parse_request(body: bytes) -> ParsedInbound:
    """The parser of the child process for the body of a MailRequest."""
    request = msgspec.msgpack.decode(body, type=MailRequest)
    return parse_inbound(request.recipient or addressee(request.content), request.content)


def view_request(body: bytes) -> MailView:
    """The parser of the child process for a page that shows a mail."""
    mail = parse_mail(body)
    return MailView(headers(mail), body_text(mail), list_attachments(mail))


def attachment_request(body: bytes) -> list[bytes]:
    """The parser of the child process for one attachment; empty where there is none of that number."""
    request = msgspec.msgpack.decode(body, type=MailRequest)
    content = attachment_content(parse_mail(request.content), request.attachment)
    return [] if content is None else [content]


def parse_inbound(recipient: str, content: bytes) -> ParsedInbound:
    """Parses the mail `content` to `recipient`; never raises, whatever the bytes are."""
    mail = parse_mail(content)
    if complaint := _complaint(mail):
        return complaint
    purpose, token = addressed_token(recipient)
    if not purpose:
        return ParsedInbound(kind="unmatched", subject=_subject(mail), reason="the address names no message")
    parsed = (_at_bounce(mail) if purpose == "bounce" else None) or _written(mail)
    return msgspec.structs.replace(parsed, purpose=purpose, token=token, subject=_subject(mail))


def _subject(mail: Message) -> str:
    return header_text(mail, "Subject")[:_LONGEST_SUBJECT]


def _complaint(mail: Message) -> ParsedInbound | None:
    """Parses an abuse report of a mail provider: its customer marked our mail as spam."""
    report = next((part for part in subparts(mail) if content_type(part) == "message/feedback-report"), None)
    if report is None:
        return None
    fields = next(iter(subparts(report)), report)
    kind = header_text(fields, "Feedback-Type").lower() or _field(decode_text(part_bytes(report)), "Feedback-Type")
    is_complaint = (kind or "abuse") in _COMPLAINT_TYPES
    parsed = ParsedInbound(
        kind="complaint" if is_complaint else "automatic",
        detail={"feedback": kind or "abuse"},
        reason=f"feedback report: {kind or 'abuse'}"[:200],
        subject=_subject(mail),
    )
    token = _token_of_original(mail)
    return msgspec.structs.replace(parsed, purpose="reply", token=token) if token else parsed


def _field(text: str, name: str) -> str:
    """The value of the field `name` in a text of fields."""
    start = f"{name.lower()}:"
    lines = (line.strip() for line in text[:20_000].split("\n"))
    return next((line[len(start) :].strip().lower()[:100] for line in lines if line.lower().startswith(start)), "")


def _token_of_original(mail: Message) -> str:
    """Returns the reply token in the Reply-To of the copy of our mail; else ""."""
    for part in subparts(mail):
        copies = subparts(part) or [part]
        for copy in copies[:3]:
            named = header_text(copy, "Reply-To") or _field(part_text(part)[:100_000], "Reply-To")
            ours = _OURS.search(named)
            if ours and ours[1].lower() == "reply":
                return ours[2].lower()
    return ""


def _at_bounce(mail: Message) -> ParsedInbound | None:
    """What came to a bounce address; None for a mail of a person, whose program answers the wrong address."""
    if report := read_bounce(mail):
        return report
    if reason := automatic_reason(mail):
        return ParsedInbound(kind="automatic", reason=reason, text=body_text(mail)[:MOST_CHARACTERS])
    if _MACHINES.search(header_text(mail, "From")) or not header_text(mail, "From"):
        return ParsedInbound(
            kind="unmatched", reason="no report, and nobody wrote it", text=body_text(mail)[:MOST_CHARACTERS]
        )
    return None


def _written(mail: Message) -> ParsedInbound:
    """A mail to a reply address, and what it asks for."""
    body, subject, attachments = body_text(mail), _subject(mail), list_attachments(mail)
    reply = split_reply(body)
    new_subject = "" if _ANSWERED.match(subject) else subject
    text = reply.text or new_subject or source_text(mail)[:MOST_CHARACTERS]
    automatic = automatic_reason(mail)

    def result(kind: str, reason: str) -> ParsedInbound:
        return ParsedInbound(kind=kind, text=text, cut=reply.cut, attachments=attachments, reason=reason)

    if header_text(mail, "X-Apple-Unsubscribe").lower() == "true":
        return result("opt_out", "header X-Apple-Unsubscribe")
    if is_opt_out_subject(subject) and _is_from_a_button(subject, reply.own, automatic):
        return result("opt_out", "the subject is an opt-out")
    certainty = opt_out_certainty(reply.own)
    if automatic and content_type(mail) == "multipart/report":
        return result("automatic", automatic)
    if certainty is OptOutCertainty.YES:
        return result("unsure" if automatic else "opt_out", "the words are an opt-out")
    by_subject = opt_out_certainty(new_subject)
    if automatic and by_subject is OptOutCertainty.YES and automatic != "subject":
        return result("unsure", "the subject is an opt-out")
    if automatic:
        return result("automatic", automatic)
    if by_subject is OptOutCertainty.YES:
        return result("opt_out" if not reply.own else "unsure", "the subject is an opt-out")
    if OptOutCertainty.UNSURE in (certainty, by_subject if not reply.own else certainty):
        return result("unsure", "the words may be an opt-out")
    return result("reply", _reply_reason(reply.own, text, attachments))


def _is_from_a_button(subject: str, own: str, automatic: str) -> bool:
    """An answered "unsubscribe" with words of its own is about it; without, or new, it is one."""
    return bool(automatic) or not _ANSWERED.match(subject) or not own or bool(_BUTTON.search(own[:300]))


def _reply_reason(own: str, text: str, attachments: tuple[MailAttachment, ...]) -> str:
    if own:
        return "words"
    if attachments:
        return "only attachments"
    return "nothing but a quote: the whole mail is the text" if text else "an empty mail"
