"""Opt-out: withdraws the permission, revokes queued messages and marks the invitation refused, at once.

An opt-out by a click on our page can be undone on that page for an hour. One that arrived by mail or by the mail
program's own button cannot be told from a deliberate choice and stays. So does one after an erasure.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg

from vocapp import clock
from vocapp.customers.merging.merge import family_of
from vocapp.customers.permissions import PermissionKey, grant, objection_stands, withdraw
from vocapp.customers.suppression_list import is_suppressed_after_erasure, suppress_erased
from vocapp.customers.types import Basis, Purpose, WritingChannel
from vocapp.database import DB
from vocapp.http.access import ANYONE
from vocapp.invitations.lifecycle import InvitationRow, move
from vocapp.invitations.policy.dispositions import Disposition
from vocapp.messages import message_queue

UNDO_WITHIN: Final = timedelta(hours=1)
OPTED_OUT: Final = """
SELECT max(p.withdrawn_at) AS at, max(p.lifted_at) FILTER (WHERE p.identity_id = $3) AS lifted_at
FROM permission p JOIN identity i ON i.id = p.identity_id
WHERE i.customer_id = ANY($1::uuid[]) AND p.channel = $2 AND p.purpose = 'survey'"""
WITHDRAWN: Final = """
SELECT p.identity_id, p.withdrawn_at, p.withdrawn_by, p.basis, p.country FROM permission p
JOIN identity i ON i.id = p.identity_id WHERE i.customer_id = ANY($1::uuid[]) AND p.channel = $2
AND p.purpose = 'survey' AND p.withdrawn_at IS NOT NULL ORDER BY p.withdrawn_at DESC"""
_READER: Final = "SELECT customer_id FROM identity WHERE id = $1"
_ANY_IDENTITY: Final = "SELECT id FROM identity WHERE customer_id = ANY($1::uuid[]) ORDER BY id DESC LIMIT 1"


async def opt_out(invitation: InvitationRow, by: str) -> None:
    """Stops surveys to the customer on the channel of `invitation`; `by`: link, header, reply or complaint."""
    async with DB.transaction():
        family = await _family(invitation)
        if (named := await _identity_of(invitation, family)) is not None:
            await withdraw(_wish(invitation.channel, named), by=by, actor=ANYONE)
        await suppress_erased(family, invitation.channel, Purpose.SURVEY)
        await message_queue.revoke(
            customers=family, sparing=message_queue.WRITTEN_BY_STAFF, reason=f"opted out by {by}"
        )
        await move(invitation.id, Disposition.REFUSED)


async def is_opted_out(invitation: InvitationRow) -> bool:
    """Whether an opt-out stands for the address of `invitation` on its channel."""
    family = await _family(invitation)
    row = await DB.fetch_one(OPTED_OUT, family, invitation.channel, invitation.identity_id)
    if row is not None and objection_stands(row["lifted_at"], [row["at"]]):
        return True
    return await is_suppressed_after_erasure(family, invitation.channel, Purpose.SURVEY)


async def may_undo(invitation: InvitationRow) -> bool:
    """Whether the customer of `invitation` can still undo the opt-out on our page."""
    return any(_may_be_undone(row) for row in await _withdrawn(invitation))


async def undo_opt_out(invitation: InvitationRow) -> bool:
    """Undoes an opt-out that was clicked on our page within the last hour; False if there is none."""
    async with DB.transaction():
        fresh = [row for row in await _withdrawn(invitation) if _may_be_undone(row)]
        for row in fresh:
            await grant(
                _wish(invitation.channel, row["identity_id"]),
                Basis(row["basis"] or Basis.CONSENT),
                actor=ANYONE,
                country=row["country"],
                evidence="took back an opt-out on our page",
            )
        if fresh:
            await move(invitation.id, Disposition.UNKNOWN)
    return bool(fresh)


async def _family(invitation: InvitationRow) -> Sequence[UUID]:
    """The records of whoever has the invited address: somebody else than the customer of the contact where the two were
    merged at that time and are separated since.
    """
    reader: UUID | None = await DB.fetch_value(_READER, invitation.identity_id)
    return await family_of(reader or invitation.customer_id)


async def _identity_of(invitation: InvitationRow, family: Sequence[UUID]) -> UUID | None:
    """The invited identity. After an erasure, any that the customer has since: an opt-out counts for all of them."""
    identity: UUID | None = invitation.identity_id or await DB.fetch_value(_ANY_IDENTITY, list(family))
    return identity


async def _withdrawn(invitation: InvitationRow) -> list[asyncpg.Record]:
    return await DB.fetch(WITHDRAWN, await _family(invitation), invitation.channel)


def _may_be_undone(row: asyncpg.Record) -> bool:
    return bool(row["withdrawn_by"] == "link" and row["withdrawn_at"] > clock.now() - UNDO_WITHIN)


def _wish(channel: str, identity_id: UUID) -> PermissionKey:
    return PermissionKey(identity_id, WritingChannel(channel), Purpose.SURVEY)
