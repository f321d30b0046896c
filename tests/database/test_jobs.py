"""A job runs once it is due, in one worker at a time, and leaves the table only when it is finished."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.database.recording_stage import RecordingStage, count_jobs, row, run_all_jobs
from tests.patience import until
from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.database.jobs import ATTEMPTS, Stage, enqueue, retry, run_jobs

pytestmark = pytest.mark.committed


async def test_many_workers_do_each_row_once(own_database: str) -> None:
    diary = RecordingStage(batch=7)
    subjects = [new_id() for _ in range(200)]
    await enqueue("diary", *subjects)
    await asyncio.gather(*(run_all_jobs(diary) for _ in range(6)))
    assert Counter(diary.worked) == Counter(subjects)
    assert await count_jobs() == 0


async def test_a_job_is_enqueued_only_if_its_cause_is_committed(own_database: str) -> None:
    with pytest.raises(ZeroDivisionError):
        async with DB.transaction():
            await enqueue("diary", new_id())
            raise ZeroDivisionError
    assert await count_jobs() == 0


async def test_the_same_subject_twice_is_one_row(own_database: str) -> None:
    ada = new_id()
    await enqueue("diary", ada, ada)
    await enqueue("diary", ada)
    assert (await row(ada))["revision"] == 2


async def test_crossing_writers_do_not_lock_each_other(own_database: str) -> None:
    subjects = [new_id() for _ in range(300)]

    async def writer(order: list[UUID]) -> None:
        for _ in range(5):
            await enqueue("diary", *order)

    await asyncio.gather(writer(subjects), writer(subjects[::-1]), writer(subjects))
    assert (await row(subjects[0]))["revision"] == 15


async def test_nothing_is_worked_before_its_time(own_database: str) -> None:
    diary, monday = RecordingStage(), datetime(2026, 5, 4, 9, tzinfo=UTC)
    await enqueue("diary", new_id(), not_before=monday)
    with clock.travelled(monday - timedelta(minutes=1)):
        assert await run_jobs(diary.stage) == 0
    with clock.travelled(monday):
        assert await run_jobs(diary.stage) == 1


async def test_other_stages_are_left_alone(own_database: str) -> None:
    await enqueue("letters", new_id())
    assert await run_jobs(RecordingStage().stage) == 0


async def test_a_change_while_working_keeps_the_row(own_database: str) -> None:
    ada = new_id()

    async def work(subject: UUID) -> None:
        seen.append(subject)
        if len(seen) == 1:
            await enqueue("diary", subject)

    seen: list[UUID] = []
    stage = Stage(name="diary", work=work)
    await enqueue("diary", ada)
    assert await run_jobs(stage) == 1
    assert (await row(ada))["lease"] is None
    assert await run_jobs(stage) == 1
    assert seen == [ada, ada]
    assert await count_jobs() == 0


async def test_a_batch_is_prepared_before_any_of_it_is_worked(own_database: str) -> None:
    diary, told = RecordingStage(), list[tuple[int, int]]()

    async def prepare(subjects: Sequence[UUID]) -> None:
        told.append((len(subjects), len(diary.worked)))

    await enqueue("diary", *(new_id() for _ in range(40)))
    stage = replace(diary.stage, prepare=prepare)
    while await run_jobs(stage):
        pass
    assert told == [(32, 0), (8, 32)]
    assert await count_jobs() == 0


async def test_finished_rows_are_recorded_when_the_stage_stops(own_database: str) -> None:
    diary = RecordingStage(concurrency=1)
    subjects = [new_id() for _ in range(5)]
    diary.hanging = {subjects[3]}
    await enqueue("diary", *subjects)
    working = asyncio.create_task(run_jobs(diary.stage))
    await until(lambda: subjects[3] in diary.worked)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    assert await count_jobs() == 5 - (len(diary.worked) - 1)
    assert await DB.fetch_value("SELECT count(*) FROM due WHERE lease IS NOT NULL") == 0


async def test_a_failure_is_tried_again_later(own_database: str) -> None:
    diary, ada, bert = RecordingStage(), new_id(), new_id()
    diary.failing = {ada}
    await enqueue("diary", ada, bert)
    await run_jobs(diary.stage)
    found = await row(ada)
    assert found["error"] == "ValueError"
    assert found["attempts"] == 1
    assert await run_jobs(diary.stage) == 0, "it waits"
    diary.failing.clear()
    with clock.travelled(clock.now() + timedelta(seconds=3)):
        assert await run_jobs(diary.stage) == 1
    assert await count_jobs() == 0


async def test_after_five_failures_a_row_is_quarantined_and_can_be_replayed(own_database: str) -> None:
    diary, ada = RecordingStage(), new_id()
    diary.failing = {ada}
    await enqueue("diary", ada)
    for hour in range(8):
        with clock.travelled(clock.now() + timedelta(hours=hour)):
            await run_jobs(diary.stage)
    assert len(diary.worked) == ATTEMPTS
    assert (await row(ada))["quarantined_at"] is not None

    diary.failing.clear()
    assert await retry("diary", ada)
    assert not await retry("diary", ada)
    await run_jobs(diary.stage)
    assert await count_jobs() == 0


async def test_new_cause_ends_a_quarantine(own_database: str) -> None:
    diary, ada = RecordingStage(), new_id()
    await enqueue("diary", ada)
    await DB.execute("UPDATE due SET quarantined_at = now(), attempts = 5")
    await enqueue("diary", ada)
    await run_jobs(diary.stage)
    assert await count_jobs() == 0


async def test_a_stage_may_postpone_a_job(own_database: str) -> None:
    diary, ada, later = RecordingStage(), new_id(), clock.now() + timedelta(days=1)
    diary.again[ada] = later
    await enqueue("diary", ada)
    await run_jobs(diary.stage)
    found = await row(ada)
    assert (found["not_before"], found["attempts"], found["lease"]) == (later, 0, None)
