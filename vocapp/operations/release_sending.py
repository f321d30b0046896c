"""Releases sending on a restored copy, which must not write to customers while the original does."""

from vocapp import clock
from vocapp.database import DB
from vocapp.database.instance_facts import Fact, delete_fact, get_fact
from vocapp.messages.message_queue import revoke_due

REASON = "was due while this restored copy was held, so the original may have sent it"


async def count_due() -> int:
    """The number of queued messages that are due."""
    count: int = await DB.fetch_value(
        "SELECT count(*) FROM message WHERE state = 'queued' AND due_at <= $1", clock.now()
    )
    return count


async def release(*, send_due: bool = False) -> int | None:
    """Releases sending and returns the number of revoked messages; None if sending was not held.

    The original may have sent what is due by now after the backup was made. So that no customer is mailed twice, those
    messages are revoked unless `send_due`.
    """
    async with DB.transaction():
        if await get_fact(Fact.SENDING_HELD) is None:
            return None
        revoked = 0 if send_due else await revoke_due(clock.now(), REASON)
        await delete_fact(Fact.SENDING_HELD)
    return revoked
