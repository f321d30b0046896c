"""Takes back the invitation about an amended contact, as long as nothing of it has left: nobody is asked twice."""

from typing import Final
from uuid import UUID

from vocapp.database import DB
from vocapp.invitations.save_decision import keep_decision, reopen_decision
from vocapp.messages.message_states import TRIED_SQL

_RETRACT: Final = f"""
DELETE FROM invitation i WHERE i.contact_id = $1
AND NOT EXISTS (SELECT FROM message m WHERE m.kind = 'invitation' AND m.subject_id = i.id
  AND m.state {TRIED_SQL})
AND NOT EXISTS (SELECT FROM response r WHERE r.invitation_id = i.id)"""  # noqa: S608 — TRIED_SQL is a constant


async def retract_invitation(contact_id: UUID) -> bool:
    """Takes the invitation back in the running transaction; False, and the decision stays, where it has had effects.

    `contacts.amend_contact` has revoked what was queued, under the lock of the customer.
    """
    if await DB.execute(_RETRACT, contact_id):
        await reopen_decision(contact_id)
        return True
    await keep_decision(contact_id)
    return False
