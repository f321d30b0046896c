"""Failed jobs: those that failed five times. An administrator sees them and can run them again."""

from typing import Final

import asyncpg

from vocapp.audit.record import record
from vocapp.database import DB, jobs
from vocapp.database.notify import wake
from vocapp.http.access import Actor

MOST: Final = 200
_LIST: Final = """
SELECT stage, subject_id, attempts, error, quarantined_at FROM due WHERE quarantined_at IS NOT NULL
ORDER BY quarantined_at DESC LIMIT $1"""


async def list_failed_jobs() -> list[asyncpg.Record]:
    """Failed jobs of every stage, the latest first."""
    return await DB.fetch(_LIST, MOST)


async def retry_failed_job(actor: Actor, stage: str, subject: str) -> bool:
    """Gives a job five more attempts; False if it is not in quarantine."""
    async with DB.transaction():
        row = await DB.fetch_one(
            "SELECT subject_id FROM due WHERE stage = $1 AND subject_id::text = $2 AND quarantined_at IS NOT NULL",
            stage,
            subject,
        )
        if row is None or not await jobs.retry(stage, row["subject_id"]):
            return False
        await record(actor, "due.replayed", stage, row["subject_id"])
    wake(stage)
    return True
