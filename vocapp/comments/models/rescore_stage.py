"""Reading anew by choice: what other models read is read by the current one, beside everything else, and counted.

One row of `rescoring` is one such run; the stage works it in small steps, so that it goes on where a process died.
"""

import asyncio
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from vocapp import clock
from vocapp.audit.record import record
from vocapp.comments.load_comments import load_texts
from vocapp.comments.save_analyses import save_analyses
from vocapp.comments.score_stage import analyse_texts
from vocapp.database import DB, new_id
from vocapp.database.jobs import enqueue
from vocapp.database.notify import wake
from vocapp.feature import ERASED_TEXT, Registry
from vocapp.http.access import Actor

RESCORE: Final = "rescore"
AFTER: Final = "count"
"""Only numbers follow a new reading: a case that was not needed then is not opened now."""
STEP: Final = 64
SECONDS: Final = 20.0
# What was written by somebody who is erased can be read no more: its reading stays as it counts.
_OTHERS: Final = f"FROM verbatim WHERE model <> $1::text AND state <> 'failed' AND redacted <> '{ERASED_TEXT}'"
_START: Final = f"""
INSERT INTO rescoring (id, model, total, asked_by, asked_at)
SELECT $2, $1::text, (SELECT count(*) {_OTHERS}), $3, $4 WHERE NOT EXISTS (SELECT FROM rescoring WHERE ended_at IS NULL)
ON CONFLICT DO NOTHING"""
_NEXT: Final = f"""
SELECT response_id AS id, count(*) AS comments {_OTHERS} AND ($2::uuid IS NULL OR response_id > $2)
GROUP BY response_id ORDER BY response_id LIMIT {STEP}"""
_STEPPED: Final = "UPDATE rescoring SET done = done + $2, past = $3 WHERE id = $1 AND ended_at IS NULL"
_END: Final = "UPDATE rescoring SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL"
_LATEST: Final = "SELECT * FROM rescoring ORDER BY asked_at DESC LIMIT 1"


async def start(actor: Actor, model: str) -> bool:
    """Begin to read anew whatever `model`, the current one, did not read; False where a run is on."""
    async with DB.transaction():
        run = new_id()
        if not await DB.execute(_START, model, run, str(actor), clock.now()):
            return False
        await enqueue(RESCORE, run)
        await record(actor, "rescoring.started", "rescoring", run, model=model)
    wake(RESCORE)
    return True


async def stop(actor: Actor, run: UUID) -> bool:
    """End a run where it stands; False where it is over."""
    async with DB.transaction():
        if not await DB.execute(_END, run, clock.now()):
            return False
        await record(actor, "rescoring.stopped", "rescoring", run)
    return True


async def latest_run() -> asyncpg.Record | None:
    """The last run: done and total verbatims, ended_at None while it is on."""
    return await DB.fetch_one(_LATEST)


class RescoreStage:
    """The stage's work, for one house."""

    def __init__(self, registry: Registry) -> None:
        self._house = registry

    async def __call__(self, run: UUID) -> datetime | None:
        """Read for SECONDS, then let others have their turn."""
        loop = asyncio.get_running_loop()
        until = loop.time() + SECONDS
        while loop.time() < until:
            row = await DB.fetch_one("SELECT model, past FROM rescoring WHERE id = $1 AND ended_at IS NULL", run)
            if row is None:
                return None
            if not await self._step(run, row["model"], row["past"]):
                await DB.execute(_END, run, clock.now())
                return None
        return clock.now()

    async def _step(self, run: UUID, model: str, past: UUID | None) -> bool:
        """Read the next responses anew; False where there are none."""
        rows = await DB.fetch(_NEXT, model, past)
        if not rows:
            return False
        owed = [stage.name for stage in self._house.stages if stage.name == AFTER]
        for gathered, read, name in await analyse_texts(await load_texts([row["id"] for row in rows]), again=True):
            still = [said.question for said in gathered.said]
            await save_analyses(gathered.response_id, gathered.is_test, read, still, owed, name)
        for stage in owed:
            wake(stage)
        await DB.execute(_STEPPED, run, sum(row["comments"] for row in rows), rows[-1]["id"])
        return True
