"""Flash messages: what was just done, shown once on the next page, with a button to undo it.

Stored in a short-lived cookie of `/app`, signed for this session, so nobody else can put text or an undo there.
"""

import base64
import hmac
from typing import Any
from uuid import UUID, uuid5

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from vocapp.http.access import actor_of
from vocapp.tokens import Keyring, TokenPurpose

COOKIE = "vocapp_flash"
SECONDS = 60
MOST_CHARACTERS = 300


class FlashMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    """`text` is a sentence; `undo` the path that the button posts to, with no field but the token; `look` a state."""

    text: str
    undo: str = ""
    look: str = "good"


def flash_cookie(keys: Keyring, session_id: UUID, flash: FlashMessage, *, secure: bool) -> Cookie:
    """The cookie that carries `flash` to the next page."""
    short = FlashMessage(flash.text[:MOST_CHARACTERS], flash.undo, flash.look)
    payload = base64.urlsafe_b64encode(msgspec.json.encode(short)).decode()
    value = f"{payload}.{_signature(keys, session_id, payload)}"
    return Cookie(COOKIE, path="/app", value=value, max_age=SECONDS, httponly=True, secure=secure, samesite="lax")


def cleared_cookie(*, secure: bool) -> Cookie:
    """The cookie that removes a shown flash message."""
    return Cookie(COOKIE, path="/app", value="", max_age=0, httponly=True, secure=secure, samesite="lax")


def read_flash(connection: ASGIConnection[Any, Any, Any, Any], keys: Keyring) -> FlashMessage | None:
    """The flash message of this request; None without one, or if it was not signed for this session."""
    session_id = actor_of(connection).session_id
    payload, _, signature = connection.cookies.get(COOKIE, "").partition(".")
    if session_id is None or not payload:
        return None
    if not hmac.compare_digest(signature.encode(), _signature(keys, session_id, payload).encode()):
        return None
    return msgspec.json.decode(base64.urlsafe_b64decode(payload), type=FlashMessage)


def _signature(keys: Keyring, session_id: UUID, payload: str) -> str:
    return keys.token(TokenPurpose.FLASH, uuid5(session_id, payload))
