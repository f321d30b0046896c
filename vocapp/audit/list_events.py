"""Which lines of the audit log are wanted? Newest first, by key."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from vocapp.database import DB

# Actors are named by the log as kind and id; the name is looked up when somebody reads.
SELECT = """
SELECT e.id, e.at, e.actor, e.action, e.subject_kind, e.subject_id, e.detail, coalesce(u.name, k.name) AS name
FROM event e
LEFT JOIN staff_user u ON u.id = CASE WHEN starts_with(e.actor, 'user:') THEN substr(e.actor, 6)::uuid END
LEFT JOIN api_key k ON k.id = CASE WHEN starts_with(e.actor, 'key:') THEN substr(e.actor, 5)::uuid END
WHERE {conditions} ORDER BY e.id DESC LIMIT {limit}
"""
NAMED = "SELECT 'user:' || id FROM staff_user WHERE strpos(lower(name || ' ' || email), lower($1)) > 0 LIMIT 100"


@dataclass(frozen=True)
class AuditFilter:
    """The filters of the audit page; an empty one lets everything through."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    after: UUID | None = None


async def list_events(wanted: AuditFilter, limit: int) -> list[asyncpg.Record]:
    """At most `limit` lines; `action` may be the start of one, such as "user."."""
    conditions, values = ["true"], []
    for condition, value in (
        ("e.actor = ANY({})", await _actors(wanted.actor)),
        ("starts_with(e.action, {})", wanted.action),
        ("e.subject_id = {}", wanted.subject),
        ("e.id < {}", wanted.after),
    ):
        if value:
            values.append(value)
            conditions.append(condition.format(f"${len(values)}"))
    return await DB.fetch(SELECT.format(conditions=" AND ".join(conditions), limit=limit), *values)


async def _actors(text: str) -> list[str]:
    """Whom `text` can mean: the actor as the log names him, or users by a part of name or address."""
    return [text, *(row[0] for row in await DB.fetch(NAMED, text))] if text else []
