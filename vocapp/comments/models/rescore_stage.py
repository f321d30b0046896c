"""Stage `rescore`: re-analyses, on request, the comments of other models with the active one.

One row of `rescoring` is one run. The stage works in small steps, so that a run continues after a crash.
"""

import asyncio
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct
from piccolo.custom_types import Combinable

from vocapp import clock
from vocapp.audit.record import record
from vocapp.comments.load_comments import load_texts
from vocapp.comments.save_analyses import save_analyses
from vocapp.comments.score_stage import analyse_texts
from vocapp.comments.tables import Rescoring
from vocapp.database import DB, new_id
from vocapp.database.jobs import enqueue
from vocapp.database.notify import wake
from vocapp.feature import ERASED_TEXT, Registry
from vocapp.http.access import Actor

RESCORE: Final = "rescore"
AFTER: Final = "count"
"""Only numbers follow a new analysis: it opens no case for an old comment."""
STEP: Final = 64
SECONDS: Final = 20.0
# The text of an erased customer is gone: its analysis stays, and still counts.
_OTHERS: Final = f"FROM verbatim WHERE model <> $1::text AND state <> 'failed' AND redacted <> '{ERASED_TEXT}'"
_START: Final = f"""
INSERT INTO rescoring (id, model, total, asked_by, asked_at)
SELECT $2, $1::text, (SELECT count(*) {_OTHERS}), $3, $4 WHERE NOT EXISTS (SELECT FROM rescoring WHERE ended_at IS NULL)
ON CONFLICT DO NOTHING"""  # noqa: S608
_NEXT: Final = f"""
SELECT response_id AS id, count(*) AS comments {_OTHERS} AND ($2::uuid IS NULL OR response_id > $2)
GROUP BY response_id ORDER BY response_id LIMIT {STEP}"""


class RescoringRun(Struct, frozen=True):
    """A run: `done` of `total` comments. `ended_at` is None while it is on."""

    id: UUID
    total: int
    done: int
    ended_at: datetime | None


async def start(actor: Actor, model: str) -> bool:
    """Starts a run for all comments that `model`, the active one, did not analyse; False if a run is on."""
    async with DB.transaction():
        run = new_id()
        if not await DB.execute(_START, model, run, str(actor), clock.now()):
            return False
        await enqueue(RESCORE, run)
        await record(actor, "rescoring.started", "rescoring", run, model=model)
    wake(RESCORE)
    return True


async def stop(actor: Actor, run: UUID) -> bool:
    """Stops a run; False if it is over."""
    async with DB.transaction():
        if not await _end(run):
            return False
        await record(actor, "rescoring.stopped", "rescoring", run)
    return True


async def latest_run() -> RescoringRun | None:
    """The latest run; None: there was none."""
    runs = Rescoring.select(Rescoring.id, Rescoring.total, Rescoring.done, Rescoring.ended_at)
    row = await runs.order_by(Rescoring.asked_at, ascending=False).first()
    return None if row is None else RescoringRun(**row)


def _is_on(run: UUID) -> Combinable:
    return (Rescoring.id == run) & Rescoring.ended_at.is_null()


async def _end(run: UUID) -> bool:
    ended = Rescoring.update({Rescoring.ended_at: clock.now()}).where(_is_on(run))
    return bool(await ended.returning(Rescoring.id))


class RescoreStage:
    """The work of the stage, for one registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def __call__(self, run: UUID) -> datetime | None:
        """Works for SECONDS, then returns the job to the queue."""
        loop = asyncio.get_running_loop()
        until = loop.time() + SECONDS
        while loop.time() < until:
            row = await Rescoring.objects().where(_is_on(run)).first()
            if row is None:
                return None
            if not await self._step(run, row.model, row.past):
                await _end(run)
                return None
        return clock.now()

    async def _step(self, run: UUID, model: str, past: UUID | None) -> bool:
        """Analyses the next responses; False at the end."""
        rows = await DB.fetch(_NEXT, model, past)
        if not rows:
            return False
        stages = [stage.name for stage in self._registry.stages if stage.name == AFTER]
        for texts, analysed, name in await analyse_texts(await load_texts([row["id"] for row in rows]), again=True):
            questions = [answer.question for answer in texts.answers]
            await save_analyses(texts.response_id, texts.is_test, analysed, questions, stages, name)
        for stage in stages:
            wake(stage)
        analysed_now = sum(row["comments"] for row in rows)
        stepped = Rescoring.update({Rescoring.done: Rescoring.done + analysed_now, Rescoring.past: rows[-1]["id"]})
        await stepped.where(_is_on(run))
        return True
