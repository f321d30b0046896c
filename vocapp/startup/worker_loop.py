"""Background work: a loop for each stage in every working process, and the periodic jobs, which one leader runs.

APScheduler runs the periodic jobs on intervals in UTC; the table `periodic_job` keeps their runs, so that the next
leader goes on where the last one stopped. A late run is made up for once (`coalesce`), however late
(`misfire_grace_time`).
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from vocapp import clock
from vocapp.database import DB, periodic_jobs
from vocapp.database.jobs import Stage, run_jobs
from vocapp.database.locks import lead
from vocapp.database.notify import NOTIFICATIONS
from vocapp.failures import describe_failure
from vocapp.feature import PeriodicJob, Registry

SWEEP_SECONDS = 1.0
REQUEST_SWEEP_SECONDS = 5.0

log = logging.getLogger(__name__)


async def work_stage(stage: Stage) -> None:
    """Works `stage` until cancelled: at once when notified, and every second in case a notification was lost."""
    with NOTIFICATIONS.subscribe(f"due.{stage.name}") as woken:
        while True:
            try:
                while await run_jobs(stage):
                    pass
            except Exception:  # a lost database must not end the loop
                log.exception("stage loop", extra={"stage": stage.name})
                await asyncio.sleep(SWEEP_SECONDS)
            await _wait_for_any(woken, SWEEP_SECONDS)


async def _wait_for_any(woken: asyncio.Queue[str], seconds: float) -> None:
    """Waits for a notification, at most `seconds`, and drops all that have arrived."""
    # Not wait_for: in Python 3.11 it forgets a cancellation that comes along with what it waits for.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await woken.get()
    while not woken.empty():
        woken.get_nowait()


async def run_scheduler(registry: Registry) -> None:
    """Runs every periodic job on its interval, and when a person asks for it, until cancelled; only the leader does."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in registry.periodic:
        first = clock.machine_time(await periodic_jobs.register(job.name, job.every))
        every = IntervalTrigger(seconds=max(1, int(job.every.total_seconds())), timezone="UTC")
        scheduler.add_job(
            run_periodic_job,
            every,
            args=[job],
            id=job.name,
            next_run_time=first,
            misfire_grace_time=None,
            coalesce=True,
        )
    scheduler.start()
    try:
        await _start_requested(scheduler)
    finally:
        scheduler.shutdown(wait=False)


async def _start_requested(scheduler: AsyncIOScheduler) -> None:
    """Starts each job for which a run was requested; the interval goes on from there."""
    with NOTIFICATIONS.subscribe(periodic_jobs.TOPIC) as woken:
        while True:
            try:
                for name in await periodic_jobs.requested_jobs():
                    if scheduler.get_job(name):  # a request may be for a job of another release
                        scheduler.modify_job(name, next_run_time=clock.machine_time(clock.now()))
            except Exception:  # a lost database must not end the loop
                log.exception("requested periodic jobs")
            await _wait_for_any(woken, REQUEST_SWEEP_SECONDS)


async def run_periodic_job(job: PeriodicJob) -> None:
    """Runs a periodic job once and keeps how it went; a failure is logged and the next run tries again."""
    start, error = asyncio.get_running_loop().time(), None
    try:
        await periodic_jobs.begin_run(job.name, job.every)
        try:
            await job.work()
        except Exception as failure:  # a job may fail in any way
            log.exception("periodic job", extra={"job": job.name})
            error = describe_failure(failure)
        await periodic_jobs.end_run(job.name, asyncio.get_running_loop().time() - start, error)
    except Exception:  # the database is away; without an end the run is repeated by the next leader
        log.exception("periodic job", extra={"job": job.name})


@asynccontextmanager
async def run_workers(registry: Registry) -> AsyncIterator[None]:
    """Every stage and, where this process leads, the periodic jobs, beside the block."""
    async with AsyncExitStack() as stack:
        scheduler = lead(DB.dsn, "tick", lambda: run_scheduler(registry))
        for coroutine in (*(work_stage(stage) for stage in registry.stages), scheduler):
            task = asyncio.create_task(coroutine)
            stack.push_async_callback(_stop, task)
        yield


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
