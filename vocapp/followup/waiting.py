"""Stage `case_waited`: the time to wait for the customer is over, and somebody looks again."""

from datetime import datetime
from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.database import DB
from vocapp.followup import changes
from vocapp.followup.checking import CLOCKWORK
from vocapp.followup.states import State
from vocapp.followup.writing import locked, tell, write
from vocapp.part import House

STAGE: Final = "case_waited"


async def over(house: House, case_id: UUID) -> datetime | None:
    """End the waiting of a case, or say when it ends."""
    async with DB.transaction():
        held = await locked(case_id)
        if held.case.state is not State.WAITING or held.case.waits_until is None:
            return None
        if held.case.waits_until > clock.now():
            return held.case.waits_until
        await write(house, CLOCKWORK, held, changes.resume(held.case, "time", clock.now()))
    tell(case_id)
    return None
