"""What is due is done once it can be, by one worker at a time, and nothing takes it from the table but being done."""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.patience import until
from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.database.due import ATTEMPTS, Stage, claim, enqueue, replay, run_due

pytestmark = pytest.mark.committed


class Diary:
    """A stage that notes whom it worked, and fails or waits for those it is told to."""

    def __init__(self, name: str = "diary", **bounds: float) -> None:
        self.worked: list[UUID] = []
        self.failing: set[UUID] = set()
        self.hanging: set[UUID] = set()
        self.again: dict[UUID, datetime] = {}
        self.begun = asyncio.Event()
        self.stage = Stage(name=name, work=self.work, **bounds)  # type: ignore[arg-type]

    async def work(self, subject: UUID) -> datetime | None:
        self.worked.append(subject)
        self.begun.set()
        if subject in self.failing:
            raise ValueError("the letter has no address")
        if subject in self.hanging:
            await asyncio.Event().wait()
        return self.again.get(subject)


async def row(subject: UUID) -> dict[str, object]:
    found = await DB.fetch_one("SELECT * FROM due WHERE subject_id = $1", subject)
    assert found is not None
    return dict(found)


async def left(stage: str = "diary") -> int:
    count: int = await DB.fetch_value("SELECT count(*) FROM due WHERE stage = $1", stage)
    return count


async def drained(diary: Diary) -> None:
    while await run_due(diary.stage):
        pass


async def the_lease_ends(subject: UUID) -> None:
    """As if the worker had died a while ago."""
    await DB.execute("UPDATE due SET lease = clock_timestamp() - interval '1 s' WHERE subject_id = $1", subject)


async def test_many_workers_do_each_row_once(own_database: str) -> None:
    diary = Diary(batch=7)
    subjects = [new_id() for _ in range(200)]
    await enqueue("diary", *subjects)
    await asyncio.gather(*(drained(diary) for _ in range(6)))
    assert Counter(diary.worked) == Counter(subjects)
    assert await left() == 0


async def test_a_row_is_owed_only_if_its_cause_is_committed(own_database: str) -> None:
    with pytest.raises(ZeroDivisionError):
        async with DB.transaction():
            await enqueue("diary", new_id())
            raise ZeroDivisionError
    assert await left() == 0


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
    diary, monday = Diary(), datetime(2026, 5, 4, 9, tzinfo=UTC)
    await enqueue("diary", new_id(), not_before=monday)
    with clock.travelled(monday - timedelta(minutes=1)):
        assert await run_due(diary.stage) == 0
    with clock.travelled(monday):
        assert await run_due(diary.stage) == 1


async def test_other_stages_are_left_alone(own_database: str) -> None:
    await enqueue("letters", new_id())
    assert await run_due(Diary().stage) == 0


async def test_a_change_while_working_keeps_the_row(own_database: str) -> None:
    ada = new_id()

    async def work(subject: UUID) -> None:
        seen.append(subject)
        if len(seen) == 1:
            await enqueue("diary", subject)

    seen: list[UUID] = []
    stage = Stage(name="diary", work=work)
    await enqueue("diary", ada)
    assert await run_due(stage) == 1
    assert (await row(ada))["lease"] is None
    assert await run_due(stage) == 1
    assert seen == [ada, ada]
    assert await left() == 0


async def test_a_batch_is_prepared_before_any_of_it_is_worked(own_database: str) -> None:
    diary, told = Diary(), list[tuple[int, int]]()

    async def prepare(subjects: Sequence[UUID]) -> None:
        told.append((len(subjects), len(diary.worked)))

    await enqueue("diary", *(new_id() for _ in range(40)))
    stage = replace(diary.stage, prepare=prepare)
    while await run_due(stage):
        pass
    assert told == [(32, 0), (8, 32)]
    assert await left() == 0


async def test_what_was_done_before_a_stop_is_done_with(own_database: str) -> None:
    diary = Diary(concurrency=1)
    subjects = [new_id() for _ in range(5)]
    diary.hanging = {subjects[3]}
    await enqueue("diary", *subjects)
    working = asyncio.create_task(run_due(diary.stage))
    await until(lambda: subjects[3] in diary.worked)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    assert await left() == 5 - (len(diary.worked) - 1)
    assert await DB.fetch_value("SELECT count(*) FROM due WHERE lease IS NOT NULL") == 0


async def test_a_failure_is_tried_again_later(own_database: str) -> None:
    diary, ada, bert = Diary(), new_id(), new_id()
    diary.failing = {ada}
    await enqueue("diary", ada, bert)
    await run_due(diary.stage)
    found = await row(ada)
    assert found["error"] == "ValueError: the letter has no address"
    assert found["attempts"] == 1
    assert await run_due(diary.stage) == 0, "it waits"
    diary.failing.clear()
    with clock.travelled(clock.now() + timedelta(seconds=3)):
        assert await run_due(diary.stage) == 1
    assert await left() == 0


