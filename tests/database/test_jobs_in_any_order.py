"""Jobs are enqueued, worked, fail, and lose their worker, in any order: the table stays what a simple model says."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.database.recording_stage import RecordingStage, run_all_jobs
from tests.hypothesis_profiles import examples
from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.database.jobs import ATTEMPTS, claim, enqueue, retry

pytestmark = pytest.mark.committed
ADA, BERT = new_id(), new_id()
ACTIONS = ("enqueue", "succeed", "fail", "die", "retry")
steps = st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from((ADA, BERT))), max_size=16)


@dataclass
class Model:
    """`attempts` of each job that is not finished, the jobs whose worker died, and the quarantined ones."""

    attempts: dict[UUID, int] = field(default_factory=dict)
    held: set[UUID] = field(default_factory=set)
    quarantined: set[UUID] = field(default_factory=set)

    def enqueue(self, job: UUID) -> None:
        self.attempts[job] = 0
        self.quarantined.discard(job)

    def retry(self, job: UUID) -> bool:
        found = job in self.quarantined
        if found:
            self.enqueue(job)
        return found

    def die(self) -> set[UUID]:
        """The free jobs, which a worker claims before it dies."""
        free = set(self.attempts) - self.held - self.quarantined
        for job in free:
            self.attempts[job] += 1
        self.held |= free
        return free

    def work(self, *, failing: bool) -> set[UUID]:
        """The jobs whose work is called; one that was claimed too often is quarantined without it."""
        called = set()
        for job in set(self.attempts) - self.quarantined:
            self.attempts[job] += 1
            self.held.discard(job)
            if self.attempts[job] <= ATTEMPTS:
                called.add(job)
            if self.attempts[job] <= ATTEMPTS and not failing:
                del self.attempts[job]
            elif self.attempts[job] >= ATTEMPTS:
                self.quarantined.add(job)
        return called


@given(steps)
@examples(60)
async def test_no_job_is_lost_or_worked_too_often(own_database: str, steps: list[tuple[str, UUID]]) -> None:
    await DB.execute("DELETE FROM due")
    model, diary = Model(), RecordingStage()
    with clock.travelled(datetime(2026, 5, 4, 9, tzinfo=UTC)):
        for action, job in steps:
            clock.move_to(clock.now() + timedelta(hours=1))  # longer than any back-off
            diary.worked.clear()
            diary.failing = {ADA, BERT} if action == "fail" else set()
            if action == "enqueue":
                model.enqueue(job)
                await enqueue("diary", job)
            elif action == "retry":
                assert await retry("diary", job) == model.retry(job)
            elif action == "die":
                assert {found.subject_id for found in await claim(diary.stage)} == model.die()
                await DB.execute("UPDATE due SET lease = clock_timestamp() - interval '1 s' WHERE lease IS NOT NULL")
            else:
                await run_all_jobs(diary)
                assert sorted(diary.worked) == sorted(model.work(failing=action == "fail"))
            rows = await DB.fetch("SELECT subject_id, attempts, lease, quarantined_at FROM due")
            assert {row["subject_id"]: row["attempts"] for row in rows} == model.attempts
            assert {row["subject_id"] for row in rows if row["lease"]} == model.held
            assert {row["subject_id"] for row in rows if row["quarantined_at"]} == model.quarantined
