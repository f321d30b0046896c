"""Comments with their analysis, as far as an actor may see them.

People who work with customers read the original text; executives read only the redacted text.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from vocapp.catalogue.published import survey_version
from vocapp.comments.comment_filters import ALL, CommentFilter, Side, chosen_comments
from vocapp.comments.respondent_score import OwnScore, own_score
from vocapp.database import DB, from_json
from vocapp.http.access import Actor, Role
from vocapp.nlp.types import DetectedTheme, Label, WordWeight

READS_ORIGINALS: Final = frozenset({Role.AGENT, Role.LEAD, Role.ANALYST, Role.ADMIN})

# Every one of these rows exists. Outer joins let the planner omit the tables that a query does not use.
FROM: Final = """
FROM verbatim v LEFT JOIN response r ON r.id = v.response_id
LEFT JOIN survey_version s ON s.id = r.survey_version_id
LEFT JOIN invitation i ON i.id = r.invitation_id
LEFT JOIN contact c ON c.id = i.contact_id
LEFT JOIN customer k ON k.id = c.customer_id"""
SELECT: Final = f"""
SELECT v.id, v.response_id, i.contact_id, c.customer_id, k.name AS customer_name, v.question, r.survey_version_id,
  v.text_digest, v.redacted, v.language, v.state, v.sentiment, v.label, v.probability, v.abstain, v.conflict,
  v.evidence, v.urgent, v.model, v.answered_at, c.channel, c.touchpoint,
  (SELECT json_agg(json_build_array(t.theme, t.sentiment, t.first, t.last) ORDER BY t.first, t.theme)
    FROM verbatim_theme t WHERE t.verbatim_id = v.id) AS themes,
  (SELECT json_object_agg(a.question, a.value) FROM answer a WHERE a.response_id = v.response_id) AS answers
{FROM}"""  # noqa: S608
# Newest first, with keyset pagination after a comment. With a side, the strongest sentiment first.
_PAGE: Final = "(v.answered_at, v.id) < (SELECT p.answered_at, p.id FROM verbatim p WHERE p.id = ?)"
_ORDER: Final = {
    None: "v.answered_at DESC, v.id DESC",
    "low": "v.sentiment, v.id DESC",
    "high": "v.sentiment DESC, v.id DESC",
}


class CommentView(Struct, frozen=True, kw_only=True):
    """One comment with its analysis. `text` is None if the actor may not read it; `evidence` has offsets in it."""

    id: UUID
    response_id: UUID
    contact_id: UUID | None
    customer_id: UUID | None
    customer_name: str | None
    survey_version_id: UUID
    question: str
    text: str | None
    redacted: str
    language: str | None
    state: Literal["scored", "nothing", "refused", "failed"]
    sentiment: float | None
    label: Label | None
    probability: float | None
    abstain: bool
    conflict: bool
    themes: tuple[DetectedTheme, ...]
    evidence: tuple[WordWeight, ...]
    urgent: tuple[str, ...]
    score: OwnScore | None
    channel: str | None
    touchpoint: str | None
    answered_at: datetime
    model: str


async def find_comments(
    actor: Actor,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    side: Side | None = None,
    chosen: CommentFilter = ALL,
    limit: int = 50,
    after: UUID | None = None,
) -> list[CommentView]:
    """Returns up to `limit` comments that `actor` may see, newest first, after the comment `after`.

    `side`: "low" returns negative comments, "high" positive ones, the strongest first, without uncertain ones. `since`,
    `until` (excluded) and `side` can also be set in `chosen`. Comments that have not been analysed yet are missing.
    """
    given = {"since": since, "until": until, "side": side}
    chosen = msgspec.structs.replace(chosen, **{name: value for name, value in given.items() if value is not None})
    where = (await chosen_comments(actor, chosen)).add_given([(_PAGE, after)])
    sql = f"{SELECT} WHERE {where.sql} ORDER BY {_ORDER[chosen.side]} LIMIT {int(limit)}"
    return await _comment_views(actor, await DB.fetch(sql, *where.values))


async def comments_by_id(actor: Actor, ids: Sequence[UUID]) -> list[CommentView]:
    """Comments by id, newest first. The caller has checked that `actor` may see them."""
    return await _comment_views(
        actor, await DB.fetch(f"{SELECT} WHERE v.id = ANY($1::uuid[]) ORDER BY {_ORDER[None]}", ids)
    )


async def _comment_views(actor: Actor, rows: Sequence[asyncpg.Record]) -> list[CommentView]:
    return [await _comment_view(row, actor.role in READS_ORIGINALS) for row in rows]


async def _comment_view(row: asyncpg.Record, reads_original: bool) -> CommentView:
    answers: dict[str, Any] = from_json(row["answers"]) or {}
    text = answers.get(row["question"])
    # A text that has changed is not analysed yet: the offsets of the old evidence do not fit it.
    is_current = isinstance(text, str) and hashlib.sha256(text.encode()).digest() == row["text_digest"]
    fields = {name: row[name] for name in CommentView.__struct_fields__ if name in row}
    return CommentView(
        **fields
        | {
            "text": text if reads_original and isinstance(text, str) else None,
            "customer_name": row["customer_name"] if reads_original else None,
            "score": own_score(await survey_version(row["survey_version_id"]), answers),
            "themes": tuple(
                DetectedTheme(theme, found, (a, b)) for theme, found, a, b in from_json(row["themes"]) or []
            ),
            "evidence": tuple(msgspec.convert(from_json(row["evidence"]), list[WordWeight])) if is_current else (),
            "urgent": tuple(row["urgent"]),
        }
    )
