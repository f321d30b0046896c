"""The table `periodic_job`: what the leader repeats, the last run of each job, and the runs that a person asked for.

The leader writes a row as a run begins and as it ends. Any process may ask for a run: a row says so, and a notification
makes it fast. Times are business time.
"""

from datetime import datetime, timedelta
from typing import Final

import asyncpg

from vocapp import clock
from vocapp.database.engine import DB
from vocapp.database.notify import NOTIFICATIONS

TOPIC: Final = "periodic job requested"

_REGISTER: Final = """
INSERT INTO periodic_job (name, interval_seconds, next_run_at) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET interval_seconds = excluded.interval_seconds
RETURNING started_at, duration_seconds"""
_BEGIN: Final = """
UPDATE periodic_job SET started_at = $2, next_run_at = $3, duration_seconds = NULL, error = NULL, requested_at = NULL
WHERE name = $1"""
_END: Final = "UPDATE periodic_job SET duration_seconds = $2, error = $3 WHERE name = $1"
_REQUEST: Final = """
INSERT INTO periodic_job (name, interval_seconds, requested_at) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET requested_at = excluded.requested_at"""
_REQUESTED: Final = """
SELECT name FROM periodic_job WHERE requested_at IS NOT NULL AND (started_at IS NULL OR duration_seconds IS NOT NULL)"""


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
    await DB.execute("UPDATE periodic_job SET next_run_at = $2 WHERE name = $1", name, following)
    return following


async def begin_run(name: str, every: timedelta) -> None:
    """Note that a run begins now; a request for one is met by it."""
    now = clock.now()
    await DB.execute(_BEGIN, name, now, now + every)


async def end_run(name: str, seconds: float, error: str | None) -> None:
    """Note how long the run took, and what of its failure may be kept."""
    await DB.execute(_END, name, seconds, error)


async def request_run(name: str, every: timedelta) -> None:
    """Ask for a run, in the running transaction; the leader begins it within seconds. `announce_request` after it."""
    await DB.execute(_REQUEST, name, _seconds(every), clock.now())


def announce_request(name: str) -> None:
    """Tell the leader, wherever it is, that a run was asked for."""
    NOTIFICATIONS.notify(TOPIC, name)


async def requested_jobs() -> list[str]:
    """The jobs for which a run was asked and which do not run at the moment."""
    return [row["name"] for row in await DB.fetch(_REQUESTED)]


async def load_runs() -> dict[str, asyncpg.Record]:
    """The row of each job by name."""
    return {row["name"]: row for row in await DB.fetch("SELECT * FROM periodic_job")}


def _seconds(every: timedelta) -> int:
    return max(1, int(every.total_seconds()))
