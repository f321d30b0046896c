"""How does a person's answer reach the customer? As a mail of kind "case_reply", one for each line of the story.

It carries the owner's name and the brand's look, and is threaded: to the survey's mail, or to the last one before it.
What he answers comes back to the case.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from vocapp.cases.mail.customer_address import Address
from vocapp.cases.save_change import Locked
from vocapp.database import DB
from vocapp.messages.message_queue import NewMessage, enqueue_message, revoke

KIND: Final = "case_reply"
_ASKED_AT: Final = """
SELECT i.identity_id FROM response r JOIN invitation i ON i.id = r.invitation_id WHERE r.id = $1"""


async def asked_at(held: Locked) -> UUID | None:
    """The identity at which the customer of a case was asked."""
    found: UUID | None = await DB.fetch_value(_ASKED_AT, held.row["response_id"])
    return found


async def put_in_line(held: Locked, entry: UUID, address: Address, when: datetime) -> None:
    """Let the reply of a line leave at a moment, in the running transaction."""
    to = NewMessage(
        kind=KIND, subject_id=entry, customer_id=held.row["customer_id"], address=address.value, due_at=when
    )
    await enqueue_message(to)


async def call_back(entry: UUID) -> bool:
    """Take a reply out of line, in the running transaction; False: it has left."""
    return bool(await revoke(kind=KIND, subjects=[entry], reason="taken back"))
