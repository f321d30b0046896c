"""Stage `suggest`: finds missing themes in a separate process, and stores the result for equal queries.

The result has ids of comments and no texts: each reader sees the texts that they may see at that time.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from vocapp import clock
from vocapp.audit.record import record
from vocapp.catalogue.published import survey_version
from vocapp.comments.comment_filters import CommentFilter, chosen_comments
from vocapp.comments.comment_queries import FROM
from vocapp.comments.company_days import zone
from vocapp.comments.models.active_model import active_versions, load_contents
from vocapp.comments.pages.suggestion_query import SuggestionQuery
from vocapp.comments.respondent_score import own_score, score_side
from vocapp.comments.tables import SuggestionRun
from vocapp.database import DB, from_json, new_id, to_json
from vocapp.database.jobs import enqueue
from vocapp.database.notify import wake
from vocapp.http.access import Actor
from vocapp.nlp.suggestions.suggest import SuggestedTheme, SuggestionComment, SuggestionRequest
from vocapp.nlp.suggestions.suggestion_worker import suggest_in_process

SUGGEST: Final = "suggest"
MOST: Final = 10_000
"""The newest comments of a period that are searched."""
KEEP_FOR: Final = timedelta(days=90)
_BATCH: Final = 500
_IDS: Final = f"SELECT v.id {FROM} WHERE {{condition}} ORDER BY v.answered_at DESC, v.id DESC LIMIT {MOST}"
_READ: Final = """
SELECT v.id, v.redacted, r.survey_version_id,
  ARRAY(SELECT DISTINCT t.theme FROM verbatim_theme t WHERE t.verbatim_id = v.id) AS themes,
  (SELECT json_object_agg(a.question, a.value) FROM answer a WHERE a.response_id = v.response_id) AS answers
FROM verbatim v JOIN response r ON r.id = v.response_id WHERE v.id = ANY($1) ORDER BY v.answered_at DESC, v.id DESC"""
_TEXTS: Final = "SELECT v.id, v.redacted FROM verbatim v WHERE v.id = ANY($1)"
_EXAMPLES: Final = f"SELECT v.id, v.redacted {FROM} WHERE {{condition}}"
_REQUEST: Final = """
INSERT INTO suggestion_run (id, key, wanted, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO UPDATE SET asked_by = excluded.asked_by, asked_at = excluded.asked_at RETURNING id"""


class Suggestion(Struct, frozen=True):
    """A possible theme with example comments."""

    missing: SuggestedTheme
    examples: tuple[UUID, ...]


class SuggestionResult(Struct, frozen=True):
    """Suggestions, and the numbers of comments: in the period, in the period before, with low and with high scores."""

    suggestions: list[Suggestion]
    comments: int
    before: int
    low: int
    high: int


class SuggestionRunState(Struct, frozen=True):
    """The stored search of one query; `found` is None until it is done."""

    id: UUID
    found: SuggestionResult | None
    found_at: datetime | None


async def request_suggestions(actor: Actor, wanted: SuggestionQuery) -> None:
    """Enqueues a search."""
    now = clock.now()
    async with DB.transaction():
        await SuggestionRun.delete().where(SuggestionRun.asked_at < now - KEEP_FOR)
        values = (new_id(), wanted.key, to_json(wanted), str(actor), now)
        run = await DB.fetch_value(_REQUEST, *values)
        await enqueue(SUGGEST, run)
        await record(actor, "suggestions.asked", "suggestions", run)
    wake(SUGGEST)


async def load_run(wanted: SuggestionQuery) -> SuggestionRunState | None:
    """The stored search of an equal query; None if there is none."""
    run = await SuggestionRun.objects().where(SuggestionRun.key == wanted.key).first()
    if run is None:
        return None
    found = from_json(run.found)
    result = None if found is None else msgspec.convert(found, SuggestionResult)
    return SuggestionRunState(run.id, result, run.found_at)


async def run_suggestions(run: UUID) -> None:
    """Runs the search of one row, and stores the result there."""
    row = await SuggestionRun.select(SuggestionRun.wanted).where(SuggestionRun.id == run).first()
    if row is None:
        return
    wanted = msgspec.convert(from_json(row["wanted"]), SuggestionQuery)
    ids, material = await _material(wanted)
    result = await asyncio.to_thread(suggest_in_process, material)
    suggestions = [Suggestion(one, tuple(ids[place] for place in one.examples)) for one in result.missing]
    found = SuggestionResult(suggestions, result.comments, result.before, result.low, result.high)
    stored = SuggestionRun.update({SuggestionRun.found: to_json(found), SuggestionRun.found_at: clock.now()})
    await stored.where(SuggestionRun.id == run)


async def load_examples(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The redacted texts of those comments that still exist and that `actor` may see."""
    where = (await chosen_comments(actor, CommentFilter())).add("v.id = ANY(?::uuid[])", list(ids))
    sql = _EXAMPLES.format(condition=where.sql)
    return {row["id"]: row["redacted"] for row in await DB.fetch(sql, *where.values)}


async def _material(wanted: SuggestionQuery) -> tuple[list[UUID], SuggestionRequest]:
    here = await zone()
    now, before = wanted.chosen(clock.now().astimezone(here).date(), here)
    pieces, texts, ids = list[SuggestionComment](), list[str](), list[UUID]()
    for row in await _read(wanted, now, _READ):
        score = own_score(await survey_version(row["survey_version_id"]), from_json(row["answers"]) or {})
        pieces.append(SuggestionComment(row["redacted"], score_side(score), tuple(row["themes"])))
        ids.append(row["id"])
    texts += [row["redacted"] for row in await _read(wanted, before, _TEXTS)]
    taxonomy = (await load_contents(await active_versions())).taxonomy
    return ids, SuggestionRequest(wanted.language, pieces, texts, taxonomy)


async def _read(wanted: SuggestionQuery, chosen: CommentFilter, sql: str) -> list[Any]:
    """Loads comments in batches, so that other tasks run in between."""
    where = await chosen_comments(wanted.whose, chosen)
    ids = [row["id"] for row in await DB.fetch(_IDS.format(condition=where.sql), *where.values)]
    found = list[Any]()
    for start in range(0, len(ids), _BATCH):
        found += await DB.fetch(sql, ids[start : start + _BATCH])
    return found
