"""Attachments of a mail: which parts they are, their names and types, and the content of one of them.

A part is text of the mail only if it is text/plain or text/html without being attached. Everything else is an
attachment, also a photo that the mail program shows within the text.
"""

from collections.abc import Sequence
from email.message import Message
from typing import Final

from vocapp.channels.email.parse_mime import content_type, decode_header, file_name, iter_parts, part_bytes, subparts
from vocapp.channels.inbound import MailAttachment

MOST_ATTACHMENTS: Final = 50
_TEXTS: Final = ("text/plain", "text/html")
_ENDINGS: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "application/pdf": ".pdf",
    "message/rfc822": ".eml",
    "application/pkcs7-mime": ".p7m",
    "text/plain": ".txt",
    "text/calendar": ".ics",
    "audio/mpeg": ".mp3",
    "video/mp4": ".mp4",
}
# Machine parts that no person attached.
_MACHINE: Final = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "text/x-amp-html"}
)


def list_attachments(mail: Message) -> tuple[MailAttachment, ...]:
    """The attachments of a mail, at most 50, in their order."""
    return tuple(
        MailAttachment(number=number, name=_name(part, number), type=content_type(part)[:100], size=_size(part))
        for number, part in list(enumerate(attached_parts(mail), 1))[:MOST_ATTACHMENTS]
    )


def attachment_content(mail: Message, number: int) -> bytes | None:
    """The content of the attachment `number`; None where there is none."""
    parts = attached_parts(mail)[:MOST_ATTACHMENTS]
    return _content(parts[number - 1]) if 1 <= number <= len(parts) else None


def attached_parts(mail: Message) -> Sequence[Message]:
    """The parts that are attachments."""
    return [part for part in iter_parts(mail) if is_attached(part, mail)]


def is_attached(part: Message, mail: Message) -> bool:
    """Whether a part is an attachment, and not text of the mail or a container."""
    kind = content_type(part)
    if kind.startswith("message/") and part is not mail:
        return True
    if kind.startswith("multipart/") and subparts(part):
        return False
    if kind in _MACHINE:
        return False
    if kind in _TEXTS or (kind.startswith("text/") and part is mail):
        return part is not mail and (_disposition(part) == "attachment" or bool(file_name(part)))
    return not kind.startswith("multipart/") or bool(part_bytes(part).strip() and part is not mail)


def _disposition(part: Message) -> str:
    return decode_header(part.get("Content-Disposition", "")).partition(";")[0].strip().lower()


def _name(part: Message, number: int) -> str:
    if name := file_name(part):
        return name
    kind = content_type(part)
    return f"attachment-{number}{_ENDINGS.get(kind, '')}"


def _size(part: Message) -> int:
    return len(_content(part))


def _content(part: Message) -> bytes:
    inner = subparts(part)
    if inner:
        try:
            return b"\r\n\r\n".join(each.as_bytes() for each in inner)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return b"\r\n\r\n".join(part_bytes(each) for each in inner)
    return part_bytes(part)
