"""Whom may somebody subscribe? Himself, and those whose digests he may see."""

from typing import Final
from uuid import UUID

import asyncpg

from vocapp.database import DB
from vocapp.digests.owners import READER_ROLES, reachable
from vocapp.edge.access import Actor

_LIST: Final = """
SELECT u.id, u.name, u.email FROM staff_user u WHERE u.active AND u.role = ANY($1) AND {within}
ORDER BY u.id <> $2, lower(u.name)"""


async def listed(actor: Actor) -> list[asyncpg.Record]:
    """They, himself first."""
    within = reachable(actor, 3)
    roles = sorted(role.value for role in READER_ROLES)
    return await DB.fetch(_LIST.format(within=within.sql), roles, actor.id, *within.values)


async def one(actor: Actor, user_id: str) -> asyncpg.Record | None:
    """One of them, by the id that a form sent."""
    try:
        wanted = UUID(user_id)
    except ValueError:
        return None
    return next((row for row in await listed(actor) if row["id"] == wanted), None)
