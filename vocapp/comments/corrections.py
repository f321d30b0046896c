"""Corrections: the tone and the themes that a person gives a comment.

They are kept beside the model's analysis and never overwrite it; training learns from them. A person has one correction
per comment: a new one replaces it, and each can be undone.
"""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.http.access import Actor, visible
from vocapp.nlp.types import Label

OWN: Final = """
SELECT l.verbatim_id, l.label, l.themes FROM verbatim_label l JOIN verbatim v ON v.id = l.verbatim_id
WHERE l.coder_id = $1 AND l.verbatim_id = ANY($2::uuid[]) AND l.text_digest = v.text_digest"""
# A correction of an earlier text is replaced.
SAVE: Final = """
INSERT INTO verbatim_label (id, verbatim_id, coder_id, text_digest, label, themes, at)
SELECT $1, v.id, $2, v.text_digest, $3, $4, $5 FROM verbatim v WHERE v.id = $6
ON CONFLICT (verbatim_id, coder_id) DO UPDATE SET text_digest = excluded.text_digest, label = excluded.label,
  themes = excluded.themes, at = excluded.at"""
LOCK: Final = "SELECT v.id FROM verbatim v WHERE v.id = $1 AND {visible} FOR UPDATE"
REMOVE: Final = "DELETE FROM verbatim_label WHERE verbatim_id = $1 AND coder_id = $2"


class NoSuchCommentError(LookupError):
    """There is no comment with this id that the actor may see."""


class Correction(Struct, frozen=True):
    """The tone and the themes that one person gives a comment; None: not corrected."""

    label: Label | None = None
    themes: tuple[str, ...] | None = None


NO_CORRECTION: Final = Correction()


async def own_corrections(actor: Actor, comments: Iterable[UUID]) -> dict[UUID, Correction]:
    """The corrections that `actor` made of the present texts of comments, by comment."""
    rows = await DB.fetch(OWN, actor.id, list(comments))
    return {row["verbatim_id"]: _correction(row["label"], row["themes"]) for row in rows}


async def save_correction(actor: Actor, comment: UUID, correction: Correction) -> Correction:
    """Saves a correction by `actor`, or removes it with NO_CORRECTION. Returns the previous one. NoSuchCommentError."""
    async with DB.transaction():
        seen = visible(actor, "verbatim", "v", first=2)
        if await DB.fetch_value(LOCK.format(visible=seen.sql), comment, *seen.values) is None:
            raise NoSuchCommentError(comment)
        before = (await own_corrections(actor, [comment])).get(comment, NO_CORRECTION)
        if correction == NO_CORRECTION:
            await DB.execute(REMOVE, comment, actor.id)
        else:
            themes = None if correction.themes is None else list(correction.themes)
            await DB.execute(SAVE, new_id(), actor.id, correction.label, themes, clock.now(), comment)
        detail = {"label": correction.label, "themes": correction.themes, "before": before.label}
        await record(actor, "verbatim.coded", "verbatim", comment, **detail)
    return before


def _correction(label: Label | None, themes: Sequence[str] | None) -> Correction:
    return Correction(label, None if themes is None else tuple(themes))
