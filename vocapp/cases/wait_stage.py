"""Stage `case_waited`: the time to wait for the customer is over, and somebody looks again."""

from datetime import datetime
from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.cases import action_rules
from vocapp.cases.case_states import State
from vocapp.cases.recovery_check import CLOCKWORK
from vocapp.cases.save_change import locked, tell, write
from vocapp.database import DB
from vocapp.feature import Registry

STAGE: Final = "case_waited"


async def over(registry: Registry, case_id: UUID) -> datetime | None:
    """End the waiting of a case, or say when it ends."""
    async with DB.transaction():
        held = await locked(case_id)
        if held.case.state is not State.WAITING or held.case.waits_until is None:
            return None
        if held.case.waits_until > clock.now():
            return held.case.waits_until
        await write(registry, CLOCKWORK, held, action_rules.resume(held.case, "time", clock.now()))
    tell(case_id)
    return None
