"""Stage `learn`: trains a model, nightly or on request.

Training and comparison run in a separate process. A model that a person requests stays a candidate until somebody
promotes it; a nightly one becomes active automatically if it is significantly better. Existing analyses do not change.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from vocapp import clock
from vocapp.audit.record import record
from vocapp.comments.company_days import zone
from vocapp.comments.models import model_versions
from vocapp.comments.models.training_data import count_corrections, load_lessons
from vocapp.database import DB
from vocapp.database.jobs import enqueue
from vocapp.database.notify import wake
from vocapp.http.access import Actor
from vocapp.nlp.sentiment.embedding_package import require_embedder
from vocapp.nlp.training.training_worker import TooFewExamples, TrainedModel, TrainingRequest, train_in_process

LEARN: Final = "learn"
LEARNING_ID: Final = UUID("6a2f6f5e-3e0c-5b1a-9d6e-7c1f0d1b2a3c")
"""The only subject of the stage: one training at a time."""
NIGHT_ACTOR: Final = Actor("vocapp", name="vocapp")
NIGHT_HOURS: Final = range(2, 5)
MINIMUM_INTERVAL: Final = timedelta(hours=12)
_ASKED: Final = (
    "SELECT actor, at FROM event WHERE subject_id = $1 AND action = 'learning.asked' ORDER BY id DESC LIMIT 1"
)


class LearningRequest(Struct, frozen=True):
    """The last request for training; `actor` as in the audit log."""

    actor: str
    at: datetime


async def request_learning(actor: Actor) -> None:
    """Enqueues a training."""
    async with DB.transaction():
        await enqueue(LEARN, LEARNING_ID)
        await record(actor, "learning.asked", "learning", LEARNING_ID)
    wake(LEARN)


async def request_nightly() -> None:
    """Enqueues a training in the night hours of the company, if there are new corrections since the last one."""
    asked, found = await last_request(), await count_corrections()
    if clock.now().astimezone(await zone()).hour not in NIGHT_HOURS or found.last_at is None:
        return
    if asked is None or (asked.at < found.last_at and asked.at < clock.now() - MINIMUM_INTERVAL):
        await request_learning(NIGHT_ACTOR)


async def last_request() -> LearningRequest | None:
    """The last request; None: never."""
    row = await DB.fetch_one(_ASKED, str(LEARNING_ID))
    return None if row is None else LearningRequest(row["actor"], row["at"])


async def learn_model(*, embeddings: bool) -> None:
    """Trains a model with all data, stores it with its comparison, and promotes it if it is nightly and safe.

    NotInstalledError if `embeddings` are requested and not installed.
    """
    if embeddings:
        require_embedder()
    asked = await last_request()
    incumbent = await model_versions.load_content(await model_versions.active_name())
    found = await asyncio.to_thread(train_in_process, TrainingRequest(await load_lessons(), incumbent, embeddings))
    match found:
        case TooFewExamples():
            return
        case TrainedModel(name, content, comparison, beyond, tried):
            by = NIGHT_ACTOR if asked is None or asked.actor == str(NIGHT_ACTOR) else Actor(*_kind_and_id(asked.actor))
            is_new = await model_versions.add_candidate(
                by, name, content, msgspec.to_builtins(comparison), beyond, tried
            )
            if is_new and by == NIGHT_ACTOR and comparison is not None and comparison.is_safe:
                await model_versions.promote_named(NIGHT_ACTOR, name)


def _kind_and_id(actor: str) -> tuple[str, UUID | None]:
    kind, _, key = actor.partition(":")
    return kind, UUID(key) if key else None
