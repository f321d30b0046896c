"""Is a long piece of work still to be done, and did it fail the last time?"""

from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp.database import DB

_OWED: Final = "SELECT lease IS NOT NULL AS is_on, error, quarantined_at FROM due WHERE stage = $1 AND subject_id = $2"


class JobStatus(Struct, frozen=True):
    """Work that is not over: `is_on` while it is done, `error` where it failed the last time."""

    is_on: bool
    error: str | None
    is_given_up: bool


async def load_job_status(stage: str, subject: UUID) -> JobStatus | None:
    """The work that is due or being done; None where there is none."""
    row = await DB.fetch_one(_OWED, stage, subject)
    return None if row is None else JobStatus(row["is_on"], row["error"], row["quarantined_at"] is not None)
