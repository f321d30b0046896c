"""Inbound events about an invitation's messages: hard bounce, complaint, opt-out reply, possible opt-out."""

from vocapp.customers.bounced_addresses import mark_identity_bounced
from vocapp.customers.holds import place_hold, release_hold
from vocapp.feature import Inbound
from vocapp.invitations import lifecycle
from vocapp.invitations.lifecycle import KIND, InvitationRow
from vocapp.invitations.opt_out import opt_out
from vocapp.invitations.policy.dispositions import Disposition
from vocapp.messages import message_queue


async def receive(inbound: Inbound) -> None:
    """The receiver of this package: what changes permission or address of an invitation; ignores all else.

    A possible opt-out holds routine invitations until a person decides: then it is an opt_out, or it is kept.
    """
    if inbound.subject_kind != KIND or inbound.subject_id is None:
        return
    invitation = await lifecycle.find(inbound.subject_id)
    if invitation is None:
        return
    if inbound.mail_id is not None and inbound.kind in ("opt_out", "kept"):
        await release_hold(inbound.mail_id)
    match inbound.kind:
        case "unsure" if inbound.mail_id is not None:
            await place_hold(invitation.customer_id, inbound.mail_id)
        case "opt_out":
            await opt_out(invitation, str(inbound.detail.get("by", "reply")))
        case "complaint":
            await opt_out(invitation, "complaint")
        case "bounce_hard":
            await _mark_bounced(invitation, inbound.address)


async def _mark_bounced(invitation: InvitationRow, address: str) -> None:
    """The address is dead: revokes what is queued, and the disposition becomes noncontact."""
    await mark_identity_bounced(invitation.identity_id, address)
    await message_queue.revoke(kind=KIND, subjects=[invitation.id], reason="the address bounced")
    await lifecycle.move(invitation.id, Disposition.NONCONTACT)
