"""A stage that records its work, and what tests read from the table `due`."""

import asyncio
from datetime import datetime
from uuid import UUID

from vocapp.database import DB
from vocapp.database.jobs import Stage, run_jobs


class RecordingStage:
    """A stage that records its subjects, and fails or waits for some of them."""

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


async def count_jobs(stage: str = "diary") -> int:
    count: int = await DB.fetch_value("SELECT count(*) FROM due WHERE stage = $1", stage)
    return count


async def run_all_jobs(diary: RecordingStage) -> None:
    while await run_jobs(diary.stage):
        pass


async def expire_lease(subject: UUID) -> None:
    """Ends the lease, as if the worker had died a while ago."""
    await DB.execute("UPDATE due SET lease = clock_timestamp() - interval '1 s' WHERE subject_id = $1", subject)
