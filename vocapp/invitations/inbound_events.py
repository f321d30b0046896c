"""What comes back about an ask's messages: a dead address, a complaint, a reply that says stop."""

from typing import Final

from vocapp import clock
from vocapp.database import DB
from vocapp.feature import Inbound
from vocapp.invitations import lifecycle
from vocapp.invitations.lifecycle import KIND, InvitationRow
from vocapp.invitations.opt_out import opt_out
from vocapp.invitations.policy.dispositions import Disposition
from vocapp.messages import message_queue

BOUNCED: Final = "UPDATE identity SET bounced_at = $3 WHERE id = $1 AND value = $2 AND bounced_at IS NULL"


async def receive(inbound: Inbound) -> None:
    """The receiver of this room: opt_out, complaint and bounce_hard about an ask; all else is ignored."""
    if inbound.subject_kind != KIND or inbound.subject_id is None:
        return
    ask = await lifecycle.find(inbound.subject_id)
    if ask is None:
        return
    match inbound.kind:
        case "opt_out":
            await opt_out(ask, str(inbound.detail.get("by", "reply")))
        case "complaint":
            await opt_out(ask, "complaint")
        case "bounce_hard":
            await _bounced(ask, inbound.address)


async def _bounced(ask: InvitationRow, address: str) -> None:
    """The address is dead: nothing more is sent there, and the ask has reached nobody."""
    await DB.execute(BOUNCED, ask.identity_id, address, clock.now())
    await message_queue.revoke(kind=KIND, subjects=[ask.id], reason="the address bounced")
    await lifecycle.move(ask.id, Disposition.NONCONTACT)
