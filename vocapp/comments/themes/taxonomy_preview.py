"""Preview of a change to the taxonomy on the newest comments that its editor may see, compared with the active one."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp.comments.comment_filters import CommentFilter, chosen_comments
from vocapp.comments.comment_queries import FROM
from vocapp.comments.load_comments import LONGEST
from vocapp.database import DB
from vocapp.http.access import Actor
from vocapp.nlp.sentiment.word_highlights import TextPiece, highlight_words
from vocapp.nlp.themes.preview_worker import MatchChange, PreviewComment, PreviewRequest, ThemeTally, preview_in_process
from vocapp.nlp.themes.taxonomy import Taxonomy
from vocapp.nlp.types import WordWeight

NEWEST: Final = 500
_COMMENTS: Final = f"""
SELECT found.*, (SELECT a.value #>> '{{{{}}}}' FROM answer a
  WHERE a.response_id = found.response_id AND a.question = found.question) AS text
FROM (SELECT v.id, v.response_id, v.question, v.language, v.answered_at, l.slug AS line
  {FROM} LEFT JOIN line_of_business l ON l.id = c.line_id
  WHERE {{condition}} ORDER BY v.answered_at DESC, v.id DESC
  LIMIT {NEWEST}) found"""  # noqa: S608
_TURN: Final = asyncio.Semaphore(1)
"""One preview at a time: each is a separate process."""


class MarkedExample(Struct, frozen=True):
    """An example: its text in pieces; those of the theme have a weight."""

    id: UUID
    pieces: list[TextPiece]
    language: str
    fate: MatchChange
    answered_at: datetime


class MarkedPreview(Struct, frozen=True):
    """The result of a preview on `comments` comments."""

    comments: int
    tallies: list[ThemeTally]
    examples: list[MarkedExample]


async def preview_taxonomy(
    actor: Actor, before: Taxonomy, after: Taxonomy, languages: Sequence[str], theme: str | None = None
) -> MarkedPreview:
    """The themes that both taxonomies find in the newest comments of these languages, with examples of one theme.
    EndedError.
    """
    where = await chosen_comments(actor, CommentFilter(state="scored"))
    where.add("v.language = ANY(?::text[])", list(languages))
    rows = await DB.fetch(_COMMENTS.format(condition=where.sql), *where.values)
    rows = [row for row in rows if row["text"]]
    sought = [PreviewComment(row["text"][:LONGEST], row["language"], row["line"]) for row in rows]
    async with _TURN:
        found = await asyncio.to_thread(preview_in_process, PreviewRequest(sought, before, after, theme))
    examples = [
        MarkedExample(row["id"], _marked(said.text, one.spans), said.language, one.fate, row["answered_at"])
        for one in found.examples
        for row, said in [(rows[one.comment], sought[one.comment])]
    ]
    return MarkedPreview(found.comments, found.tallies, examples)


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> list[TextPiece]:
    return highlight_words(text, [WordWeight(span, 1.0) for span in spans])
