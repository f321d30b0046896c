"""A worker that dies, hangs or stops delays no other job and loses none."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from tests.database.recording_stage import RecordingStage, count_jobs, expire_lease, row
from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.database.jobs import ATTEMPTS, claim, enqueue, run_jobs

pytestmark = pytest.mark.committed


async def test_a_row_that_hangs_is_cut_off_and_counts_as_failed(own_database: str) -> None:
    diary, ada, bert = RecordingStage(lease_seconds=0.2), new_id(), new_id()
    diary.hanging = {ada}
    await enqueue("diary", ada, bert)
    await run_jobs(diary.stage)
    assert (await row(ada))["error"] == "not done within 0.2 s"
    assert bert in diary.worked


async def test_rows_not_begun_in_time_are_given_back(own_database: str) -> None:
    diary, ada, bert = RecordingStage(lease_seconds=0.2, concurrency=1), new_id(), new_id()
    diary.hanging = {ada}
    await enqueue("diary", ada)
    await enqueue("diary", bert, not_before=clock.now() + timedelta(microseconds=1))
    assert await run_jobs(diary.stage) == 2
    assert diary.worked == [ada]
    assert ((await row(bert))["lease"], (await row(bert))["attempts"]) == (None, 0)


async def test_a_row_that_another_transaction_locks_is_skipped(own_database: str) -> None:
    diary, ada, bert = RecordingStage(), new_id(), new_id()
    await enqueue("diary", ada, bert)
    elsewhere = await asyncpg.connect(own_database)
    try:
        async with elsewhere.transaction():
            await elsewhere.execute("SELECT FROM due WHERE subject_id = $1 FOR UPDATE", ada)
            async with asyncio.timeout(10):  # a claim that waited for the lock would wait for ever
                claimed = await claim(diary.stage)
        assert [row.subject_id for row in claimed] == [bert]
    finally:
        await elsewhere.close()
    assert [row.subject_id for row in await claim(diary.stage)] == [ada]


async def test_leases_of_one_batch_end_at_different_times(own_database: str) -> None:
    """So that rows whose process died do not all become suspects at the same moment."""
    diary = RecordingStage(batch=50, lease_seconds=100.0)
    await enqueue("diary", *(new_id() for _ in range(50)))
    before = await DB.fetch_value("SELECT clock_timestamp()")
    leases = [row.lease for row in await claim(diary.stage)]
    after = await DB.fetch_value("SELECT clock_timestamp()")
    assert len(set(leases)) == 50
    assert min(leases) >= before + timedelta(seconds=100)
    assert max(leases) <= after + timedelta(seconds=150)
    assert max(leases) - min(leases) > timedelta(seconds=15)


async def test_reading_ahead_may_fail_without_stopping_the_stage(own_database: str) -> None:
    async def prepare(subjects: Sequence[UUID]) -> None:
        raise ValueError("one of them cannot be read")

    diary = RecordingStage()
    await enqueue("diary", ada := new_id())
    assert await run_jobs(replace(diary.stage, prepare=prepare)) == 1
    assert diary.worked == [ada]
    assert await count_jobs() == 0


async def test_stopping_gives_every_row_back_at_once(own_database: str) -> None:
    diary = RecordingStage()
    subjects = [new_id() for _ in range(10)]
    diary.hanging = set(subjects)
    await enqueue("diary", *subjects)
    worker = asyncio.create_task(run_jobs(diary.stage))
    await diary.begun.wait()
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    assert await DB.fetch_value("SELECT count(*) FROM due WHERE lease IS NULL AND attempts = 0") == 10


async def test_the_lease_of_a_dead_worker_frees_its_row(own_database: str) -> None:
    diary, ada = RecordingStage(), new_id()
    await enqueue("diary", ada)
    assert len(await claim(diary.stage)) == 1
    assert await run_jobs(diary.stage) == 0, "held"
    await expire_lease(ada)
    assert await run_jobs(diary.stage) == 1
    assert await count_jobs() == 0


async def test_a_late_worker_does_not_release_the_claim_of_another(own_database: str) -> None:
    diary, other, ada = RecordingStage(), RecordingStage(), new_id()
    diary.hanging = other.hanging = {ada}
    await enqueue("diary", ada)
    slow = asyncio.create_task(run_jobs(diary.stage))
    await diary.begun.wait()
    await expire_lease(ada)
    await enqueue("diary", ada)  # changed meanwhile, so that the slow one has to release it
    taker = asyncio.create_task(run_jobs(other.stage))
    await other.begun.wait()
    held = (await row(ada))["lease"]
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)
    assert (await row(ada))["lease"] == held is not None
    taker.cancel()
    await asyncio.gather(taker, return_exceptions=True)


DYING = """
import asyncio, os, sys
from uuid import UUID
from vocapp.database import DB
from vocapp.database.jobs import Stage, run_jobs

async def work(subject):
    if subject == UUID(sys.argv[2]):
        os._exit(9)

async def main():
    await DB.open(sys.argv[1], size=2)
    while await run_jobs(Stage(name="diary", work=work, concurrency=1)):
        pass
    await DB.close()

asyncio.run(main())
"""


async def test_a_row_that_kills_its_process_is_quarantined_alone(own_database: str) -> None:
    killer, others = new_id(), [new_id() for _ in range(20)]
    await enqueue("diary", killer, *others)
    deaths = 0
    for _ in range(ATTEMPTS + 2):
        command = [sys.executable, "-c", DYING, own_database, str(killer)]
        deaths += (await asyncio.to_thread(subprocess.run, command, check=False)).returncode == 9
        await DB.execute("UPDATE due SET lease = clock_timestamp() - interval '1 s' WHERE lease IS NOT NULL")
    assert deaths == ATTEMPTS
    assert await count_jobs() == 1
    found = await row(killer)
    assert found["error"] == "the process died while working on it"
    assert found["quarantined_at"] is not None
