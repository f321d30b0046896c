"""Lines of the audit log, filtered: newest first, keyset pagination."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from vocapp.database import DB, from_json
from vocapp.database.where import WhereClause

# The log stores actors as kind and id; the name is looked up when it is read.
SELECT = """
SELECT e.id, e.at, e.actor, e.action, e.subject_kind, e.subject_id, e.detail, coalesce(u.name, k.name) AS name
FROM event e
LEFT JOIN staff_user u ON u.id = CASE WHEN starts_with(e.actor, 'user:') THEN substr(e.actor, 6)::uuid END
LEFT JOIN api_key k ON k.id = CASE WHEN starts_with(e.actor, 'key:') THEN substr(e.actor, 5)::uuid END
WHERE {conditions} ORDER BY e.id DESC LIMIT {limit}
"""
MATCHING_USERS = (
    "SELECT 'user:' || id FROM staff_user WHERE strpos(lower(name || ' ' || email), lower($1)) > 0 LIMIT 100"
)


@dataclass(frozen=True)
class AuditFilter:
    """Filters of the audit page; an empty one matches everything."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    after: UUID | None = None


@dataclass(frozen=True)
class AuditLine:
    """A line of the log; `name` is the present name of the user or key that acted, None for others."""

    id: UUID
    at: datetime
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    detail: dict[str, Any]
    name: str | None


async def list_events(filters: AuditFilter, limit: int) -> list[AuditLine]:
    """Returns at most `limit` lines; `action` may be a prefix, such as "user."."""
    where = WhereClause().add_given(
        [
            ("e.actor = ANY(?)", await _actors(filters.actor)),
            ("starts_with(e.action, ?)", filters.action),
            ("e.subject_id = ?", filters.subject),
            ("e.id < ?", filters.after),
        ]
    )
    rows = await DB.fetch(SELECT.format(conditions=where.sql, limit=limit), *where.values)
    return [AuditLine(**{**row, "detail": from_json(row["detail"])}) for row in rows]


async def _actors(text: str) -> list[str] | None:
    """Actors that `text` may mean: the actor as stored in the log, or users by a part of name or address."""
    return [text, *(row[0] for row in await DB.fetch(MATCHING_USERS, text))] if text else None
