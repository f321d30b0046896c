"""Known devices: a signed cookie that a browser gets when a user signs in, and keeps for a year.

It gives no right. It only tells a device of the account's owner from the devices of those who guess, see
`login_limits`. It holds for one user until their password changes; a browser keeps those of the last users.
"""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final
from uuid import UUID, uuid4

from litestar import Request
from litestar.datastructures import Cookie

from vocapp.settings import Settings
from vocapp.staff.user_queries import Credentials
from vocapp.tokens import TOKEN_LENGTH, Keyring, TokenPurpose

LASTS: Final = timedelta(days=365)
MOST_USERS: Final = 4
ENTRY: Final = 32 + TOKEN_LENGTH


def known_device(request: Request[Any, Any, Any], settings: Settings, keys: Keyring, user: Credentials | None) -> str:
    """The id of the device that sends this request, if `user` has signed in with it; else ""."""
    if user is None or user.password_hash is None:
        return ""
    entries = _entries(request.cookies.get(_name(settings), ""))
    return next((entry[:32] for entry in entries if _is_of(user, entry, keys)), "")


def remember_device(request: Request[Any, Any, Any], settings: Settings, keys: Keyring, user: Credentials) -> Cookie:
    """The cookie that makes this device known to `user`, and keeps it known to the last others."""
    kept = list(_entries(request.cookies.get(_name(settings), "")))
    mine = next((entry for entry in kept if _is_of(user, entry, keys)), None)
    device = UUID(mine[:32]) if mine else uuid4()
    entry = device.hex + keys.token(TokenPurpose.DEVICE, device, _binding(user))
    entries = [entry, *(other for other in kept if other not in (mine, entry))][:MOST_USERS]
    return Cookie(
        _name(settings),
        path="/app",
        value=".".join(entries),
        max_age=int(LASTS.total_seconds()),
        secure=settings.origin.startswith("https://"),
        httponly=True,
        samesite="lax",
    )


def _name(settings: Settings) -> str:
    return "__Secure-vocapp-devices" if settings.origin.startswith("https://") else "vocapp-devices"


def _entries(value: str) -> Iterator[str]:
    for entry in value.split(".")[:MOST_USERS]:
        if len(entry) == ENTRY and entry.isascii() and all(digit in "0123456789abcdef" for digit in entry[:32]):
            yield entry


def _is_of(user: Credentials, entry: str, keys: Keyring) -> bool:
    device, sent, binding = UUID(entry[:32]), entry[32:], _binding(user)
    made = (keys.token(TokenPurpose.DEVICE, device, binding, key_id) for key_id in keys.keys)
    return any(compare_digest(token, sent) for token in made)


def _binding(user: Credentials) -> int:
    """The user and the present password as a number."""
    return int.from_bytes(sha256(user.id.bytes + (user.password_hash or "").encode()).digest()[:16])
