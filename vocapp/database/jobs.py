"""Jobs: the table `due`, written in the transaction of the change, claimed with a lease, never lost.

A row is a job: `stage` has work to do for `subject_id` at `revision`, not before a moment of business time. A worker
claims rows with SKIP LOCKED and a lease by the database's clock, does the work, and deletes a row only if its revision
is unchanged. After five failures a job is quarantined: it is listed and can be run again. Work must be idempotent.

A job whose lease expired was held by a process that died, perhaps because of this job. Such a suspect runs alone, so
that it does not bring others into quarantine. Leases vary in length for the same reason.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vocapp import clock
from vocapp.database.engine import DB
from vocapp.failures import describe_failure

ATTEMPTS = 5
FINISHED_TOGETHER = 8
BACK_OFF_SECONDS = (2, 10, 60, 300, 900)


def enqueue_sql(select: str) -> str:
    """The SQL that enqueues the rows (stage, subject_id, not_before) of `select`: a statement, or a part of one (CTE).

    A job that exists is due again: its revision rises, and failures of before are forgotten. Every statement that
    enqueues is made with this. `select` names a job at most once; where several writers enqueue many of the same jobs
    it is ordered by subject_id, so that they wait for each other instead of in a ring.
    """
    return (
        f"INSERT INTO due (stage, subject_id, not_before) {select} ON CONFLICT (stage, subject_id) DO UPDATE "
        "SET revision = due.revision + 1, not_before = excluded.not_before, attempts = 0, error = NULL, "
        "quarantined_at = NULL"
    )


def dequeue_sql(stage: str, subjects: str) -> str:
    """The SQL that deletes the jobs of `stage` whose subject_id the select `subjects` returns."""
    return f"DELETE FROM due WHERE stage = '{stage}' AND subject_id IN ({subjects})"  # noqa: S608


ENQUEUE = enqueue_sql(
    "SELECT $1, subject, $3 FROM (SELECT DISTINCT unnest($2::uuid[]) AS subject) given ORDER BY subject"
)
CLAIM = """
WITH picked AS (
  SELECT id FROM due WHERE stage = $1 AND not_before <= $2 AND quarantined_at IS NULL
  AND {free} LIMIT $3 FOR UPDATE SKIP LOCKED)
