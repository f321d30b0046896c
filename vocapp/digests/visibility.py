"""Whose digests a user may see and change: their own; administrators those of everybody; leads those of some leads.

A digest shows what its reader may see. A lead therefore reaches only leads who see nothing that this lead may not see.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from piccolo.columns import Column
from piccolo.custom_types import Combinable
from piccolo.query import Select

from vocapp.http.access import Actor, Role
from vocapp.staff.tables import StaffUser, UserLine, UserUnit

READER_ROLES: Final = frozenset({Role.EXECUTIVE, Role.LEAD, Role.ANALYST, Role.ADMIN})


def visible_users(actor: Actor) -> Combinable:
    """Condition on the rows of StaffUser whose digests `actor` may see and change."""
    if actor.role is Role.ADMIN:
        return StaffUser.id.is_not_null()
    own: Combinable = StaffUser.id == actor.id
    if actor.role is not Role.LEAD:
        return own
    team: Combinable = StaffUser.role == Role.LEAD
    if actor.units is not None:
        outside = _users_beyond(UserUnit.user_id, UserUnit.unit_id, actor.units)
        team = team & StaffUser.every_unit.eq(False) & StaffUser.id.not_in(outside)
    if actor.lines is not None:
        outside = _users_beyond(UserLine.user_id, UserLine.line_id, actor.lines)
        limited = StaffUser.id.is_in(UserLine.select(UserLine.user_id))
        team = team & limited & StaffUser.id.not_in(outside)
    return own | team


def visible_user_ids(actor: Actor) -> Select[Any]:
    """The ids of these users, for `is_in`."""
    return StaffUser.select(StaffUser.id).where(visible_users(actor))


def _users_beyond(user: Column, place: Column, seen: Sequence[UUID]) -> Select[Any]:
    """The users who are in a unit or limited to a line that is none of `seen`."""
    users = user._meta.table.select(user)
    return users.where(place.not_in(list(seen))) if seen else users
