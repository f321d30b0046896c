"""What happens to an ask after it was made: answered, declined, not meant for this person, expired.

Everything here runs in the running transaction, may be repeated, and takes what has not left yet out of line.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp import clock
from vocapp.database import DB
from vocapp.invitations.policy.dispositions import Disposition, sources
from vocapp.messages import message_queue
from vocapp.tokens import is_well_formed, stored

KIND: Final = "invitation"
FIELDS: Final = (
    "id, contact_id, customer_id, brand_id, survey_version_id, identity_id, channel, language, disposition, "
    "generation, key_id, expires_at, is_test"
)
FIND: Final = f"SELECT {FIELDS} FROM invitation WHERE {{column}} = $1"
# What came of an ask counts for its contact.
MOVE: Final = """
WITH moved AS (
  UPDATE invitation SET disposition = $2 WHERE id = $1 AND disposition = ANY($3::text[]) RETURNING contact_id)
INSERT INTO due (stage, subject_id, not_before) SELECT 'count', contact_id, $4 FROM moved
ON CONFLICT (stage, subject_id) DO UPDATE SET revision = due.revision + 1, not_before = excluded.not_before,
  attempts = 0, error = NULL, quarantined_at = NULL"""
HAS_LEFT: Final = """
SELECT EXISTS (SELECT FROM message WHERE kind = 'invitation' AND subject_id = $1
AND state IN ('sending', 'sent', 'delivered', 'uncertain'))"""


class InvitationRow(Struct, frozen=True, kw_only=True):
    """An ask, without its facts."""

    id: UUID
    contact_id: UUID
    customer_id: UUID
    brand_id: UUID
    survey_version_id: UUID
    identity_id: UUID | None
    channel: str
    language: str
    disposition: str
    generation: int
    key_id: str
    expires_at: datetime
    is_test: bool


async def find_by_answer_token(token: str) -> InvitationRow | None:
    """The ask that the token of an answer link opens."""
    return await _find("answer_hash", stored(token)) if is_well_formed(token) else None


async def find_by_opt_out_token(token: str) -> InvitationRow | None:
    """The ask whose customer may stop us with this token."""
    return await _find("opt_out_hash", stored(token)) if is_well_formed(token) else None


async def find(invitation_id: UUID) -> InvitationRow | None:
    """The ask of that id."""
    return await _find("id", invitation_id)


async def _find(column: str, value: bytes | UUID) -> InvitationRow | None:
    row = await DB.fetch_one(FIND.format(column=column), value)
    return InvitationRow(**dict(row)) if row else None


async def move(invitation_id: UUID, target: Disposition) -> bool:
    """Let `target` be what came of the ask, where that may still be; whether it is new."""
    return bool(await DB.execute(MOVE, invitation_id, target.value, sources(target), clock.now()))


async def answered(invitation_id: UUID, *, complete: bool) -> None:
    """Something was answered, or all of it: no reminder leaves any more."""
    await move(invitation_id, Disposition.COMPLETE if complete else Disposition.PARTIAL)
    await _revoke(invitation_id, "answered")


async def declined(invitation_id: UUID) -> None:
    """The customer does not want to answer this one; nothing is said of others."""
    await move(invitation_id, Disposition.REFUSED)
    await _revoke(invitation_id, "declined")


async def not_me(invitation_id: UUID) -> None:
    """Whoever reads it had no such contact: it reached somebody else."""
    await move(invitation_id, Disposition.OTHER)
    await _revoke(invitation_id, "not the customer")


async def expire(invitation_id: UUID) -> None:
    """Stage `expire`: nothing leaves any more, and an ask of which nothing ever left has reached nobody."""
    async with DB.transaction():
        await _revoke(invitation_id, "expired")
        if not await DB.fetch_value(HAS_LEFT, invitation_id):
            await move(invitation_id, Disposition.NONCONTACT)


async def _revoke(invitation_id: UUID, reason: str) -> None:
    await message_queue.revoke(kind=KIND, subjects=[invitation_id], reason=reason)
