"""Stage `case_waited`: ends the wait for the customer when its time is up."""

from datetime import datetime
from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.cases import action_rules
from vocapp.cases.case_states import CaseState
from vocapp.cases.recovery_check import SYSTEM
from vocapp.cases.save_change import lock_case, notify_pages, write_change
from vocapp.database import DB
from vocapp.feature import Registry

STAGE: Final = "case_waited"


async def end_wait(registry: Registry, case_id: UUID) -> datetime | None:
    """Ends the wait of a case; where its end is still to come, returns that time to run again."""
    async with DB.transaction():
        held = await lock_case(case_id)
        if held.case.state is not CaseState.WAITING or held.case.waits_until is None:
            return None
        if held.case.waits_until > clock.now():
            return held.case.waits_until
        await write_change(registry, SYSTEM, held, action_rules.resume(held.case, "time", clock.now()))
    notify_pages(case_id)
    return None
