"""Lifecycle of an invitation: answered, declined, reached another person, expired.

The only module that writes `invitation.disposition`; statements of other packages embed `lock_movable` and `move_rows`.
Functions run in the running transaction, are idempotent, and revoke messages that are still queued.
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
FIND: Final = f"SELECT {FIELDS} FROM invitation WHERE {{column}} = $1"  # noqa: S608


def may_become(current: str, target: str) -> str:
    """SQL condition: disposition `current` may become `target` or already is; both are SQL expressions."""
    origins = {one: ", ".join(f"'{source}'" for source in (one, *sources(one))) for one in Disposition}
    cases = " ".join(f"WHEN '{one}' THEN {current} IN ({names})" for one, names in origins.items())
    return f"CASE {target} {cases} ELSE false END"


def lock_movable(rows: str, condition: str = "true") -> str:
    """SELECT that locks the invitations of `rows` (invitation_id, disposition) that may take their new disposition.

    It returns their ids. It waits for a concurrent change of the same invitation and respects it.
    """
    return f"""
  SELECT invitation.id FROM invitation JOIN {rows} ON {rows}.invitation_id = invitation.id
  WHERE {condition} AND {may_become("invitation.disposition", f"{rows}.disposition")}
  ORDER BY invitation.id FOR NO KEY UPDATE OF invitation"""  # noqa: S608


def move_rows(rows: str, join: str = "") -> str:
    """UPDATE that writes the dispositions of `rows`, narrowed by `join`, where the table of transitions allows it."""
    return f"""
  UPDATE invitation SET disposition = {rows}.disposition FROM {rows} {join}
  WHERE invitation.id = {rows}.invitation_id AND invitation.disposition <> {rows}.disposition
  AND {may_become("invitation.disposition", f"{rows}.disposition")}"""  # noqa: S608


# The contact is counted again, since its rates depend on the disposition.
MOVE: Final = f"""
WITH wanted AS (SELECT $1::uuid AS invitation_id, $2::text AS disposition),
moved AS ({move_rows("wanted")} RETURNING contact_id)
{enqueue_sql("SELECT 'count', contact_id, $3::timestamptz FROM moved")}"""  # noqa: S608
HAS_LEFT: Final = """
SELECT EXISTS (SELECT FROM message WHERE kind = 'invitation' AND subject_id = $1
AND state IN ('sending', 'sent', 'delivered', 'uncertain'))"""


class InvitationRow(Struct, frozen=True, kw_only=True):
    """An invitation without its facts."""

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
    """The invitation of an answer link's token."""
    return await _find("answer_hash", token_hash(token)) if is_well_formed(token) else None


async def find_by_opt_out_token(token: str) -> InvitationRow | None:
    """The invitation of an opt-out link's token."""
    return await _find("opt_out_hash", token_hash(token)) if is_well_formed(token) else None


async def find(invitation_id: UUID) -> InvitationRow | None:
    """The invitation with that id."""
    return await _find("id", invitation_id)


async def _find(column: str, value: bytes | UUID) -> InvitationRow | None:
    row = await DB.fetch_one(FIND.format(column=column), value)
    return InvitationRow(**dict(row)) if row else None


async def move(invitation_id: UUID, target: Disposition) -> bool:
    """Changes the disposition to `target` where the table allows it; returns whether it did."""
    return bool(await DB.execute(MOVE, invitation_id, target.value, clock.now()))


async def decline(invitation_id: UUID) -> None:
    """The customer does not want to answer this invitation; later ones are not affected."""
    await move(invitation_id, Disposition.REFUSED)
    await _revoke(invitation_id, "declined")


async def mark_not_me(invitation_id: UUID) -> None:
    """The reader had no such contact: the message reached another person."""
    await move(invitation_id, Disposition.OTHER)
    await _revoke(invitation_id, "not the customer")


async def expire(invitation_id: UUID) -> None:
    """Stage `expire`: revokes what is queued. If no message was sent, the disposition is noncontact."""
    async with DB.transaction():
        await _revoke(invitation_id, "expired")
        if not await DB.fetch_value(HAS_LEFT, invitation_id):
            await move(invitation_id, Disposition.NONCONTACT)


async def _revoke(invitation_id: UUID, reason: str) -> None:
    await message_queue.revoke(kind=KIND, subjects=[invitation_id], reason=reason)
