"""The users whom an actor may subscribe: themselves, and everybody whose digests they may see."""

from typing import Final

import asyncpg

from vocapp.database import DB
from vocapp.digests.visibility import READER_ROLES, visible_users
from vocapp.http.access import Actor
from vocapp.ui.paging import parse_key

_LIST: Final = """
SELECT u.id, u.name, u.email FROM staff_user u WHERE u.active AND u.role = ANY($1) AND {within}
ORDER BY u.id <> $2, lower(u.name)"""


async def list_subscribers(actor: Actor) -> list[asyncpg.Record]:
    """All of them, the actor first."""
    within = visible_users(actor, 3)
    roles = sorted(role.value for role in READER_ROLES)
    return await DB.fetch(_LIST.format(within=within.sql), roles, actor.id, *within.values)


async def find_subscriber(actor: Actor, user_id: str) -> asyncpg.Record | None:
    """One of them, by the id from a form; None for any other id."""
    wanted = parse_key(user_id)
    return next((row for row in await list_subscribers(actor) if row["id"] == wanted), None)
