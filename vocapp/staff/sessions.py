"""Which browser is signed in? An opaque random token in a cookie of `/app`; the database keeps its SHA-256.

A session is new at every login, ends after IDLE without use and after LONGEST in any case, and is gone at the next
request once its user's password, role or standing has changed.
"""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from litestar.datastructures import Cookie

from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.http.access import Actor, Role
from vocapp.settings import Settings
from vocapp.staff.new_secret import new_secret
from vocapp.tokens import token_hash

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)
SEES_ALL = frozenset({Role.ADMIN, Role.EXECUTIVE, Role.ANALYST})

# A unit's own validity plays no part: what happened in a team that has closed is still seen by the unit above it.
_USER = """
u.id, u.name, u.role, u.language, u.timezone, u.every_unit,
    ARRAY(
        WITH RECURSIVE mine AS (
            SELECT unit_id AS id FROM user_unit
            WHERE user_id = u.id AND coalesce(valid_from, {today}) <= {today} AND coalesce(valid_to, {today}) >= {today}
            UNION SELECT unit.id FROM unit JOIN mine ON unit.parent_id = mine.id)
        SELECT id FROM mine) AS units,
    ARRAY(SELECT line_id FROM user_line WHERE user_id = u.id) AS lines"""
FIND = f"""
SELECT s.id AS session_id, s.seen_at, {_USER.format(today="$4")}
FROM staff_session s JOIN staff_user u ON u.id = s.user_id
WHERE s.token_hash = $1 AND u.active AND s.expires_at > $2 AND s.seen_at > $3
"""
FIND_USER = (
    f"SELECT NULL::uuid AS session_id, {_USER.format(today='$2::date')} FROM staff_user u WHERE u.id = $1 AND u.active"
)


async def open_session(user_id: UUID, browser: str = "") -> str:
    """Sign `user_id` in; the token for his cookie, which is known to nobody else."""
    token, now = new_secret(), clock.now()
    await DB.execute(
        "INSERT INTO staff_session (id, token_hash, user_id, created_at, seen_at, expires_at, browser) "
        "VALUES ($1, $2, $3, $4, $4, $5, $6)",
        new_id(),
        token_hash(token),
        user_id,
        now,
        now + LONGEST,
        browser[:200],
    )
    return token


async def find_actor(token: str) -> Actor | None:
    """Who is signed in with `token`; marks the session as seen, at most once a minute."""
    now = clock.now()
    row = await DB.fetch_one(FIND, token_hash(token), now, now - IDLE, now.date())
    if row is None:
        return None
    if now - row["seen_at"] > SEEN_EVERY:
        await DB.execute("UPDATE staff_session SET seen_at = $2 WHERE id = $1", row["session_id"], now)
    return _actor(row)


async def actor_for_user(user_id: UUID) -> Actor | None:
    """Who this user would be, were he signed in: what is made for him goes by what he may see. None: he may nothing."""
    row = await DB.fetch_one(FIND_USER, user_id, clock.now().date())
    return _actor(row) if row else None


def _actor(row: asyncpg.Record) -> Actor:
    role = Role(row["role"])
    all_units = row["every_unit"] or (role in SEES_ALL and not row["units"])
    return Actor(
        kind="user",
        id=row["id"],
        name=row["name"],
        role=role,
        units=None if all_units else tuple(row["units"]),
        lines=tuple(row["lines"]) or None,
        language=row["language"],
        timezone=row["timezone"] or "UTC",
        session_id=row["session_id"],
    )


async def end(token: str) -> None:
    """Sign this browser out; nothing happens where it was not signed in."""
    await DB.execute("DELETE FROM staff_session WHERE token_hash = $1", token_hash(token))


async def end_all(user_id: UUID) -> int:
    """Sign a user out everywhere; the number of browsers."""
    return await DB.execute("DELETE FROM staff_session WHERE user_id = $1", user_id)


async def list_sessions(user_id: UUID) -> list[asyncpg.Record]:
    """Where a user is signed in, last seen first."""
    return await DB.fetch(
        "SELECT id, created_at, seen_at, browser FROM staff_session WHERE user_id = $1 AND expires_at > $2 "
        "ORDER BY seen_at DESC",
        user_id,
        clock.now(),
    )


async def delete_ended(before: datetime | None = None) -> int:
    """Delete what has expired: sessions, and links for a new password."""
    now = before or clock.now()
    sessions = await DB.execute("DELETE FROM staff_session WHERE expires_at < $1 OR seen_at < $2", now, now - IDLE)
    return sessions + await DB.execute("DELETE FROM password_reset WHERE expires_at < $1", now)


def cookie_name(settings: Settings) -> str:
    """The cookie's name; over TLS with the prefix that makes browsers insist on it."""
    return "__Secure-vocapp" if settings.origin.startswith("https://") else "vocapp"


def cookie(settings: Settings, token: str) -> Cookie:
    """The cookie that signs a browser in; with an empty `token`, the one that signs it out."""
    return Cookie(
        cookie_name(settings),
        path="/app",
        value=token,
        max_age=int(LONGEST.total_seconds()) if token else 0,
        secure=settings.origin.startswith("https://"),
        httponly=True,
        samesite="lax",
    )
