"""What happens to an ask after it was made: answered, declined, not meant for this person, expired.

Everything here runs in the running transaction, may be repeated, and takes what has not left yet out of line.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp import clock
from vocapp.database import DB
from vocapp.database.jobs import enqueue_sql
from vocapp.invitations.policy.dispositions import Disposition, sources
from vocapp.messages import message_queue
from vocapp.tokens import is_well_formed, token_hash

KIND: Final = "invitation"
FIELDS: Final = (
    "id, contact_id, customer_id, brand_id, survey_version_id, identity_id, channel, language, disposition, "
    "generation, key_id, expires_at, is_test"
)
FIND: Final = f"SELECT {FIELDS} FROM invitation WHERE {{column}} = $1"


def may_become(current: str, target: str) -> str:
    """SQL condition: the disposition `current` may become `target`, or is it already; both are SQL expressions."""
    origins = {one: ", ".join(f"'{source}'" for source in (one, *sources(one))) for one in Disposition}
    cases = " ".join(f"WHEN '{one}' THEN {current} IN ({names})" for one, names in origins.items())
    return f"CASE {target} {cases} ELSE false END"


def lock_movable(rows: str, condition: str = "true") -> str:
    """SELECT of the ids of those invitations that the dispositions of `rows` (invitation_id, disposition) may apply to.

    It locks them: what another transaction does to them meanwhile is waited for and counts.
    """
    return f"""
  SELECT invitation.id FROM invitation JOIN {rows} ON {rows}.invitation_id = invitation.id
  WHERE {condition} AND {may_become("invitation.disposition", f"{rows}.disposition")}
  ORDER BY invitation.id FOR NO KEY UPDATE OF invitation"""


def move_rows(rows: str, join: str = "") -> str:
    """UPDATE that gives each invitation its disposition of `rows`, narrowed by `join`, where the table allows it."""
    return f"""
  UPDATE invitation SET disposition = {rows}.disposition FROM {rows} {join}
  WHERE invitation.id = {rows}.invitation_id AND invitation.disposition <> {rows}.disposition
  AND {may_become("invitation.disposition", f"{rows}.disposition")}"""


# The contact is counted again, since its rates depend on the disposition.
MOVE: Final = f"""
WITH wanted AS (SELECT $1::uuid AS invitation_id, $2::text AS disposition),
moved AS ({move_rows("wanted")} RETURNING contact_id)
{enqueue_sql("SELECT 'count', contact_id, $3::timestamptz FROM moved")}"""
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
    return await _find("answer_hash", token_hash(token)) if is_well_formed(token) else None


async def find_by_opt_out_token(token: str) -> InvitationRow | None:
    """The ask whose customer may stop us with this token."""
    return await _find("opt_out_hash", token_hash(token)) if is_well_formed(token) else None


async def find(invitation_id: UUID) -> InvitationRow | None:
    """The ask of that id."""
    return await _find("id", invitation_id)


async def _find(column: str, value: bytes | UUID) -> InvitationRow | None:
    row = await DB.fetch_one(FIND.format(column=column), value)
    return InvitationRow(**dict(row)) if row else None


async def move(invitation_id: UUID, target: Disposition) -> bool:
    """Let `target` be what came of the ask, where that may still be; whether it is new."""
    return bool(await DB.execute(MOVE, invitation_id, target.value, clock.now()))


async def decline(invitation_id: UUID) -> None:
    """The customer does not want to answer this one; nothing is said of others."""
    await move(invitation_id, Disposition.REFUSED)
    await _revoke(invitation_id, "declined")


async def mark_not_me(invitation_id: UUID) -> None:
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
