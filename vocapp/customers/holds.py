"""A hold on a customer: while one is in place no routine invitation goes out.

An open case places it, and so does a mail that may be an opt-out, until a person decides. `subject_id` is either.
"""

from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.database import DB, new_id

_PLACE: Final = """
INSERT INTO customer_hold (id, customer_id, reason, subject_id, placed_at) VALUES ($1, $2, 'open case', $3, $4)
ON CONFLICT (subject_id) DO UPDATE SET released_at = NULL, placed_at = excluded.placed_at
WHERE customer_hold.released_at IS NOT NULL"""
_RELEASE: Final = "UPDATE customer_hold SET released_at = $2 WHERE subject_id = $1 AND released_at IS NULL"


async def place_hold(customer_id: UUID, subject_id: UUID) -> None:
    """Place the hold of a case or a mail, in the running transaction; one that is in place stays as it is."""
    await DB.execute(_PLACE, new_id(), customer_id, subject_id, clock.now())


async def release_hold(subject_id: UUID) -> None:
    """Release the hold of a case or a mail, in the running transaction; nothing where there is none."""
    await DB.execute(_RELEASE, subject_id, clock.now())
