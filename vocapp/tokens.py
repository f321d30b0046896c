"""Tokens of links: unguessable, and reproducible from the key.

A token is the lower-case base32 of the first 160 bits of HMAC-SHA256(key, purpose ‖ id ‖ generation): 32 characters.
The database keeps only its SHA-256, so a stolen copy opens nothing; a token of one purpose never works for another.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

TOKEN_LENGTH = 32
# A slash as it is, in a file name, in an address, in quoted-printable, in HTML or in JSON; and a line that a mail
# program broke.
_SLASH: Final = rb"(?:[/_]|%2F|=2F|&#47;|&#x2F;|\\/)"
_BREAK: Final = rb"(?:=?(?:\r?\n|(?:\\r)?\\n)(?:&gt;|[> \t])*)?"
_LINK: Final = re.compile(
    rb"(%(slash)s(?:[sord]|app%(slash)spassword)%(slash)s|\b(?:reply|bounce)(?:\+|%%2B|=2B|&#43;))"
    rb"((?:[a-z2-7]%(pause)s){31}[a-z2-7])" % {b"slash": _SLASH, b"pause": _BREAK},
    re.IGNORECASE,
)
# Few pages have a link. To look for these costs less than half of the expression: 1 ms for a page of 70 KB.
_HINTS: Final = (
    *(slash + kind + slash for slash in (b"/", b"_") for kind in (b"s", b"o", b"r", b"d", b"password")),
    *(name + plus for name in (b"reply", b"bounce") for plus in (b"+", b"%", b"=", b"&")),
    *(b"%2f", b"=2f", b"#47;", b"#x2f;", b"\\/"),
)


_PATH: Final = re.compile(r"/(?P<kind>[sord])/(?P<token>[^/]{32,200})(?P<rest>(?:/[a-z-]{0,20})*)", re.IGNORECASE)
_TOUCHED: Final = re.compile(r"[^\w]*(?P<token>[a-z2-7]{32})(?!\w)", re.IGNORECASE | re.ASCII)
_WITHIN: Final = re.compile(r"=?[\r\n]+|[\s\u00ad\u200b-\u200f\u2060\ufeff]")


class TokenPurpose(StrEnum):
    """The one purpose of a token."""

    ANSWER = "answer"
    BOUNCE = "bounce"
    REPLY = "reply"
    OPT_OUT = "opt-out"
    DIGEST_STOP = "digest-stop"
    RECOVERY = "recovery"
    PREVIEW = "preview"
    CSRF = "csrf"
    FLASH = "flash"
    DEVICE = "device"
    TOTP = "totp"
    SIGN_IN = "sign-in"


@dataclass(frozen=True)
class Keyring:
    """The secret keys by id. New tokens use `current`; older ids stay until their links have expired."""

    keys: Mapping[str, bytes]
    current: str

    def token(self, purpose: TokenPurpose, subject: UUID, generation: int = 0, key_id: str | None = None) -> str:
        """The token of `subject` for `purpose`: 32 characters of a–z and 2–7."""
        material = b"|".join((purpose.encode(), subject.bytes, str(generation).encode()))
        digest = hmac.digest(self.keys[key_id or self.current], material, "sha256")
        return base64.b32encode(digest[:20]).decode().lower()

    def mark(self, text: str, key_id: str | None = None) -> bytes:
        """The mark of `text`, 32 bytes: two are equal if the texts are, and only who has the key can make one."""
        return hmac.digest(self.keys[key_id or self.current], b"mark|" + text.encode(), "sha256")

    def fingerprint(self, key_id: str | None = None) -> str:
        """Sixteen hex digits that identify a key without revealing it; the database keeps the current one's."""
        return hashlib.sha256(b"fingerprint|" + self.keys[key_id or self.current]).hexdigest()[:16]


def token_hash(token: str) -> bytes:
    """The SHA-256 of a token, 32 bytes, as stored in the database."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def is_well_formed(token: str) -> bool:
    """Whether `token` can be one of ours; a cheap check before the database is queried."""
    return (
        len(token) == TOKEN_LENGTH and token.isascii() and all(c in "abcdefghijklmnopqrstuvwxyz234567" for c in token)
    )


def mend_link(path: str) -> str:
    """The path of a customer's link without what mail programs and people put around and into its token.

    A full stop, a bracket or a space behind it, capital letters, a line break within it. Other paths stay as they are.
    """
    link = _PATH.fullmatch(path)
    if link is None or (is_well_formed(link["token"]) and link["kind"].islower()):
        return path
    token = _TOUCHED.match(_WITHIN.sub("", link["token"]))
    return f"/{link['kind'].lower()}/{token['token'].lower()}{link['rest']}" if token else path


def mask_links(body: bytes) -> bytes:
    """`body` with stars for the token of every survey, opt-out, check, digest and password link, and reply address.

    Its length stays the same. Links in mails are keys: who reads them could answer as the customer.
    """
    lowered = body.lower()
    if not any(hint in lowered for hint in _HINTS):
        return body
    return _LINK.sub(lambda link: link[1] + b"*" * len(link[2]), body)


def mask_links_in_text(text: str) -> str:
    """`mask_links` for text that is packed or cut into pieces before it leaves: no later look would find a link."""
    return mask_links(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
