"""Sessions of staff: an opaque random token in a cookie of `/app`; the database keeps its SHA-256.

Every login creates a new session. It ends after IDLE without use, after LONGEST in any case, and at the next request
after the user's password, role or status has changed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from litestar.datastructures import Cookie

from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.http.access import Actor, Role
from vocapp.settings import Settings
from vocapp.staff.new_secret import new_secret
from vocapp.staff.tables import PasswordReset, StaffSession
from vocapp.tokens import token_hash

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)
SEES_ALL = frozenset({Role.ADMIN, Role.EXECUTIVE, Role.ANALYST})

# A unit's validity does not matter here: the unit above still sees the contacts of a team that has closed.
_USER = """
u.id, u.name, u.role, u.language, u.timezone, u.every_unit,
    ARRAY(
        WITH RECURSIVE mine AS (
            SELECT unit_id AS id FROM user_unit
            WHERE user_id = u.id AND coalesce(valid_from, {today}) <= {today} AND coalesce(valid_to, {today}) >= {today}
            UNION SELECT unit.id FROM unit JOIN mine ON unit.parent_id = mine.id)
        SELECT id FROM mine) AS units,
    ARRAY(SELECT line_id FROM user_line WHERE user_id = u.id) AS lines,
    EXISTS (SELECT FROM totp_role needed WHERE needed.role = u.role)
        AND NOT EXISTS (SELECT FROM totp WHERE user_id = u.id AND confirmed_at IS NOT NULL) AS must_enrol"""
FIND = f"""
SELECT s.id AS session_id, s.seen_at, s.confirmed_at, {_USER.format(today="$4")}
FROM staff_session s JOIN staff_user u ON u.id = s.user_id
WHERE s.token_hash = $1 AND u.active AND s.expires_at > $2 AND s.seen_at > $3
"""  # noqa: S608
FIND_USER = f"""
SELECT NULL::uuid AS session_id, NULL::timestamptz AS confirmed_at, {_USER.format(today="$2::date")}
FROM staff_user u WHERE u.id = $1 AND u.active
"""  # noqa: S608


@dataclass(frozen=True)
class SessionSummary:
    """A session as its user sees it."""

    id: UUID
    created_at: datetime
    seen_at: datetime
    browser: str


async def open_session(user_id: UUID, browser: str = "") -> str:
    """Signs `user_id` in; the token for the cookie, which is stored nowhere else."""
    token, now = new_secret(), clock.now()
    row = StaffSession(
        id=new_id(),
        token_hash=token_hash(token),
        user_id=user_id,
        created_at=now,
        seen_at=now,
        expires_at=now + LONGEST,
        browser=browser[:200],
        confirmed_at=now,
    )
    await StaffSession.insert(row)
    return token


async def find_actor(token: str) -> Actor | None:
    """The actor of `token`; updates the time of last use at most once a minute."""
    now = clock.now()
    row = await DB.fetch_one(FIND, token_hash(token), now, now - IDLE, now.date())
    if row is None:
        return None
    if now - row["seen_at"] > SEEN_EVERY:
        await StaffSession.update({StaffSession.seen_at: now}).where(StaffSession.id == row["session_id"])
    return _actor(row)


async def actor_for_user(user_id: UUID) -> Actor | None:
    """The actor that this user would be when signed in, e.g. for digests; None if the user may not sign in."""
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
        confirmed_at=row["confirmed_at"],
        must_enrol=row["must_enrol"],
    )


async def confirm(actor: Actor) -> None:
    """Notes that the user of this session has just proved again who they are."""
    await StaffSession.update({StaffSession.confirmed_at: clock.now()}).where(StaffSession.id == actor.session_id)


async def end(token: str) -> None:
    """Signs this browser out, if it is signed in."""
    await StaffSession.delete().where(StaffSession.token_hash == token_hash(token))


async def end_all(user_id: UUID) -> int:
    """Signs a user out everywhere; the number of sessions."""
    return len(await StaffSession.delete().where(StaffSession.user_id == user_id).returning(StaffSession.id))


async def end_others(actor: Actor) -> None:
    """Signs a user out everywhere but in this session."""
    await StaffSession.delete().where(StaffSession.user_id == actor.id, StaffSession.id != actor.session_id)


async def list_sessions(user_id: UUID) -> list[SessionSummary]:
    """The sessions of a user, last used first."""
    session = StaffSession
    rows = session.select(session.id, session.created_at, session.seen_at, session.browser)
    present = rows.where(session.user_id == user_id, session.expires_at > clock.now())
    return [SessionSummary(**row) for row in await present.order_by(session.seen_at, ascending=False)]


async def delete_ended(before: datetime | None = None) -> int:
    """Deletes expired sessions and password links."""
    now = before or clock.now()
    is_over = (StaffSession.expires_at < now) | (StaffSession.seen_at < now - IDLE)
    sessions = await StaffSession.delete().where(is_over).returning(StaffSession.id)
    links = await PasswordReset.delete().where(PasswordReset.expires_at < now).returning(PasswordReset.id)
    return len(sessions) + len(links)


def cookie_name(settings: Settings) -> str:
    """The cookie's name; over TLS with the prefix `__Secure-`, which browsers enforce."""
    return "__Secure-vocapp" if settings.origin.startswith("https://") else "vocapp"


def cookie(settings: Settings, token: str) -> Cookie:
    """The cookie that signs a browser in; with an empty `token`, out."""
    return Cookie(
        cookie_name(settings),
        path="/app",
        value=token,
        max_age=int(LONGEST.total_seconds()) if token else 0,
        secure=settings.origin.startswith("https://"),
        httponly=True,
        samesite="lax",
    )
