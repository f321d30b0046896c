"""A customer wants no more of this: the permission is withdrawn, what is queued is revoked, the ask refused; at once.

An opt-out by a click on our page can be taken back on that page for an hour; one that came by mail or by the mail
program's own button cannot be told from a real wish and stays.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg

from vocapp import clock
from vocapp.customers.merge import family_of
from vocapp.customers.permissions import PermissionKey, grant, withdraw
from vocapp.customers.types import Basis, Purpose, WritingChannel
from vocapp.database import DB
from vocapp.http.access import ANYONE
from vocapp.invitations.lifecycle import InvitationRow, move
from vocapp.invitations.policy.dispositions import Disposition
from vocapp.messages import message_queue

REGRET: Final = timedelta(hours=1)
WITHDRAWN: Final = """
SELECT p.identity_id, p.withdrawn_at, p.withdrawn_by, p.basis, p.country FROM permission p
JOIN identity i ON i.id = p.identity_id WHERE i.customer_id = ANY($1::uuid[]) AND p.channel = $2
AND p.purpose = 'survey' AND p.withdrawn_at IS NOT NULL ORDER BY p.withdrawn_at DESC"""


async def opt_out(ask: InvitationRow, by: str) -> None:
    """Stop asking the customer of `ask` on its channel, by his word through `by`: link, header, reply or complaint."""
    async with DB.transaction():
        family = await family_of(ask.customer_id)
        if ask.identity_id is not None:
            await withdraw(_wish(ask.channel, ask.identity_id), by=by, actor=ANYONE)
        await message_queue.revoke(
            customers=family, sparing=message_queue.WRITTEN_BY_STAFF, reason=f"opted out by {by}"
        )
        await move(ask.id, Disposition.REFUSED)


async def is_out(ask: InvitationRow) -> bool:
    """Whether the address of `ask` is not to be asked any more on its channel."""
    return any(ask.identity_id in (row["identity_id"], None) for row in await _withdrawn(ask))


async def may_go_back(ask: InvitationRow) -> bool:
    """Whether the customer of `ask` can still take his opt-out back on our page."""
    return any(_may_be_regretted(row) for row in await _withdrawn(ask))


async def take_back(ask: InvitationRow) -> bool:
    """Undo an opt-out that was clicked on our page within the last hour; False: it stands."""
    async with DB.transaction():
        fresh = [row for row in await _withdrawn(ask) if _may_be_regretted(row)]
        for row in fresh:
            await grant(
                _wish(ask.channel, row["identity_id"]),
                Basis(row["basis"] or Basis.CONSENT),
                actor=ANYONE,
                country=row["country"],
                evidence="took back an opt-out on our page",
            )
        if fresh:
            await move(ask.id, Disposition.UNKNOWN)
    return bool(fresh)


async def _withdrawn(ask: InvitationRow) -> list[asyncpg.Record]:
    return await DB.fetch(WITHDRAWN, await family_of(ask.customer_id), ask.channel)


def _may_be_regretted(row: asyncpg.Record) -> bool:
    return bool(row["withdrawn_by"] == "link" and row["withdrawn_at"] > clock.now() - REGRET)


def _wish(channel: str, identity_id: UUID) -> PermissionKey:
    return PermissionKey(identity_id, WritingChannel(channel), Purpose.SURVEY)
