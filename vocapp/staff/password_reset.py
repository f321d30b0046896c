"""Password links: made by an administrator, they work once, within thirty minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from piccolo.custom_types import Combinable

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.http.access import Actor
from vocapp.staff import sessions
from vocapp.staff.new_secret import new_secret
from vocapp.staff.tables import PasswordReset, StaffUser
from vocapp.tokens import is_well_formed, token_hash

VALID = timedelta(minutes=30)
PATH = "/app/password/"


@dataclass(frozen=True)
class PasswordLink:
    """`path` on our origin, valid until `expires_at`."""

    path: str
    expires_at: datetime


@dataclass(frozen=True)
class LinkUser:
    """The user who may set a password with a link."""

    name: str
    email: str


async def make_link(user_id: UUID, by: Actor) -> PasswordLink:
    """A link to set a password; earlier links of this user stop working."""
    token, expires = new_secret(), clock.now() + VALID
    async with DB.transaction():
        await PasswordReset.delete().where(PasswordReset.user_id == user_id, PasswordReset.used_at.is_null())
        row = PasswordReset(id=new_id(), token_hash=token_hash(token), user_id=user_id, expires_at=expires)
        await PasswordReset.insert(row)
        await record(by, "user.reset_made", "user", user_id)
    return PasswordLink(PATH + token, expires)


async def user_of(token: str) -> LinkUser | None:
    """The user of a link; None for one that is unknown, used or expired."""
    if not is_well_formed(token):
        return None
    user = PasswordReset.user_id
    link = PasswordReset.select(user.name.as_alias("name"), user.email.as_alias("email"))
    row = await link.where(_is_valid(token)).first()
    return LinkUser(**row) if row else None


async def set_password_by_link(token: str, password_hash: str) -> UUID | None:
    """Sets the password and signs the user out everywhere; the user's id, or None for an invalid link."""
    use = PasswordReset.update({PasswordReset.used_at: clock.now()})
    async with DB.transaction():
        used = await use.where(_is_valid(token)).returning(PasswordReset.user_id)
        user_id: UUID | None = next((row["user_id"] for row in used), None)
        if user_id is not None:
            await StaffUser.update({StaffUser.password_hash: password_hash}).where(StaffUser.id == user_id)
            await sessions.end_all(user_id)
            await record(Actor(kind="user", id=user_id), "user.password_set", "user", user_id, by="link")
    return user_id


def _is_valid(token: str) -> Combinable:
    active = StaffUser.select(StaffUser.id).where(StaffUser.active.eq(True))
    is_open = PasswordReset.used_at.is_null() & (PasswordReset.expires_at > clock.now())
    return (PasswordReset.token_hash == token_hash(token)) & is_open & PasswordReset.user_id.is_in(active)
