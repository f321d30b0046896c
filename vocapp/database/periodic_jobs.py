"""The table `periodic_job`: what the leader repeats, the last run of each job, and the runs that a person asked for.

The leader writes a row as a run begins and as it ends. Any process may ask for a run: a row says so, and a notification
makes it fast. Times are business time.
"""

from datetime import datetime, timedelta
from typing import Final

from vocapp import clock
from vocapp.database.engine import DB
from vocapp.database.notify import NOTIFICATIONS
from vocapp.database.tables import PeriodicJobRun

TOPIC: Final = "periodic job requested"

_REGISTER: Final = """
INSERT INTO periodic_job (name, interval_seconds, next_run_at) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET interval_seconds = excluded.interval_seconds
RETURNING started_at, duration_seconds"""
_REQUEST: Final = """
INSERT INTO periodic_job (name, interval_seconds, requested_at) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET requested_at = excluded.requested_at"""


async def register(name: str, every: timedelta) -> datetime:
    """Make sure of the job's row; when the job runs next.

    Now, if it never ran, if its last run never ended because the process died, or if a run was missed meanwhile.
    """
    now = clock.now()
    row = await DB.fetch_one(_REGISTER, name, _seconds(every), now)
    if row is None or row["started_at"] is None or row["duration_seconds"] is None:
        following = now
    else:
        # A clock that was set back must not put the next run off for long.
        following = min(max(row["started_at"] + every, now), now + every)
    await PeriodicJobRun.update({PeriodicJobRun.next_run_at: following}).where(PeriodicJobRun.name == name)
    return following


async def begin_run(name: str, every: timedelta) -> None:
    """Note that a run begins now; a request for one is met by it."""
    now = clock.now()
    begun = PeriodicJobRun.update(
        started_at=now, next_run_at=now + every, duration_seconds=None, error=None, requested_at=None
    )
    await begun.where(PeriodicJobRun.name == name)


async def end_run(name: str, seconds: float, error: str | None) -> None:
    """Note how long the run took, and what of its failure may be kept."""
    ended = PeriodicJobRun.update({PeriodicJobRun.duration_seconds: seconds, PeriodicJobRun.error: error})
    await ended.where(PeriodicJobRun.name == name)


async def request_run(name: str, every: timedelta) -> None:
    """Ask for a run, in the running transaction; the leader begins it within seconds. `announce_request` after it."""
    await DB.execute(_REQUEST, name, _seconds(every), clock.now())


def announce_request(name: str) -> None:
    """Tell the leader, wherever it is, that a run was asked for."""
    NOTIFICATIONS.notify(TOPIC, name)


async def requested_jobs() -> list[str]:
    """The jobs for which a run was asked and which do not run at the moment."""
    run = PeriodicJobRun
    is_idle = run.started_at.is_null() | run.duration_seconds.is_not_null()
    names: list[str] = await run.select(run.name).where(run.requested_at.is_not_null(), is_idle).output(as_list=True)
    return names


async def load_runs() -> dict[str, PeriodicJobRun]:
    """The row of each job by name."""
    return {run.name: run for run in await PeriodicJobRun.objects()}


def _seconds(every: timedelta) -> int:
    return max(1, int(every.total_seconds()))
