"""Possible duplicates: pairs of customers who may be one person, found when a contact named identities of both.

They are never merged automatically: staff merge them, or say that they are two people, which is kept.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from vocapp import clock
from vocapp.customers.merging.merged_family import roots_sql
from vocapp.database import DB, new_id
from vocapp.http.access import Actor

_ADD: Final = """
INSERT INTO possible_duplicate (id, first_id, second_id, contact_id, found_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[])
ON CONFLICT (first_id, second_id) DO NOTHING"""
_OPEN: Final = f"""
WITH RECURSIVE pair AS (
  SELECT id, first_id, second_id, contact_id, found_at FROM possible_duplicate
  WHERE dismissed_at IS NULL AND ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2),
{roots_sql("ARRAY(SELECT first_id FROM pair UNION SELECT second_id FROM pair)")}
SELECT pair.id, a.id AS first, b.id AS second, pair.contact_id, pair.found_at
FROM pair JOIN root a ON a.start = pair.first_id JOIN root b ON b.start = pair.second_id ORDER BY pair.id DESC"""  # noqa: S608
_DISMISS: Final = """
UPDATE possible_duplicate SET dismissed_at = $3, dismissed_by = $4 WHERE dismissed_at IS NULL
AND ((first_id = ANY($1::uuid[]) AND second_id = ANY($2::uuid[]))
  OR (first_id = ANY($2::uuid[]) AND second_id = ANY($1::uuid[])))"""


class DuplicatePair(NamedTuple):
    """Two customers, by the roots that stand for them now (the same one if they have been merged), and the contact that
    named identities of both.
    """

    id: UUID
    first: UUID
    second: UUID
    contact_id: UUID
    found_at: datetime


async def add_duplicates(pairs: Iterable[tuple[UUID, UUID, UUID]]) -> None:
    """Records pairs of customers, each with its contact, in the running transaction; a known pair stays as it is."""
    now = clock.now()
    rows = [(new_id(), min(a, b), max(a, b), contact, now) for a, b, contact in pairs]
    if rows:
        await DB.execute(_ADD, *(list(column) for column in zip(*rows, strict=True)))


async def open_duplicates(after: UUID | None, limit: int) -> list[DuplicatePair]:
    """At most `limit` pairs that nobody has dismissed, the newest first, older than `after`."""
    return [DuplicatePair(**row) for row in await DB.fetch(_OPEN, after, limit)]


async def dismiss_duplicates(family: Sequence[UUID], other: Sequence[UUID], actor: Actor) -> None:
    """Keeps that the customers of two families are two people, in the running transaction."""
    await DB.execute(_DISMISS, list(family), list(other), clock.now(), str(actor))
