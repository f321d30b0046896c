"""Which model reads? The one that was promoted last; without one, what is shipped. Models are kept, and can come back.

| state | may become |
|---|---|
| candidate | current, when it is promoted |
| current | former, when another is promoted or it is rolled back |
| former | current, when it is promoted again, or comes back by a roll-back |
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id, to_json
from vocapp.http.access import Actor
from vocapp.nlp.sentiment.embedding_package import NotInstalledError, installed_name
from vocapp.nlp.sentiment.embeddings import EmbeddingUse
from vocapp.nlp.training.calibration_result import CalibrationResult

CURRENT: Final = "SELECT name FROM reading_model WHERE state = 'current'"
CONTENT: Final = "SELECT content FROM reading_model WHERE name = $1"
_NEEDED: Final = "SELECT beyond ->> 'embedder' FROM reading_model"
LIST: Final = """
SELECT m.id, m.name, m.state, m.comparison, m.learned_at, m.learned_by, m.promoted_at, octet_length(m.content) AS bytes,
  coalesce(u.name, m.learned_by) AS learner, m.beyond, m.tried
FROM reading_model m
LEFT JOIN staff_user u ON u.id = CASE WHEN starts_with(m.learned_by, 'user:') THEN substr(m.learned_by, 6)::uuid END
ORDER BY m.learned_at DESC LIMIT 50"""
ADD: Final = """
INSERT INTO reading_model (id, name, state, content, comparison, learned_at, learned_by, beyond, tried)
VALUES ($1, $2, 'candidate', $3, $4, $5, $6, $7, $8) ON CONFLICT (name) DO NOTHING"""
LEAVE: Final = "UPDATE reading_model SET state = 'former' WHERE state = 'current' RETURNING name"
ENTER: Final = """
UPDATE reading_model SET state = 'current', promoted_at = $2, promoted_by = $3 WHERE id = $1 RETURNING name"""
BEFORE: Final = """
SELECT id FROM reading_model WHERE state = 'former' AND promoted_at < coalesce(
  (SELECT promoted_at FROM reading_model WHERE state = 'current'), 'infinity') ORDER BY promoted_at DESC LIMIT 1"""
USED: Final = "SELECT model, count(*) AS comments FROM verbatim WHERE NOT is_test GROUP BY model ORDER BY 2 DESC, 1"
_ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(hashtextextended('reading_model', 0))"


class NoSuchModelError(LookupError):
    """There is no model of that id."""


async def active_name() -> str | None:
    """The name of the company's current model; None: the shipped one."""
    name: str | None = await DB.fetch_value(CURRENT)
    return name


async def load_content(name: str | None) -> bytes | None:
    """The plain data of a model; None where there is none of that name."""
    content: bytes | None = await DB.fetch_value(CONTENT, name)
    return content


async def missing_embedder() -> str | None:
    """The embedder that the current model goes by and that is not installed: it reads by the words alone."""
    wanted = await active_embedder()
    return wanted if wanted != installed_name() else None


async def active_embedder() -> str | None:
    """What the current model goes by beside the words; None where by nothing."""
    name: str | None = await DB.fetch_value(f"{_NEEDED} WHERE state = 'current'")
    return name


async def list_models() -> list[asyncpg.Record]:
    """The last fifty models, the newest first, without their content."""
    return await DB.fetch(LIST)


async def count_by_model() -> dict[str, int]:
    """How many verbatims carry the reading of each model."""
    return {row["model"]: row["comments"] for row in await DB.fetch(USED)}


async def add_candidate(
    actor: Actor,
    name: str,
    content: bytes,
    comparison: object,
    beyond: EmbeddingUse | None = None,
    tried: Sequence[CalibrationResult] = (),
) -> bool:
    """Keep what was learned as a candidate; False where just the same was learned before.

    `beyond` its words; `tried`: what came of bending its chances.
    """
    async with DB.transaction():
        told = None if beyond is None else to_json(beyond)
        values = (new_id(), name, content, to_json(comparison), clock.now(), str(actor), told, to_json(tried))
        is_new = bool(await DB.execute(ADD, *values))
        if is_new:
            await record(actor, "model.learned", "model", name)
    return is_new


async def promote(actor: Actor, model: UUID) -> str:
    """Let a model read from now on; its name. What was read keeps its reading.

    NoSuchModelError; NotInstalledError where it goes by embeddings that are not installed.
    """
    wanted = await DB.fetch_value(f"{_NEEDED} WHERE id = $1", model)
    if wanted is not None and wanted != installed_name():
        raise NotInstalledError(wanted)
    async with DB.transaction():
        await DB.execute(_ONE_AT_A_TIME)
        before = await DB.fetch_value(LEAVE)
        name = await DB.fetch_value(ENTER, model, clock.now(), str(actor))
        if name is None:
            raise NoSuchModelError(model)
        await record(actor, "model.promoted", "model", name, before=before)
    return str(name)


async def promote_named(actor: Actor, name: str) -> str:
    """As `promote`, by the model's name."""
    return await promote(actor, await DB.fetch_value("SELECT id FROM reading_model WHERE name = $1", name))


async def roll_back(actor: Actor) -> str | None:
    """Let read again what read before the current model: the one promoted before it, or else what is shipped (None)."""
    async with DB.transaction():
        await DB.execute(_ONE_AT_A_TIME)
        earlier = await DB.fetch_value(BEFORE)
        left = await DB.fetch_value(LEAVE)
        name = await DB.fetch_value("UPDATE reading_model SET state = 'current' WHERE id = $1 RETURNING name", earlier)
        await record(actor, "model.rolled_back", "model", left or "", to=name)
    return None if name is None else str(name)
