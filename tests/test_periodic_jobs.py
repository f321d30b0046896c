"""Periodic jobs: run by one leader, kept in a table, made up for when missed, and started by an administrator."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from tests.patience import until
from vocapp import clock
from vocapp.database import DB, periodic_jobs
from vocapp.database.notify import NOTIFICATIONS
from vocapp.database.tables import PeriodicJobRun
from vocapp.feature import Feature, PeriodicJob, Registry
from vocapp.settings import Settings
from vocapp.startup import worker_loop
from vocapp.startup.worker_loop import run_periodic_job, run_scheduler, run_workers
from vocapp.tokens import Keyring

pytestmark = pytest.mark.committed
HOUR = timedelta(hours=1)


class Clerk:
    """A feature with one hourly job, "Count the files", that counts its runs."""

    def __init__(self, settings: Settings, keys: Keyring) -> None:
        self.runs = 0
        self.failure: Exception | None = None
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.job = PeriodicJob("Count the files", HOUR, self.count)
        self.registry = Registry(settings, keys, (Feature(name="clerk", periodic=(self.job,)),))

    async def count(self) -> None:
        self.runs += 1
        await self.go_on.wait()
        if self.failure:
            raise self.failure


@pytest.fixture
def clerk(own_database: str, settings: Settings, keys: Keyring) -> Clerk:
    return Clerk(replace(settings, database_url=own_database), keys)


async def kept() -> PeriodicJobRun:
    """The row of the job."""
    return (await periodic_jobs.load_runs())["Count the files"]


async def has_ended() -> bool:
    row = (await periodic_jobs.load_runs()).get("Count the files")
    return row is not None and row.duration_seconds is not None


@asynccontextmanager
async def leader(clerk: Clerk) -> AsyncIterator[None]:
    """A scheduler that runs beside the block, as that of a process that leads, and is then cut off."""
    task = asyncio.create_task(run_scheduler(clerk.registry))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def test_a_job_that_never_ran_runs_at_once_and_its_run_is_kept(clerk: Clerk) -> None:
    before = clock.now()
    async with leader(clerk):
        await until(has_ended)
    row = await kept()
    assert clerk.runs == 1
    assert before <= row.started_at <= clock.now()
    assert row.next_run_at == row.started_at + HOUR
    assert row.interval_seconds == 3600
    assert row.error is None


async def test_the_duration_of_a_run_is_kept(clerk: Clerk) -> None:
    clerk.go_on.clear()
    running = asyncio.create_task(run_periodic_job(clerk.job))
    await periodic_jobs.register(clerk.job.name, HOUR)
    await asyncio.sleep(0)
    await until(lambda: clerk.runs == 1)
    assert not await has_ended()
    await asyncio.sleep(0.3)
    clerk.go_on.set()
    await running
    assert 0.25 < (await kept()).duration_seconds < 30


async def test_a_failure_is_kept_by_its_type_and_ended_by_a_run_that_succeeds(clerk: Clerk) -> None:
    await periodic_jobs.register(clerk.job.name, HOUR)
    clerk.failure = ValueError("ann@customers.example is no file")
    await run_periodic_job(clerk.job)
    assert (await kept()).error == "ValueError"
    assert await has_ended()
    clerk.failure = None
    await run_periodic_job(clerk.job)
    assert (await kept()).error is None


async def test_the_next_leader_waits_for_the_rest_of_the_interval(clerk: Clerk) -> None:
    async with leader(clerk):
        await until(has_ended)
    async with leader(clerk):
        await asyncio.sleep(0.5)
    assert clerk.runs == 1
    row = await kept()
    assert row.next_run_at == row.started_at + HOUR


async def test_a_missed_run_is_made_up_for_once(clerk: Clerk) -> None:
    async with leader(clerk):
        await until(has_ended)
    await DB.execute("UPDATE periodic_job SET started_at = started_at - interval '5 hours'")
    async with leader(clerk):
        await until(lambda: clerk.runs == 2)
        await asyncio.sleep(0.5)
    assert clerk.runs == 2


async def test_a_run_that_was_cut_off_is_repeated_by_the_next_leader(clerk: Clerk) -> None:
    clerk.go_on.clear()
    async with leader(clerk):
        await until(lambda: clerk.runs == 1)
    assert not await has_ended()
    clerk.go_on.set()
    async with leader(clerk):
        await until(has_ended)
    assert clerk.runs == 2


async def test_a_clock_that_was_set_back_puts_the_next_run_off_by_one_interval(clerk: Clerk) -> None:
    with clock.travelled(clock.now() + timedelta(days=300)):
        await periodic_jobs.register(clerk.job.name, HOUR)
        await run_periodic_job(clerk.job)
    assert await periodic_jobs.register(clerk.job.name, HOUR) <= clock.now() + HOUR


async def test_business_time_that_was_moved_changes_no_machine_time(clerk: Clerk) -> None:
    with clock.travelled(clock.now() + timedelta(days=300)):
        async with leader(clerk):
            await until(has_ended)
    assert clerk.runs == 1


@pytest.mark.parametrize("is_notified", [True, False])
async def test_a_requested_run_starts_soon_even_where_the_notification_is_lost(
    clerk: Clerk, is_notified: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_loop, "REQUEST_SWEEP_SECONDS", 600.0 if is_notified else 0.1)
    async with leader(clerk):
        await until(has_ended)
        await periodic_jobs.request_run(clerk.job.name, HOUR)
        if is_notified:
            periodic_jobs.announce_request(clerk.job.name)
        await until(lambda: clerk.runs == 2)
        await until(has_ended)
    row = await kept()
    assert row.requested_at is None
    assert row.next_run_at == row.started_at + HOUR, "the interval goes on from the run that was asked for"


async def test_a_run_is_requested_from_a_process_that_does_not_lead(clerk: Clerk) -> None:
    """Another connection writes the row and notifies, as another process does."""
    async with NOTIFICATIONS.running(DB.dsn), run_workers(clerk.registry):
        await until(lambda: clerk.runs == 1)
        await until(has_ended)
        elsewhere = await asyncpg.connect(DB.dsn)
        await elsewhere.execute("UPDATE periodic_job SET requested_at = now()")
        await elsewhere.execute(f"SELECT pg_notify('vocapp', '{periodic_jobs.TOPIC}:x')")
        await elsewhere.close()
        await until(lambda: clerk.runs == 2)


async def test_a_run_that_is_requested_while_the_job_runs_follows_it(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_loop, "REQUEST_SWEEP_SECONDS", 0.1)
    clerk.go_on.clear()
    async with leader(clerk):
        await until(lambda: clerk.runs == 1)
        await periodic_jobs.request_run(clerk.job.name, HOUR)
        assert await periodic_jobs.requested_jobs() == []
        clerk.go_on.set()
        await until(lambda: clerk.runs == 2)


async def test_a_request_for_a_job_of_another_release_is_left_alone(clerk: Clerk) -> None:
    await periodic_jobs.request_run("Wind the clock", HOUR)
    async with leader(clerk):
        await until(has_ended)
        periodic_jobs.announce_request("Wind the clock")
        await asyncio.sleep(0.3)
    assert await periodic_jobs.requested_jobs() == ["Wind the clock"]


async def test_jobs_are_scheduled_in_utc_and_late_runs_are_made_up_for_once(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[AsyncIOScheduler] = []
    monkeypatch.setattr(AsyncIOScheduler, "start", lambda self: started.append(self))
    monkeypatch.setattr(AsyncIOScheduler, "shutdown", lambda self, wait: None)
    async with leader(clerk):
        await until(lambda: bool(started))
        (scheduler,) = started
        (job,) = scheduler.get_jobs()
        assert str(scheduler.timezone) == "UTC"
        assert job.trigger.interval == HOUR
        assert job.misfire_grace_time is None
        assert job.coalesce
