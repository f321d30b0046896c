"""Whose digests a user may see and change: their own; administrators those of everybody; leads those of some leads.

A digest shows what its reader may see. A lead therefore reaches only leads who see nothing that this lead may not see.
"""

from typing import Final

from vocapp.http.access import Actor, Role, SqlCondition

READER_ROLES: Final = frozenset({Role.EXECUTIVE, Role.LEAD, Role.ANALYST, Role.ADMIN})

_TEAM: Final = """
u.role = 'lead' AND NOT u.every_unit
AND NOT EXISTS (SELECT FROM user_unit ou WHERE ou.user_id = u.id AND NOT ou.unit_id = ANY({units}::uuid[]))"""
_LINES: Final = """
AND EXISTS (SELECT FROM user_line ol WHERE ol.user_id = u.id)
AND NOT EXISTS (SELECT FROM user_line ol WHERE ol.user_id = u.id AND NOT ol.line_id = ANY({lines}::uuid[]))"""


def visible_users(actor: Actor, first: int = 1) -> SqlCondition:
    """SQL condition on the users `u` whose digests `actor` may see and change; `$n` start at `first`."""
    if actor.role is Role.ADMIN:
        return SqlCondition("true")
    own = f"u.id = ${first}"
    if actor.role is not Role.LEAD:
        return SqlCondition(own, (actor.id,))
    values: list[object] = [actor.id]
    team = "u.role = 'lead'"
    if actor.units is not None:
        values.append(list(actor.units))
        team = _TEAM.format(units=f"${first + len(values) - 1}")
    if actor.lines is not None:
        values.append(list(actor.lines))
        team += _LINES.format(lines=f"${first + len(values) - 1}")
    return SqlCondition(f"({own} OR ({team}))", tuple(values))
