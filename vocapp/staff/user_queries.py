"""Queries of users: a list by name with keyset pagination, and single users."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from piccolo.custom_types import Combinable

from vocapp import clock
from vocapp.channels.email.mail_address import compared_address
from vocapp.database import DB
from vocapp.http.access import Role
from vocapp.staff.tables import StaffUser


@dataclass(frozen=True)
class UserFilter:
    """The filters of the users page."""

    q: str = ""
    role: str = ""
    disabled: bool = False
    after: UUID | None = None


@dataclass(frozen=True)
class UserSummary:
    """A user in the list. `units`: the names of their present units; None without one."""

    id: UUID
    name: str
    email: str
    role: str
    active: bool
    has_password: bool
    every_unit: bool
    seen_at: datetime | None
    units: str | None


@dataclass(frozen=True)
class UserDetail:
    """A user with the ids of their present units and lines."""

    id: UUID
    name: str
    email: str
    role: str
    language: str
    timezone: str | None
    active: bool
    every_unit: bool
    created_at: datetime
    units: list[UUID]
    lines: list[UUID]


@dataclass(frozen=True)
class Credentials:
    """The values that a login is checked against; `password_hash` is None before the first password."""

    id: UUID
    name: str
    email: str
    password_hash: str | None


CAN_ADMINISTER = (StaffUser.role == Role.ADMIN) & StaffUser.active.eq(True) & StaffUser.password_hash.is_not_null()
"""Condition on the administrators who can sign in."""
LIST = """
SELECT u.id, u.name, u.email, u.role, u.active, u.password_hash IS NOT NULL AS has_password, u.every_unit,
    (SELECT max(seen_at) FROM staff_session s WHERE s.user_id = u.id) AS seen_at,
    (SELECT string_agg(n.name, ', ' ORDER BY n.name) FROM user_unit m JOIN unit n ON n.id = m.unit_id
        WHERE m.user_id = u.id AND coalesce(m.valid_to, $1) >= $1) AS units
FROM staff_user u
WHERE (u.active OR $2) AND ($3 = '' OR u.role = $3)
    AND ($4 = '' OR strpos(lower(u.name || ' ' || u.email), lower($4)) > 0)
    AND ($5::uuid IS NULL OR (lower(u.name), u.id) > (SELECT lower(name), id FROM staff_user WHERE id = $5))
ORDER BY lower(u.name), u.id LIMIT $6
"""


async def list_users(wanted: UserFilter, limit: int) -> list[UserSummary]:
    """At most `limit` users by name."""
    filters = (wanted.disabled, wanted.role, wanted.q, wanted.after)
    return [UserSummary(**row) for row in await DB.fetch(LIST, clock.now().date(), *filters, limit)]


async def get_user(user_id: UUID) -> UserDetail | None:
    """The user; None for an unknown id."""
    row = await DB.fetch_one(
        "SELECT u.id, u.name, u.email, u.role, u.language, u.timezone, u.active, u.every_unit, u.created_at, "
        "ARRAY(SELECT unit_id FROM user_unit WHERE user_id = u.id AND coalesce(valid_to, $2) >= $2) AS units, "
        "ARRAY(SELECT line_id FROM user_line WHERE user_id = u.id) AS lines FROM staff_user u WHERE u.id = $1",
        user_id,
        clock.now().date(),
    )
    return UserDetail(**row) if row else None


async def credentials_of_email(email: str) -> Credentials | None:
    """The credentials of the active user with this address."""
    return await _credentials((StaffUser.email == email) & StaffUser.active.eq(True))


async def active_credentials(user_id: UUID) -> Credentials | None:
    """The credentials of a user who may sign in."""
    return await _credentials((StaffUser.id == user_id) & StaffUser.active.eq(True))


async def credentials_of_user(user_id: UUID | None) -> Credentials | None:
    """The credentials of a user who is signed in."""
    return await _credentials(StaffUser.id == user_id)


async def _credentials(wanted: Combinable) -> Credentials | None:
    user = await StaffUser.objects().where(wanted).first()
    return Credentials(user.id, user.name, user.email, user.password_hash) if user else None


async def count_administrators() -> int:
    """The number of administrators who can sign in."""
    return int(await StaffUser.count().where(CAN_ADMINISTER))


async def find_user_id(email: str) -> UUID | None:
    """The id of the user with this address; None for an unknown one."""
    row = await StaffUser.select(StaffUser.id).where(StaffUser.email == compared_address(email)).first()
    return row["id"] if row else None


async def has_no_user() -> bool:
    """Whether no active user exists, so that nobody can sign in or get a password link."""
    return not await StaffUser.exists().where(StaffUser.active.eq(True))
