"""Sign-in tickets: between the password and the code. A ticket works for five minutes, for one user and password."""

from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from vocapp import clock
from vocapp.staff import user_queries
from vocapp.staff.user_queries import Credentials
from vocapp.tokens import Keyring, TokenPurpose

VALID = timedelta(minutes=5)


def make_ticket(user: Credentials, keys: Keyring) -> str:
    """A ticket for a user whose password was right."""
    ends = int((clock.now() + VALID).timestamp())
    return f"{user.id.hex}.{ends}.{_token(user, ends, keys)}"


async def user_of_ticket(ticket: str, keys: Keyring) -> Credentials | None:
    """The user of a ticket; None for one that is wrong or late, or whose user's password has changed."""
    name, _, rest = ticket[:200].partition(".")
    moment, _, sent = rest.partition(".")
    try:
        user_id, ends = UUID(hex=name), int(moment)
    except ValueError:
        return None
    if not moment.isascii() or ends < clock.now().timestamp():
        return None
    user = await user_queries.active_credentials(user_id)
    made = _token(user, ends, keys) if user else ""
    return user if user and compare_digest(made.encode(), sent.encode()) else None


def _token(user: Credentials, ends: int, keys: Keyring) -> str:
    digest = sha256(f"{ends}|{user.password_hash}".encode()).digest()
    return keys.token(TokenPurpose.SIGN_IN, user.id, int.from_bytes(digest[:16]))
