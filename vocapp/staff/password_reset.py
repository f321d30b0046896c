"""Password links: made by an administrator, they work once, within thirty minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.http.access import Actor
from vocapp.staff import sessions
from vocapp.staff.new_secret import new_secret
from vocapp.tokens import is_well_formed, token_hash

VALID = timedelta(minutes=30)
PATH = "/app/password/"


@dataclass(frozen=True)
class PasswordLink:
    """`path` on our origin, valid until `expires_at`."""

    path: str
    expires_at: datetime


async def make_link(user_id: UUID, by: Actor) -> PasswordLink:
    """A link to set a password; earlier links of this user stop working."""
    token, expires = new_secret(), clock.now() + VALID
    async with DB.transaction():
        await DB.execute("DELETE FROM password_reset WHERE user_id = $1 AND used_at IS NULL", user_id)
        await DB.execute(
            "INSERT INTO password_reset (id, token_hash, user_id, expires_at) VALUES ($1, $2, $3, $4)",
            new_id(),
            token_hash(token),
            user_id,
            expires,
        )
        await record(by, "user.reset_made", "user", user_id)
    return PasswordLink(PATH + token, expires)


async def user_of(token: str) -> asyncpg.Record | None:
    """The user of a link (id, name, email); None for one that is unknown, used or expired."""
    if not is_well_formed(token):
        return None
    return await DB.fetch_one(
        "SELECT u.id, u.name, u.email FROM password_reset r JOIN staff_user u ON u.id = r.user_id "
        "WHERE r.token_hash = $1 AND r.used_at IS NULL AND r.expires_at > $2 AND u.active",
        token_hash(token),
        clock.now(),
    )


async def set_password_by_link(token: str, password_hash: str) -> UUID | None:
    """Sets the password and signs the user out everywhere; the user's id, or None for an invalid link."""
    now = clock.now()
    async with DB.transaction():
        user_id: UUID | None = await DB.fetch_value(
            "UPDATE password_reset r SET used_at = $2 FROM staff_user u WHERE u.id = r.user_id AND u.active "
            "AND r.token_hash = $1 AND r.used_at IS NULL AND r.expires_at > $2 RETURNING r.user_id",
            token_hash(token),
            now,
        )
        if user_id is not None:
            await DB.execute("UPDATE staff_user SET password_hash = $2 WHERE id = $1", user_id, password_hash)
            await sessions.end_all(user_id)
            await record(Actor(kind="user", id=user_id), "user.password_set", "user", user_id, by="link")
    return user_id
