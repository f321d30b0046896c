"""Queries of users: a list by name with keyset pagination, and single users."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from vocapp import clock
from vocapp.database import DB
from vocapp.staff.tables import StaffUser


@dataclass(frozen=True)
class UserFilter:
    """The filters of the users page."""

    q: str = ""
    role: str = ""
    disabled: bool = False
    after: UUID | None = None


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


async def list_users(wanted: UserFilter, limit: int) -> list[asyncpg.Record]:
    """At most `limit` users by name."""
    return await DB.fetch(LIST, clock.now().date(), wanted.disabled, wanted.role, wanted.q, wanted.after, limit)


async def get_user(user_id: UUID) -> asyncpg.Record | None:
    """A user with the ids of their present units and lines; None for an unknown id."""
    return await DB.fetch_one(
        "SELECT u.id, u.name, u.email, u.role, u.language, u.timezone, u.active, u.every_unit, u.created_at, "
        "ARRAY(SELECT unit_id FROM user_unit WHERE user_id = u.id AND coalesce(valid_to, $2) >= $2) AS units, "
        "ARRAY(SELECT line_id FROM user_line WHERE user_id = u.id) AS lines FROM staff_user u WHERE u.id = $1",
        user_id,
        clock.now().date(),
    )


async def find_user_id(email: str) -> UUID | None:
    """The id of the user with this address; None for an unknown one."""
    row = await StaffUser.select(StaffUser.id).where(StaffUser.email == email.lower()).first()
    return row["id"] if row else None


async def has_no_user() -> bool:
    """Whether no active user exists, so that nobody can sign in or get a password link."""
    return not await StaffUser.exists().where(StaffUser.active.eq(True))
