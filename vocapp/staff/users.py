"""Users: adding, changing, disabling. A change of what a user may do signs them out everywhere."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.http.access import Actor, Role
from vocapp.staff import sessions
from vocapp.staff.tables import PasswordReset, StaffUser, UserLine, UserUnit
from vocapp.staff.user_form import UserIn
from vocapp.staff.user_queries import CAN_ADMINISTER

FIELDS = ("email", "name", "role", "language", "timezone", "every_unit")


class EmailTakenError(Exception):
    """A user with this address exists."""


class LastAdminError(Exception):
    """No administrator would be left."""


async def add(user: UserIn, by: Actor) -> UUID:
    """Adds a user, who can sign in after setting a password. Raises EmailTakenError."""
    user_id = new_id()
    async with DB.transaction():
        row = StaffUser(id=user_id, created_at=clock.now(), **_values(user))
        if not await StaffUser.insert(row).on_conflict(target=StaffUser.email, action="DO NOTHING"):
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
        changed = [name for name in FIELDS if getattr(before, name) != getattr(user, name)]
        if before.role == Role.ADMIN and user.role != Role.ADMIN:
            await _keep_an_admin(user_id)
        if await StaffUser.exists().where(StaffUser.email == user.email, StaffUser.id != user_id):
            raise EmailTakenError(user.email)
        await StaffUser.update(**_values(user)).where(StaffUser.id == user_id)
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
    """Changes a password and signs the user out everywhere; links made before work no longer."""
    async with DB.transaction():
        await PasswordReset.delete().where(PasswordReset.user_id == user_id, PasswordReset.used_at.is_null())
        await StaffUser.update({StaffUser.password_hash: password_hash}).where(StaffUser.id == user_id)
        await sessions.end_all(user_id)
        await record(by, "user.password_set", "user", user_id, by="profile")


async def rehash_password(user_id: UUID, password_hash: str) -> None:
    """Stores the hash of the same password again, after its parameters have changed."""
    await StaffUser.update({StaffUser.password_hash: password_hash}).where(StaffUser.id == user_id)


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
        if not active and user.role == Role.ADMIN:
            await _keep_an_admin(user_id)
        if user.active != active:
            await StaffUser.update({StaffUser.active: active}).where(StaffUser.id == user_id)
            await sessions.end_all(user_id)
            await PasswordReset.delete().where(PasswordReset.user_id == user_id)
            await record(by, "user.enabled" if active else "user.disabled", "user", user_id)
    return user.name


def _values(user: UserIn) -> dict[str, Any]:
    return {name: getattr(user, name) for name in FIELDS}


async def _locked(user_id: UUID) -> StaffUser:
    user = await StaffUser.objects().where(StaffUser.id == user_id).lock_rows("UPDATE").first()
    if user is None:
        raise KeyError(user_id)
    return user


async def _keep_an_admin(user_id: UUID) -> None:
    """Raises LastAdminError if no other administrator could sign in. Locks them, so two cannot disable each other."""
    others = StaffUser.select(StaffUser.id).where(CAN_ADMINISTER, StaffUser.id != user_id)
    if not await others.lock_rows("UPDATE"):
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
        if user.lines:
            await UserLine.insert(*(UserLine(id=new_id(), user_id=user_id, line_id=line) for line in user.lines))
        changed.append("lines")
    return changed


async def _leave_and_join(user_id: UUID, wanted: Iterable[UUID], today: date) -> bool:
    wanted = set(wanted)
    is_present = UserUnit.valid_to.is_null() | (UserUnit.valid_to >= today)
    present = await UserUnit.objects().where(UserUnit.user_id == user_id, is_present)
    left = [membership for membership in present if membership.unit_id not in wanted]
    joined = wanted - {membership.unit_id for membership in present}
    for membership in left:
        is_it = UserUnit.id == membership.id
        if membership.valid_from is not None and membership.valid_from >= today:
            await UserUnit.delete().where(is_it)
        else:
            await UserUnit.update({UserUnit.valid_to: today - timedelta(days=1)}).where(is_it)
    if joined:
        added = (UserUnit(id=new_id(), user_id=user_id, unit_id=unit, valid_from=today) for unit in joined)
        await UserUnit.insert(*added)
    return bool(left or joined)