UPDATE due SET lease = clock_timestamp() + make_interval(secs => $4 * (1 + random() / 2)), attempts = attempts + 1
FROM picked WHERE due.id = picked.id RETURNING due.subject_id, due.revision, due.attempts, due.lease"""
CLAIM_FREE = CLAIM.format(free="lease IS NULL ORDER BY not_before")
CLAIM_SUSPECT = CLAIM.format(free="lease < statement_timestamp() ORDER BY lease")
FINISH = """
DELETE FROM due WHERE id IN (
  SELECT id FROM due JOIN unnest($2::uuid[], $3::int8[]) AS done(subject, worked) ON subject_id = subject
  WHERE stage = $1 AND revision = worked ORDER BY subject_id FOR UPDATE OF due)"""
RELEASE = """
UPDATE due SET lease = NULL FROM unnest($2::uuid[], $3::timestamptz[]) AS held(id, until)
WHERE stage = $1 AND subject_id = held.id AND lease = held.until"""
UNCLAIM = """
UPDATE due SET lease = NULL, attempts = greatest(attempts - 1, 0)
FROM unnest($2::uuid[], $3::timestamptz[]) AS held(id, until)
WHERE stage = $1 AND subject_id = held.id AND lease = held.until"""
POSTPONE = """
UPDATE due SET lease = NULL, attempts = 0, not_before = CASE WHEN revision = $3 THEN $5 ELSE not_before END
WHERE stage = $1 AND subject_id = $2 AND lease = $4"""
FAIL = """
UPDATE due SET lease = NULL, error = $5, not_before = $6, quarantined_at = $7
WHERE stage = $1 AND subject_id = $2 AND revision = $3 AND lease = $4"""
READY_STAGES = "SELECT DISTINCT stage FROM due WHERE not_before <= $1 AND quarantined_at IS NULL AND lease IS NULL"
RETRY = """
UPDATE due SET quarantined_at = NULL, attempts = 0, lease = NULL, error = NULL, not_before = $3
WHERE stage = $1 AND subject_id = $2 AND quarantined_at IS NOT NULL"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A kind of background work. `work` handles one subject, is idempotent, and may return when to run again.

    Work that is not finished when the lease ends is cancelled and counts as failed. `prepare` gets the subjects of a
    batch first, so that it can read them with one statement; `work` must also work without it.
    """

    name: str
    work: Callable[[UUID], Awaitable[datetime | None]]
    batch: int = 32
    concurrency: int = 4
    lease_seconds: float = 60.0
    prepare: Callable[[Sequence[UUID]], Awaitable[None]] | None = None


@dataclass(frozen=True)
class Claim:
    """A claimed job; `lease` distinguishes this claim from a later one of the same row."""

    subject_id: UUID
    revision: int
    attempts: int
    lease: datetime


async def enqueue(stage: str, *subjects: UUID, not_before: datetime | None = None) -> None:
    """Enqueues jobs in the running transaction; a repeat raises the revision. Call `wake(stage)` after it."""
    await DB.execute(ENQUEUE, stage, list(subjects), not_before or clock.now())


async def stages_with_work() -> set[str]:
    """Returns the stages that have jobs due now."""
    return {row["stage"] for row in await DB.fetch(READY_STAGES, clock.now())}


async def claim(stage: Stage) -> list[Claim]:
    """Claims up to `stage.batch` free jobs that are due; the lease frees them if this process dies."""
    rows = await DB.fetch(CLAIM_FREE, stage.name, clock.now(), stage.batch, stage.lease_seconds)
    return [Claim(*row) for row in rows]


async def claim_suspect(stage: Stage) -> list[Claim]:
    """Claims one job, if any, whose last worker died before it was settled."""
    rows = await DB.fetch(CLAIM_SUSPECT, stage.name, clock.now(), 1, stage.lease_seconds)
    return [Claim(*row) for row in rows]


async def run_jobs(stage: Stage) -> int:
    """Claims and runs a batch, `stage.concurrency` at a time, then one suspect; returns how many were claimed."""
    return await _run_claims(stage, await claim(stage)) + await _run_claims(stage, await claim_suspect(stage))


async def _run_claims(stage: Stage, claims: Sequence[Claim]) -> int:
    """Runs the jobs; those not begun within half of the lease, or before this process ends, are released."""
    start = asyncio.get_running_loop().time()
    waiting, done = list(reversed(claims)), list[Claim]()

    async def worker() -> None:
        while waiting and asyncio.get_running_loop().time() < start + stage.lease_seconds / 2:
            claimed = waiting.pop()
            if await run_claim(stage, claimed, start + stage.lease_seconds):
                done.append(claimed)
            if len(done) >= FINISHED_TOGETHER or not waiting:
                await _finish(stage, done)

    try:
        await _prepare(stage, claims)
        async with asyncio.TaskGroup() as group:
            for _ in range(min(stage.concurrency, len(claims))):
                group.create_task(worker())
    finally:
        await _finish(stage, done)
        if waiting:
            await _give_back(stage, waiting)
    return len(claims)


async def _prepare(stage: Stage, claims: Sequence[Claim]) -> None:
    """Calls `prepare`; it may fail because of one bad row. Then each job runs without it and fails alone."""
    if stage.prepare is None or not claims:
        return
    try:
        await stage.prepare([claimed.subject_id for claimed in claims])
    except Exception as failure:
        log.warning("stage could not prepare", extra={"stage": stage.name}, exc_info=failure)


async def _finish(stage: Stage, done: list[Claim]) -> None:
    """Deletes finished jobs, and empties `done`; jobs that changed meanwhile stay and are free again."""
    if not done:
        return
    rows, done[:] = tuple(done), ()
    subjects = [claimed.subject_id for claimed in rows]
    if await DB.execute(FINISH, stage.name, subjects, [claimed.revision for claimed in rows]) < len(rows):
        await DB.execute(RELEASE, stage.name, subjects, [claimed.lease for claimed in rows])


async def _give_back(stage: Stage, claims: Sequence[Claim]) -> None:
    """Releases jobs that did not run, as if they had not been claimed."""
    await DB.execute(UNCLAIM, stage.name, [c.subject_id for c in claims], [c.lease for c in claims])


async def run_claim(stage: Stage, claimed: Claim, until: float) -> bool:
    """Runs one claimed job; returns whether it is finished and may be deleted. Otherwise it is settled here.

    `until` is when the lease ends, by the loop's clock.
    """
    if claimed.attempts > ATTEMPTS:
        await _fail(stage, claimed, "the process died while working on it")
        return False
    try:
        async with asyncio.timeout_at(until) as limit:
            again = await stage.work(claimed.subject_id)
    except asyncio.CancelledError:
        await _give_back(stage, [claimed])
        raise
    except Exception as failure:
        log.warning("stage failed", extra={"stage": stage.name, "subject": str(claimed.subject_id)}, exc_info=failure)
        late = f"not done within {stage.lease_seconds:g} s"
        await _fail(stage, claimed, late if limit.expired() else describe_failure(failure))
        return False
    if again is not None:
        await DB.execute(POSTPONE, stage.name, claimed.subject_id, claimed.revision, claimed.lease, again)
    return again is None


async def _fail(stage: Stage, claimed: Claim, error: str) -> None:
    now = clock.now()
    later = now + timedelta(seconds=BACK_OFF_SECONDS[min(claimed.attempts, len(BACK_OFF_SECONDS)) - 1])
    quarantined = now if claimed.attempts >= ATTEMPTS else None
    key = (stage.name, claimed.subject_id, claimed.revision)
    if not await DB.execute(FAIL, *key, claimed.lease, error, later, quarantined):
        await DB.execute(RELEASE, stage.name, [claimed.subject_id], [claimed.lease])


async def retry(stage: str, subject: UUID) -> bool:
    """Gives a quarantined job five more attempts; False if there is none."""
    return bool(await DB.execute(RETRY, stage, subject, clock.now()))
