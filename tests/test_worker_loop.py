"""Jobs run soon after they are enqueued, and one process of many runs the periodic jobs."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.patience import until
from vocapp.database import DB, new_id
from vocapp.database.jobs import Stage, enqueue
from vocapp.database.notify import wake
from vocapp.feature import Feature, PeriodicJob, Registry
from vocapp.settings import Settings
from vocapp.startup.worker_loop import run_periodic_job, run_workers, work_stage
from vocapp.tokens import Keyring

pytestmark = pytest.mark.committed


class Office:
    """A registry with one feature that records its work."""

    def __init__(self, settings: Settings, keys: Keyring) -> None:
        self.letters: list[UUID] = []
        self.rounds = 0
        self.failing = False
        stage = Stage(name="letters", work=self.write)
        job = PeriodicJob("round", timedelta(hours=1), self.go_round)
        self.registry = Registry(settings, keys, (Feature(name="office", stages=(stage,), periodic=(job,)),))

    async def write(self, subject: UUID) -> None:
        self.letters.append(subject)

    async def go_round(self) -> None:
        self.rounds += 1
        if self.failing:
            raise ZeroDivisionError


@pytest.fixture
def office(own_database: str, settings: Settings, keys: Keyring) -> Office:
    return Office(replace(settings, database_url=own_database), keys)


async def test_what_is_due_is_worked_when_woken(office: Office) -> None:
    async with run_workers(office.registry):
        await enqueue("letters", ada := new_id())
        wake("letters")
        await until(lambda: office.letters == [ada])


async def test_a_lost_wake_up_costs_a_second_and_no_row(office: Office) -> None:
    async with run_workers(office.registry):
        await enqueue("letters", ada := new_id())
        await until(lambda: office.letters == [ada])


@pytest.mark.parametrize("steps", range(4))
async def test_a_loop_that_is_woken_as_it_is_stopped_stops(office: Office, steps: int) -> None:
    """A wake-up and the end of the process, however close together: the loop must not begin another round."""
    (stage,) = office.registry.stages
    loop = asyncio.create_task(work_stage(stage))
    await asyncio.sleep(0.3)
    wake(stage.name)
    for _ in range(steps):
        await asyncio.sleep(0)
    loop.cancel()
    await asyncio.wait({loop}, timeout=5)
    assert loop.cancelled()


async def test_a_loop_survives_a_database_that_goes_away(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    task = asyncio.create_task(work_stage(office.registry.stages[0]))
    pool, DB.pool = DB.pool, None
    await until(lambda: "stage loop" in caplog.text)
    DB.pool = pool
    await enqueue("letters", ada := new_id())
    await until(lambda: office.letters == [ada])
    task.cancel()


async def test_a_periodic_job_runs_at_once_and_for_one_leader_only(office: Office) -> None:
    async with run_workers(office.registry), run_workers(office.registry):
        await until(lambda: office.rounds == 1)
        await until(_the_other_waits)
        assert office.rounds == 1


async def _the_other_waits() -> bool:
    return bool(
        await DB.fetch_value(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database "
            "WHERE locktype = 'advisory' AND NOT granted AND d.datname = current_database()"
        )
    )


async def test_a_periodic_job_that_fails_is_logged(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.failing = True
    await run_periodic_job(office.registry.features[0].periodic[0])
    assert "periodic job" in caplog.text


async def test_stopping_leaves_nothing_running(office: Office) -> None:
    before = asyncio.all_tasks()
    async with run_workers(office.registry):
        assert len(asyncio.all_tasks() - before) >= 2
    await until(lambda: asyncio.all_tasks() <= before)
