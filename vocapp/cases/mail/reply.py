"""How does a person's answer reach the customer? As a mail of kind "case_reply", one for each line of the story.

It carries the owner's name and the brand's look, and is threaded: to the survey's mail, or to the last one before it.
What he answers comes back to the case.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from vocapp.cases.mail.customer_address import CaseAddress
from vocapp.cases.save_change import LockedCase
from vocapp.database import DB
from vocapp.messages.message_queue import NewMessage, enqueue_message, revoke

KIND: Final = "case_reply"
_ASKED_AT: Final = """
SELECT i.identity_id FROM response r JOIN invitation i ON i.id = r.invitation_id WHERE r.id = $1"""


async def invited_identity(held: LockedCase) -> UUID | None:
    """The identity at which the customer of a case was asked."""
    found: UUID | None = await DB.fetch_value(_ASKED_AT, held.row["response_id"])
    return found


async def enqueue_reply(held: LockedCase, entry: UUID, address: CaseAddress, when: datetime) -> None:
    """Let the reply of a line leave at a moment, in the running transaction."""
    to = NewMessage(
        kind=KIND, subject_id=entry, customer_id=held.row["customer_id"], address=address.value, due_at=when
    )
    await enqueue_message(to)


async def revoke_reply(entry: UUID) -> bool:
    """Take a reply out of line, in the running transaction; False: it has left."""
    return bool(await revoke(kind=KIND, subjects=[entry], reason="taken back"))
