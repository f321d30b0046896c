"""Builds the bytes of a mail: RFC 5322 headers that cannot be injected into, plain text, HTML and its images.

Bodies are never sent as 8bit: a relay that re-encodes one would break its DKIM signature. ASCII stays as it is; text
with a few other letters becomes quoted-printable, text with many base64.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Final

from msgspec import Struct

from vocapp.channels.email.mail_address import ascii_address
from vocapp.channels.mail_content import MailBody, MailImage

_ADDRESS: Final = re.compile(r"[^\s<>(),;:\\\"@\x00-\x1f\x7f]+@[^\s<>(),;:\\\"@\x00-\x1f\x7f]+")
_LINK: Final = re.compile(r"https?://[!-;=?-~]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_IMAGE_NAME: Final = re.compile(r"[A-Za-z0-9-]+\.[A-Za-z0-9-]+@[A-Za-z0-9.-]+")
_LONGEST_LINE: Final = 990
_MOST_REFERENCES: Final = 20
_ENCODED_BYTES: Final = 42  # of text in one encoded word, which may be 75 characters long


class Headers(Struct, frozen=True, kw_only=True):
    """Headers of a mail. Names and subjects may hold anything; ValueError for an invalid address or link."""

    message_id: str  # with its angle brackets
    date: datetime
    sender_name: str
    sender_address: str
    recipient: str
    reply_to: str
    unsubscribe_url: str = ""  # takes the one-click POST of RFC 8058
    unsubscribe_mail: str = ""
    feedback_id: str = ""
    thread: tuple[str, ...] = ()  # Message-IDs of the mails before it, the latest last
    is_automatic: bool = True  # False: a person wrote it


def assemble(headers: Headers, body: MailBody) -> bytes:
    """Returns the whole mail, lines ending in CRLF."""
    boundary = f"=_{headers.message_id.strip('<>').partition('@')[0]}"
    lines = [*_lines(headers, body.subject), f'Content-Type: multipart/alternative; boundary="{boundary}"']
    parts = (_part("plain", body.text), _with_images(_part("html", body.html), body.images, f"{boundary}-images"))
    return "\r\n".join((*lines, "")).encode("ascii") + _parted(boundary, parts)


def _parted(boundary: str, parts: Sequence[bytes]) -> bytes:
    separator = f"\r\n--{boundary}\r\n".encode("ascii")
    end = f"\r\n--{boundary}--\r\n".encode("ascii")
    return b"".join(separator + part for part in parts) + end


def _with_images(html: bytes, images: Sequence[MailImage], boundary: str) -> bytes:
    """Returns the HTML with its images as one part; only the HTML if it has none."""
    if not images:
        return html
    head = f'Content-Type: multipart/related; type="text/html"; boundary="{boundary}"\r\n'
    return head.encode("ascii") + _parted(boundary, (html, *map(_image, images)))


def _image(image: MailImage) -> bytes:
    if not _IMAGE_NAME.fullmatch(image.name):
        raise ValueError(f"{image.name!r} is not a valid image name: write it like trend.0196a0@digest.")
    head = (
        f"Content-Type: image/png\r\nContent-ID: <{image.name}>\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: inline; filename="{image.name.partition(".")[0]}.png"\r\n\r\n'
    )
    return head.encode("ascii") + base64.encodebytes(image.png).replace(b"\n", b"\r\n")


def _lines(headers: Headers, subject: str) -> list[str]:
    lines = [
        f"Date: {format_datetime(headers.date)}",
        f"From: {display_name(headers.sender_name)} <{address(headers.sender_address)}>",
        f"To: {address(headers.recipient)}",
        f"Reply-To: {address(headers.reply_to)}",
        f"Subject: {encode_header(subject)}",
        f"Message-ID: {headers.message_id}",
        "MIME-Version: 1.0",
    ]
    if headers.is_automatic:
        lines.append("Auto-Submitted: auto-generated")
    # Nobody's absence notice is asked for, also not by what a person wrote.
    lines.append(f"X-Auto-Response-Suppress: {'All' if headers.is_automatic else 'OOF, AutoReply'}")
    if headers.thread:
        earlier = [one_line(message) for message in headers.thread[-_MOST_REFERENCES:]]
        lines += [f"In-Reply-To: {earlier[-1]}", "References: " + "\r\n ".join(earlier)]
    if headers.unsubscribe_url:
        other = f",\r\n <mailto:{headers.unsubscribe_mail}?subject=unsubscribe>" if headers.unsubscribe_mail else ""
        lines.append(f"List-Unsubscribe: <{_link(headers.unsubscribe_url)}>{other}")
        lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    if headers.feedback_id:
        lines.append(f"Feedback-ID: {encode_header(headers.feedback_id)}")
    return lines


def _link(url: str) -> str:
    if not _LINK.fullmatch(url):
        raise ValueError(f"{url!r} is not a link that a header can hold.")
    return url


def one_line(text: str) -> str:
    """Returns `text` without anything that could end a header line."""
    return _CONTROL.sub(" ", text).strip()


def address(text: str) -> str:
    """Returns the address `text`, with an internationalised domain as ASCII (IDNA); ValueError if it is not one."""
    if not _ADDRESS.fullmatch(text):
        raise ValueError(f"{text!r} is not an e-mail address.")
    if not text.rpartition("@")[0].isascii():
        raise ValueError(f"{text!r} has other letters than ASCII before the @, which few mail servers take.")
    return ascii_address(text)


@lru_cache(maxsize=256)
def display_name(name: str) -> str:
    """Returns a name before an address: quoted, or as encoded words if it is not ASCII."""
    plain = one_line(name)
    if not plain.isascii() or "=?" in plain:
        return encode_header(plain)
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def encode_header(text: str) -> str:
    """Returns unstructured header text: short ASCII unchanged, anything else as RFC 2047 encoded words, one a line."""
    plain = one_line(text)
    if plain.isascii() and len(plain) < _LONGEST_LINE and "=?" not in plain:
        return plain
    words = (base64.b64encode(chunk).decode("ascii") for chunk in _chunks(plain))
    return "\r\n ".join(f"=?utf-8?b?{word}?=" for word in words)


def _chunks(text: str) -> list[bytes]:
    """Returns UTF-8 pieces of at most `_ENCODED_BYTES`; no character is split."""
    chunks, current = [], b""
    for letter in text:
        piece = letter.encode("utf-8", "replace")
        if len(current) + len(piece) > _ENCODED_BYTES:
            chunks.append(current)
            current = b""
        current += piece
    return [*chunks, current]


def _part(subtype: str, text: str) -> bytes:
    data = text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "replace")
    how, content = _transfer(data)
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {how}\r\n\r\n"
    return head.encode("ascii") + content


def _transfer(data: bytes) -> tuple[str, bytes]:
    """Returns the name of the transfer encoding and the encoded bytes."""
    other = len(data.translate(None, _ASCII))
    if other * 6 > len(data):
        return "base64", base64.encodebytes(data).replace(b"\n", b"\r\n")
    if other or any(len(line) > _LONGEST_LINE for line in data.split(b"\r\n")):
        # It breaks lines as the text does; without line ends in the text, with bare LF.
        quoted = binascii.b2a_qp(data, istext=True)
        return "quoted-printable", quoted if b"\r\n" in data else quoted.replace(b"\n", b"\r\n")
    return "7bit", data


_ASCII: Final = bytes(range(128))
