"""Status of one long job: training, re-analysis, a search for suggestions."""

from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp.database import DB

_JOB: Final = "SELECT lease IS NOT NULL AS is_on, error, quarantined_at FROM due WHERE stage = $1 AND subject_id = $2"


class JobStatus(Struct, frozen=True):
    """A job that is not done. `is_on`: running now; `error`: of the last try; `is_given_up`: failed for good."""

    is_on: bool
    error: str | None
    is_given_up: bool


async def load_job_status(stage: str, subject: UUID) -> JobStatus | None:
    """The job of a stage for a subject; None if it is done or was never enqueued."""
    row = await DB.fetch_one(_JOB, stage, subject)
    return None if row is None else JobStatus(row["is_on"], row["error"], row["quarantined_at"] is not None)
