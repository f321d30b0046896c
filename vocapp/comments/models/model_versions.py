"""Trained models: one can be active; without one, the shipped model is. Models are kept, and can become active again.

| state | may become |
|---|---|
| candidate | current, when it is promoted |
| current (active) | former, when another is promoted or it is rolled back |
| former | current, when it is promoted again or restored by a rollback |
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct
from piccolo.custom_types import Combinable

from vocapp import clock
from vocapp.audit.record import record
from vocapp.comments.tables import CommentModel
from vocapp.database import DB, from_json, new_id, to_json
from vocapp.http.access import Actor
from vocapp.nlp.sentiment.embedding_package import NotInstalledError, installed_name
from vocapp.nlp.sentiment.embeddings import EmbeddingUse
from vocapp.nlp.training.calibration_result import CalibrationResult
from vocapp.nlp.training.evaluate import ModelComparison

LIST: Final = """
SELECT m.id, m.name, m.state, m.learned_at, coalesce(u.name, m.learned_by) AS learner, m.promoted_at, m.comparison,
  m.beyond, m.tried
FROM reading_model m
LEFT JOIN staff_user u ON u.id = CASE WHEN starts_with(m.learned_by, 'user:') THEN substr(m.learned_by, 6)::uuid END
ORDER BY m.learned_at DESC LIMIT 50"""
USED: Final = "SELECT model, count(*) AS comments FROM verbatim WHERE NOT is_test GROUP BY model ORDER BY 2 DESC, 1"
_ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(hashtextextended('reading_model', 0))"


IS_ACTIVE: Final = CommentModel.state == "current"


class StoredModel(Struct, frozen=True):
    """A trained model without its content. `learner`: the name of the person who requested it, or "vocapp"."""

    id: UUID
    name: str
    state: str
    learned_at: datetime
    learner: str
    promoted_at: datetime | None
    comparison: ModelComparison | None
    beyond: EmbeddingUse | None
    tried: list[CalibrationResult]


class NoSuchModelError(LookupError):
    """There is no model with this id."""


async def active_name() -> str | None:
    """The name of the active model; None: the shipped one."""
    row = await CommentModel.select(CommentModel.name).where(IS_ACTIVE).first()
    return None if row is None else str(row["name"])


async def load_content(name: str | None) -> bytes | None:
    """The content of a model; None if there is no model of this name."""
    if name is None:
        return None
    row = await CommentModel.select(CommentModel.content).where(CommentModel.name == name).first()
    return None if row is None else bytes(row["content"])


async def missing_embedder() -> str | None:
    """The embedder of the active model if it is not installed: the model then uses the words only."""
    wanted = await active_embedder()
    return wanted if wanted != installed_name() else None


async def active_embedder() -> str | None:
    """The embedder that the active model uses; None without embeddings."""
    return await _embedder(IS_ACTIVE)


async def _embedder(wanted: Combinable) -> str | None:
    row = await CommentModel.select(CommentModel.beyond).where(wanted).first()
    use = from_json(row["beyond"]) if row else None
    return None if use is None else str(use["embedder"])


async def list_models() -> list[StoredModel]:
    """The last fifty models, the newest first."""
    return [_stored_model(row) for row in await DB.fetch(LIST)]


def _stored_model(row: asyncpg.Record) -> StoredModel:
    comparison, beyond, tried = (from_json(row[name]) for name in ("comparison", "beyond", "tried"))
    decoded = {
        "comparison": msgspec.convert(comparison, ModelComparison) if comparison else None,
        "beyond": msgspec.convert(beyond, EmbeddingUse) if beyond else None,
        "tried": msgspec.convert(tried or [], list[CalibrationResult]),
    }
    return StoredModel(**dict(row) | decoded)


async def count_by_model() -> dict[str, int]:
    """The number of comments that each model analysed, by its full name."""
    return {row["model"]: row["comments"] for row in await DB.fetch(USED)}


async def add_candidate(
    actor: Actor,
    name: str,
    content: bytes,
    comparison: object,
    beyond: EmbeddingUse | None = None,
    tried: Sequence[CalibrationResult] = (),
) -> bool:
    """Stores a trained model as a candidate; False if the same model is stored already.

    `beyond`: its embeddings and their weight; `tried`: the results of calibration.
    """
    async with DB.transaction():
        row = CommentModel(
            id=new_id(),
            name=name,
            content=content,
            comparison=to_json(comparison),
            learned_at=clock.now(),
            learned_by=str(actor),
            beyond=None if beyond is None else to_json(beyond),
            tried=to_json(tried),
        )
        is_new = bool(await CommentModel.insert(row).on_conflict(target=CommentModel.name, action="DO NOTHING"))
        if is_new:
            await record(actor, "model.learned", "model", name)
    return is_new


async def promote(actor: Actor, model: UUID) -> str:
    """Makes a model active and returns its name. Existing analyses do not change.

    NoSuchModelError; NotInstalledError if it needs embeddings that are not installed.
    """
    wanted = await _embedder(CommentModel.id == model)
    if wanted is not None and wanted != installed_name():
        raise NotInstalledError(wanted)
    async with DB.transaction():
        await DB.execute(_ONE_AT_A_TIME)
        before = await _retire_active()
        name = await _activate(model, promoted_at=clock.now(), promoted_by=str(actor))
        if name is None:
            raise NoSuchModelError(model)
        await record(actor, "model.promoted", "model", name, before=before)
    return name


async def promote_named(actor: Actor, name: str) -> str:
    """The same as `promote`, by the name of the model."""
    row = await CommentModel.select(CommentModel.id).where(CommentModel.name == name).first()
    if row is None:
        raise NoSuchModelError(name)
    return await promote(actor, row["id"])


async def roll_back(actor: Actor) -> str | None:
    """Activates the model that was promoted before the active one, or the shipped one (None). Returns its name."""
    async with DB.transaction():
        await DB.execute(_ONE_AT_A_TIME)
        earlier = await _model_before()
        left = await _retire_active()
        name = None if earlier is None else await _activate(earlier)
        await record(actor, "model.rolled_back", "model", left or "", to=name)
    return name


async def _model_before() -> UUID | None:
    """The model that was promoted last before the active one; the last former one while the shipped model is active."""
    active = await CommentModel.select(CommentModel.promoted_at).where(IS_ACTIVE).first()
    former = CommentModel.select(CommentModel.id).where(CommentModel.state == "former")
    if active is not None and active["promoted_at"] is not None:
        former = former.where(CommentModel.promoted_at < active["promoted_at"])
    row = await former.order_by(CommentModel.promoted_at, ascending=False).first()
    return row["id"] if row else None


async def _retire_active() -> str | None:
    """Makes the active model a former one; its name."""
    retired = await CommentModel.update({CommentModel.state: "former"}).where(IS_ACTIVE).returning(CommentModel.name)
    return next((row["name"] for row in retired), None)


async def _activate(model: UUID, **promoted: Any) -> str | None:
    """Makes a model the active one; its name, or None for an unknown id."""
    change = CommentModel.update(state="current", **promoted).where(CommentModel.id == model)
    return next((row["name"] for row in await change.returning(CommentModel.name)), None)
