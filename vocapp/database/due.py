"""What is to be done next? The `due` table: written with the change it follows from, claimed with a lease, never lost.

A row says that `stage` owes `subject_id` some work at `revision`, not before a moment of business time. A worker claims
rows with SKIP LOCKED and a lease by the database's clock, does the work, and deletes a row only where its revision is
unchanged. After five failures the row is quarantined: listed, and replayable. Work must bear being repeated.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vocapp import clock
from vocapp.database.engine import DB

ATTEMPTS = 5
BACK_OFF_SECONDS = (2, 10, 60, 300, 900)

ENQUEUE = """
INSERT INTO due (stage, subject_id, not_before) SELECT $1, subject, $3 FROM unnest($2::uuid[]) AS subject
ON CONFLICT (stage, subject_id) DO UPDATE
SET revision = due.revision + 1, not_before = excluded.not_before, attempts = 0, error = NULL, quarantined_at = NULL"""
CLAIM = """
WITH picked AS (
  SELECT id FROM due WHERE stage = $1 AND not_before <= $2 AND quarantined_at IS NULL
  AND (lease IS NULL OR lease < clock_timestamp()) ORDER BY not_before LIMIT $3 FOR UPDATE SKIP LOCKED)
UPDATE due SET lease = clock_timestamp() + make_interval(secs => $4), attempts = attempts + 1
FROM picked WHERE due.id = picked.id RETURNING due.subject_id, due.revision, due.attempts"""
FINISH = "DELETE FROM due WHERE stage = $1 AND subject_id = $2 AND revision = $3"
RELEASE = "UPDATE due SET lease = NULL WHERE stage = $1 AND subject_id = $2"
POSTPONE = """
UPDATE due SET lease = NULL, attempts = 0, not_before = CASE WHEN revision = $3 THEN $4 ELSE not_before END
WHERE stage = $1 AND subject_id = $2"""
FAIL = """
UPDATE due SET lease = NULL, error = $4, not_before = $5, quarantined_at = CASE WHEN $6 THEN $7::timestamptz END
WHERE stage = $1 AND subject_id = $2 AND revision = $3"""
REPLAY = """
UPDATE due SET quarantined_at = NULL, attempts = 0, lease = NULL, error = NULL, not_before = $3
WHERE stage = $1 AND subject_id = $2 AND quarantined_at IS NOT NULL"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A step of the trip. `work` does one subject, may be repeated without harm, and may return when to look again."""

    name: str
    work: Callable[[UUID], Awaitable[datetime | None]]
    batch: int = 32
    concurrency: int = 4
    lease_seconds: float = 60.0


@dataclass(frozen=True)
class Claim:
    """A claimed row."""

    subject_id: UUID
    revision: int
    attempts: int


async def enqueue(stage: str, *subjects: UUID, not_before: datetime | None = None) -> None:
    """Owe `stage` the subjects, in the running transaction; a repeat raises the revision. `wake(stage)` after it."""
    await DB.execute(ENQUEUE, stage, list(subjects), not_before or clock.now())


async def claim(stage: Stage) -> list[Claim]:
    """Take up to `stage.batch` rows that are due and free; the lease frees them again if this process dies."""
    rows = await DB.fetch(CLAIM, stage.name, clock.now(), stage.batch, stage.lease_seconds)
    return [Claim(*row) for row in rows]


async def work_one(stage: Stage, claimed: Claim) -> bool:
    """Do one claimed row and settle it; whether it went well."""
    if claimed.attempts > ATTEMPTS:
        await _fail(stage, claimed, "the process died while working on it")
        return False
    try:
        again = await stage.work(claimed.subject_id)
    except asyncio.CancelledError:
        raise
    except Exception as failure:
        log.warning("stage failed", extra={"stage": stage.name, "subject": str(claimed.subject_id)}, exc_info=failure)
        await _fail(stage, claimed, f"{type(failure).__name__}: {failure}"[:500])
        return False
    if again is not None:
        await DB.execute(POSTPONE, stage.name, claimed.subject_id, claimed.revision, again)
    elif not await DB.execute(FINISH, stage.name, claimed.subject_id, claimed.revision):
        await DB.execute(RELEASE, stage.name, claimed.subject_id)
    return True


async def _fail(stage: Stage, claimed: Claim, error: str) -> None:
    last = claimed.attempts >= ATTEMPTS
    wait = BACK_OFF_SECONDS[min(claimed.attempts, len(BACK_OFF_SECONDS)) - 1]
    now = clock.now()
    later = datetime.fromtimestamp(now.timestamp() + wait, tz=now.tzinfo)
    settled = await DB.execute(FAIL, stage.name, claimed.subject_id, claimed.revision, error, later, last, now)
    if not settled:
        await DB.execute(RELEASE, stage.name, claimed.subject_id)


async def run_due(stage: Stage) -> int:
    """Claim one batch of `stage` and work it, `stage.concurrency` at a time; how many rows were claimed."""
    claims = await claim(stage)
    waiting = iter(claims)

    async def worker(rows: Iterable[Claim]) -> None:
        for row in rows:
            await work_one(stage, row)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(stage.concurrency, len(claims))):
            group.create_task(worker(waiting))
    return len(claims)


async def replay(stage: str, subject: UUID) -> bool:
    """Give a quarantined row five more tries; False where there is none."""
    return bool(await DB.execute(REPLAY, stage, subject, clock.now()))
