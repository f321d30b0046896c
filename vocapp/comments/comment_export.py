"""Comments as a table for other programs: one row per comment, redacted, without names. Column names are stable."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final
from uuid import UUID

from vocapp.catalogue.published import survey_version
from vocapp.comments.comment_filters import CommentFilter, chosen_comments
from vocapp.comments.comment_queries import FROM, CommentView, comments_by_id
from vocapp.database import DB
from vocapp.http.access import Actor

MOST: Final = 10_000
BATCH: Final = 500
COLUMNS: Final = (
    "id",
    "answered_at",
    "survey",
    "question",
    "channel",
    "touchpoint",
    "contact_id",
    "language",
    "text",
    "state",
    "label",
    "sentiment",
    "probability",
    "abstain",
    "conflict",
    "themes",
    "urgent",
    "corrected_label",
    "corrected_themes",
    "metric",
    "score",
    "score_low",
    "score_high",
    "model",
)
Row = tuple[Any, ...]
_IDS: Final = f"SELECT v.id {FROM} WHERE {{condition}} ORDER BY v.answered_at DESC, v.id DESC LIMIT {MOST}"
# The latest correction of the tone, and the latest of the themes, of the present text.
_CORRECTIONS: Final = """
SELECT v.id, (array_agg(l.label ORDER BY l.at DESC) FILTER (WHERE l.label IS NOT NULL))[1] AS label,
  (array_agg(array_to_string(l.themes, ' ') ORDER BY l.at DESC) FILTER (WHERE l.themes IS NOT NULL))[1] AS themes
FROM verbatim v JOIN verbatim_label l ON l.verbatim_id = v.id AND l.text_digest = v.text_digest
WHERE v.id = ANY($1::uuid[]) GROUP BY v.id"""


async def export_rows(actor: Actor, chosen: CommentFilter) -> AsyncIterator[Row]:
    """Yields the newest MOST comments of a filter that `actor` may see, as rows of COLUMNS.

    A cell with several themes separates them with spaces. The model's themes carry their sentiment: "waiting:-0.8".
    """
    where = await chosen_comments(actor, chosen)
    ids = [row["id"] for row in await DB.fetch(_IDS.format(condition=where.sql), *where.values)]
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        corrections = {row["id"]: (row["label"], row["themes"]) for row in await DB.fetch(_CORRECTIONS, batch)}
        for one in await comments_by_id(actor, batch):
            yield await _row(one, corrections.get(one.id, (None, None)))


async def _row(one: CommentView, correction: Sequence[str | None]) -> Row:
    score = one.score
    metric = None if score is None else score.metric or "rating"
    return (
        str(one.id), one.answered_at.isoformat(timespec="seconds"), (await survey_version(one.survey_version_id)).id,
        one.question, one.channel, one.touchpoint, _text(one.contact_id), one.language, one.redacted, one.state,
        one.label, _short(one.sentiment), _short(one.probability), one.abstain, one.conflict, _themes(one),
        " ".join(one.urgent), *correction, metric, *((score.given, score.low, score.high) if score else (None,) * 3),
        one.model,
    )  # fmt: skip


def _themes(one: CommentView) -> str:
    sentiments = {found.theme: found.sentiment for found in one.themes}
    return " ".join(
        theme if sentiment is None else f"{theme}:{sentiment:.2f}" for theme, sentiment in sentiments.items()
    )


def _short(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def _text(key: UUID | None) -> str | None:
    return None if key is None else str(key)
