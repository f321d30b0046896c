"""May a restored copy write to customers? Only once somebody says that the original no longer does."""

from vocapp import clock
from vocapp.database import DB
from vocapp.database.instance_facts import Fact, delete_fact, get_fact
from vocapp.messages.message_queue import revoke_due

REASON = "was due while this restored copy was held, so the original may have sent it"


async def count_due() -> int:
    """How many queued messages are due by now."""
    count: int = await DB.fetch_value(
        "SELECT count(*) FROM message WHERE state = 'queued' AND due_at <= $1", clock.now()
    )
    return count


async def release(*, send_due: bool = False) -> int | None:
    """Let messages leave again; None where nothing was held.

    What was due by now may have left the original after the backup was taken, so it is revoked unless `send_due`: no
    customer is mailed twice. Returns how many were revoked.
    """
    async with DB.transaction():
        if await get_fact(Fact.SENDING_HELD) is None:
            return None
        revoked = 0 if send_due else await revoke_due(clock.now(), REASON)
        await delete_fact(Fact.SENDING_HELD)
    return revoked
