"""Failed jobs: those that failed five times. An administrator sees them and can run them again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from vocapp.audit.record import record
from vocapp.database import DB, jobs
from vocapp.database.notify import wake
from vocapp.database.tables import Job
from vocapp.http.access import Actor
from vocapp.ui.paging import parse_key

MOST: Final = 200


@dataclass(frozen=True)
class FailedJob:
    """A job that was given up, and what of its last failure is kept."""

    stage: str
    subject_id: UUID
    error: str | None
    quarantined_at: datetime


async def list_failed_jobs() -> list[FailedJob]:
    """Failed jobs of every stage, the latest first."""
    jobs = Job.select(Job.stage, Job.subject_id, Job.error, Job.quarantined_at).where(Job.quarantined_at.is_not_null())
    return [FailedJob(**row) for row in await jobs.order_by(Job.quarantined_at, ascending=False).limit(MOST)]


async def retry_failed_job(actor: Actor, stage: str, subject: str) -> bool:
    """Gives a job five more attempts; False if it is not in quarantine."""
    async with DB.transaction():
        known = parse_key(subject)
        if known is None or not await jobs.retry(stage, known):
            return False
        await record(actor, "due.replayed", stage, known)
    wake(stage)
    return True