async def test_after_five_failures_a_row_is_quarantined_and_can_be_replayed(own_database: str) -> None:
    diary, ada = Diary(), new_id()
    diary.failing = {ada}
    await enqueue("diary", ada)
    for hour in range(8):
        with clock.travelled(clock.now() + timedelta(hours=hour)):
            await run_due(diary.stage)
    assert len(diary.worked) == ATTEMPTS
    assert (await row(ada))["quarantined_at"] is not None

    diary.failing.clear()
    assert await replay("diary", ada)
    assert not await replay("diary", ada)
    await run_due(diary.stage)
    assert await left() == 0


async def test_new_cause_ends_a_quarantine(own_database: str) -> None:
    diary, ada = Diary(), new_id()
    await enqueue("diary", ada)
    await DB.execute("UPDATE due SET quarantined_at = now(), attempts = 5")
    await enqueue("diary", ada)
    await run_due(diary.stage)
    assert await left() == 0


async def test_work_may_ask_to_look_again_later(own_database: str) -> None:
    diary, ada, later = Diary(), new_id(), clock.now() + timedelta(days=1)
    diary.again[ada] = later
    await enqueue("diary", ada)
    await run_due(diary.stage)
    found = await row(ada)
    assert (found["not_before"], found["attempts"], found["lease"]) == (later, 0, None)


async def test_a_row_that_hangs_is_cut_off_and_counts_as_failed(own_database: str) -> None:
    diary, ada, bert = Diary(lease_seconds=0.2), new_id(), new_id()
    diary.hanging = {ada}
    await enqueue("diary", ada, bert)
    await run_due(diary.stage)
    assert (await row(ada))["error"] == "not done within 0.2 s"
    assert bert in diary.worked


async def test_rows_not_begun_in_time_are_given_back(own_database: str) -> None:
    diary, ada, bert = Diary(lease_seconds=0.2, concurrency=1), new_id(), new_id()
    diary.hanging = {ada}
    await enqueue("diary", ada)
    await enqueue("diary", bert, not_before=clock.now() + timedelta(microseconds=1))
    assert await run_due(diary.stage) == 2
    assert diary.worked == [ada]
    assert ((await row(bert))["lease"], (await row(bert))["attempts"]) == (None, 0)


async def test_reading_ahead_may_fail_without_stopping_the_stage(own_database: str) -> None:
    async def prepare(subjects: Sequence[UUID]) -> None:
        raise ValueError("one of them cannot be read")

    diary = Diary()
    await enqueue("diary", ada := new_id())
    assert await run_due(replace(diary.stage, prepare=prepare)) == 1
    assert diary.worked == [ada]
    assert await left() == 0


async def test_stopping_gives_every_row_back_at_once(own_database: str) -> None:
    diary = Diary()
    subjects = [new_id() for _ in range(10)]
    diary.hanging = set(subjects)
    await enqueue("diary", *subjects)
    worker = asyncio.create_task(run_due(diary.stage))
    await diary.begun.wait()
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    assert await DB.fetch_value("SELECT count(*) FROM due WHERE lease IS NULL AND attempts = 0") == 10


async def test_the_lease_of_a_dead_worker_frees_its_row(own_database: str) -> None:
    diary, ada = Diary(), new_id()
    await enqueue("diary", ada)
    assert len(await claim(diary.stage)) == 1
    assert await run_due(diary.stage) == 0, "held"
    await the_lease_ends(ada)
    assert await run_due(diary.stage) == 1
    assert await left() == 0


async def test_who_comes_late_does_not_free_a_row_that_another_took_over(own_database: str) -> None:
    diary, other, ada = Diary(), Diary(), new_id()
    diary.hanging = other.hanging = {ada}
    await enqueue("diary", ada)
    slow = asyncio.create_task(run_due(diary.stage))
    await diary.begun.wait()
    await the_lease_ends(ada)
    await enqueue("diary", ada)  # changed meanwhile, so that the slow one has to release it
    taker = asyncio.create_task(run_due(other.stage))
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
from vocapp.database.due import Stage, run_due

async def work(subject):
    if subject == UUID(sys.argv[2]):
        os._exit(9)

async def main():
    await DB.open(sys.argv[1], size=2)
    while await run_due(Stage(name="diary", work=work, concurrency=1)):
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
    assert await left() == 1
    found = await row(killer)
    assert found["error"] == "the process died while working on it"
    assert found["quarantined_at"] is not None
