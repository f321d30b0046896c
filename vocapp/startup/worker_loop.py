"""Who works off what is due? Loops over the stages in every working process, and a tick that one leader keeps."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from vocapp.database import DB
from vocapp.database.jobs import Stage, run_jobs
from vocapp.database.locks import lead
from vocapp.database.notify import NOTIFICATIONS
from vocapp.feature import PeriodicJob, Registry

SWEEP_SECONDS = 1.0

log = logging.getLogger(__name__)


async def work_stage(stage: Stage) -> None:
    """Work `stage` for ever: at once when woken, and by a sweep each second in case a wake-up was lost."""
    with NOTIFICATIONS.subscribe(f"due.{stage.name}") as woken:
        while True:
            try:
                while await run_jobs(stage):
                    pass
            except Exception:  # a lost database must not end the loop
                log.exception("stage loop", extra={"stage": stage.name})
                await asyncio.sleep(SWEEP_SECONDS)
            # Not wait_for: in Python 3.11 it forgets a cancellation that comes along with what it waits for.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SWEEP_SECONDS):
                    await woken.get()
            while not woken.empty():
                woken.get_nowait()


async def run_scheduler(registry: Registry) -> None:
    """Run every periodic job at once and on its interval, in UTC, until cancelled; only the leader does."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in (job for feature in registry.features for job in feature.periodic):
        every = IntervalTrigger(seconds=max(1, int(job.every.total_seconds())), timezone="UTC")
        # At once too: where processes live shorter than the interval, it would never run.
        times = OrTrigger([DateTrigger(timezone="UTC"), every])
        scheduler.add_job(run_periodic_job, times, args=[job], id=job.name, misfire_grace_time=None, coalesce=True)
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)


async def run_periodic_job(job: PeriodicJob) -> None:
    """One run of a periodic job; a failure is logged and the next tick tries again."""
    try:
        await job.work()
    except Exception:  # a job may fail in any way
        log.exception("periodic job", extra={"job": job.name})


@asynccontextmanager
async def run_workers(registry: Registry) -> AsyncIterator[None]:
    """Every stage and the tick, beside the block."""
    async with AsyncExitStack() as stack:
        for coroutine in (
            *(work_stage(s) for s in registry.stages),
            lead(DB.dsn, "tick", lambda: run_scheduler(registry)),
        ):
            task = asyncio.create_task(coroutine)
            stack.push_async_callback(_stop, task)
        yield


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
