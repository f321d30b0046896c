"""The mail of a reply: message kind "case_reply", one for each history entry of a reply.

It carries the writer's name and the brand's look, and belongs to the thread of the survey's mail. The customer's answer
comes back to the case.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from vocapp.cases.mail.customer_address import CaseAddress
from vocapp.cases.save_change import LockedCase
from vocapp.database import DB
from vocapp.messages.message_queue import NewMessage, enqueue_message, revoke

KIND: Final = "case_reply"
_INVITED: Final = """
SELECT i.identity_id FROM followup_case c JOIN invitation i ON i.contact_id = c.contact_id WHERE c.id = $1"""


async def invited_identity(held: LockedCase) -> UUID | None:
    """The identity that got the invitation of the case."""
    found: UUID | None = await DB.fetch_value(_INVITED, held.id)
    return found


async def enqueue_reply(held: LockedCase, entry: UUID, address: CaseAddress, when: datetime) -> None:
    """Enqueues the mail of a history entry, to be sent at `when`; in the running transaction."""
    to = NewMessage(kind=KIND, subject_id=entry, customer_id=held.customer_id, address=address.value, due_at=when)
    await enqueue_message(to)


async def revoke_reply(entry: UUID) -> bool:
    """Revokes a queued reply, in the running transaction; False where it was sent."""
    return bool(await revoke(kind=KIND, subjects=[entry], reason="taken back"))
