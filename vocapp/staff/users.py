"""Users: adding, changing, disabling. A change of what a user may do signs them out everywhere."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

import asyncpg

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.http.access import Actor, Role
from vocapp.staff import sessions
from vocapp.staff.tables import StaffUser, UserLine
from vocapp.staff.user_form import UserIn


class EmailTakenError(Exception):
    """A user with this address exists."""


class LastAdminError(Exception):
    """No administrator would be left."""


async def add(user: UserIn, by: Actor) -> UUID:
    """Adds a user, who can sign in after setting a password. Raises EmailTakenError."""
    user_id = new_id()
    async with DB.transaction():
        added = await DB.fetch_value(
            "INSERT INTO staff_user (id, email, name, role, language, timezone, every_unit, created_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (email) DO NOTHING RETURNING id",
            user_id,
            user.email,
            user.name,
            user.role,
            user.language,
            user.timezone,
            user.every_unit,
            clock.now(),
        )
        if added is None:
            raise EmailTakenError(user.email)
        await _set_places(user_id, user)
        await record(by, "user.added", "user", user_id, role=user.role)
    return user_id


async def change(user_id: UUID, user: UserIn, by: Actor) -> list[str]:
    """Updates a user; returns the names of the changed fields.

    Raises EmailTakenError, LastAdminError, or KeyError for an unknown id.
    """
    async with DB.transaction():
        before = await _locked(user_id)
        changed = [name for name in ("email", "name", "role", "language", "timezone", "every_unit")
                   if before[name] != getattr(user, name)]  # fmt: skip
        if before["role"] == Role.ADMIN and user.role != Role.ADMIN:
            await _keep_an_admin(user_id)
        if await DB.fetch_value("SELECT 1 FROM staff_user WHERE email = $1 AND id <> $2", user.email, user_id):
            raise EmailTakenError(user.email)
        await DB.execute(
            "UPDATE staff_user SET email = $2, name = $3, role = $4, language = $5, timezone = $6, every_unit = $7 "
            "WHERE id = $1",
            user_id,
            user.email,
            user.name,
            user.role,
            user.language,
            user.timezone,
            user.every_unit,
        )
        changed += await _set_places(user_id, user)
        if changed:
            await record(by, "user.changed", "user", user_id, changed=changed, role=user.role)
        if set(changed) & {"role", "every_unit", "units", "lines"}:
            await sessions.end_all(user_id)
    return changed


async def disable(user_id: UUID, by: Actor) -> str:
    """Disables a user from the next request on; the user's name. Raises LastAdminError, KeyError."""
    return await _set_active(user_id, False, by)


async def enable(user_id: UUID, by: Actor) -> str:
    """Enables a disabled user; the user's name. Raises KeyError."""
    return await _set_active(user_id, True, by)


async def set_password(user_id: UUID, password_hash: str, by: Actor) -> None:
    """Changes a password and signs the user out everywhere."""
    async with DB.transaction():
        await StaffUser.update({StaffUser.password_hash: password_hash}).where(StaffUser.id == user_id)
        await sessions.end_all(user_id)
        await record(by, "user.password_set", "user", user_id, by="profile")


async def set_locale(user_id: UUID, language: str, timezone: str, by: Actor) -> None:
    """Changes the language and time zone of a user."""
    async with DB.transaction():
        await StaffUser.update({StaffUser.language: language, StaffUser.timezone: timezone}).where(
            StaffUser.id == user_id
        )
        await record(by, "user.changed", "user", user_id, changed=["language", "timezone"])


async def _set_active(user_id: UUID, active: bool, by: Actor) -> str:
    async with DB.transaction():
        user = await _locked(user_id)
        if not active and user["role"] == Role.ADMIN:
            await _keep_an_admin(user_id)
        if user["active"] != active:
            await StaffUser.update({StaffUser.active: active}).where(StaffUser.id == user_id)
            await sessions.end_all(user_id)
            await DB.execute("DELETE FROM password_reset WHERE user_id = $1", user_id)
            await record(by, "user.enabled" if active else "user.disabled", "user", user_id)
    name: str = user["name"]
    return name


async def _locked(user_id: UUID) -> asyncpg.Record:
    row = await DB.fetch_one("SELECT * FROM staff_user WHERE id = $1 FOR UPDATE", user_id)
    if row is None:
        raise KeyError(user_id)
    return row


async def _keep_an_admin(user_id: UUID) -> None:
    """Raises LastAdminError if no other administrator could sign in. Locks them, so two cannot disable each other."""
    others = await DB.fetch(
        "SELECT id FROM staff_user WHERE role = $1 AND active AND password_hash IS NOT NULL AND id <> $2 FOR UPDATE",
        Role.ADMIN,
        user_id,
    )
    if not others:
        raise LastAdminError


async def _set_places(user_id: UUID, user: UserIn) -> list[str]:
    """Updates a user's units and lines; which of the two changed. A unit that the user leaves stays as history."""
    today = clock.now().date()
    changed = []
    if await _leave_and_join(user_id, user.units, today):
        changed.append("units")
    lines = set(await UserLine.select(UserLine.line_id).where(UserLine.user_id == user_id).output(as_list=True))
    if lines != user.lines:
        await UserLine.delete().where(UserLine.user_id == user_id)
        await DB.execute_many(
            "INSERT INTO user_line (id, user_id, line_id) VALUES ($1, $2, $3)",
            [(new_id(), user_id, line) for line in user.lines],
        )
        changed.append("lines")
    return changed


async def _leave_and_join(user_id: UUID, wanted: Iterable[UUID], today: date) -> bool:
    wanted = set(wanted)
    rows = await DB.fetch(
        "SELECT id, unit_id, valid_from FROM user_unit WHERE user_id = $1 AND coalesce(valid_to, $2) >= $2",
        user_id,
        today,
    )
    left = [row for row in rows if row["unit_id"] not in wanted]
    joined = wanted - {row["unit_id"] for row in rows}
    for row in left:
        if row["valid_from"] is not None and row["valid_from"] >= today:
            await DB.execute("DELETE FROM user_unit WHERE id = $1", row["id"])
        else:
            await DB.execute("UPDATE user_unit SET valid_to = $2 WHERE id = $1", row["id"], today - timedelta(days=1))
    await DB.execute_many(
        "INSERT INTO user_unit (id, user_id, unit_id, valid_from) VALUES ($1, $2, $3, $4)",
        [(new_id(), user_id, unit, today) for unit in joined],
    )
    return bool(left or joined)
