"""What does a person say that a text says? Kept beside the machine's reading, never over it; the engine learns from it.

A coder has one say about each text: another replaces it, and each can be taken back.
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
# What was said of another text is no longer said.
SAY: Final = """
INSERT INTO verbatim_label (id, verbatim_id, coder_id, text_digest, label, themes, at)
SELECT $1, v.id, $2, v.text_digest, $3, $4, $5 FROM verbatim v WHERE v.id = $6
ON CONFLICT (verbatim_id, coder_id) DO UPDATE SET text_digest = excluded.text_digest, label = excluded.label,
  themes = excluded.themes, at = excluded.at"""
FORGET: Final = "DELETE FROM verbatim_label WHERE verbatim_id = $1 AND coder_id = $2"


class NoSuchCommentError(LookupError):
    """There is no verbatim of that id that the actor may see."""


class Correction(Struct, frozen=True):
    """What one coder says of a text; None where he says nothing of its tone, or of its themes."""

    label: Label | None = None
    themes: tuple[str, ...] | None = None


NO_CORRECTION: Final = Correction()


async def own_corrections(actor: Actor, verbatims: Iterable[UUID]) -> dict[UUID, Correction]:
    """What `actor` has said of the present texts of `verbatims`."""
    rows = await DB.fetch(OWN, actor.id, list(verbatims))
    return {row["verbatim_id"]: _said(row["label"], row["themes"]) for row in rows}


async def save_correction(actor: Actor, verbatim: UUID, said: Correction) -> Correction:
    """Keep what `actor` says of a text, NOTHING to take it back; what he said before. NoSuchVerbatimError."""
    async with DB.transaction():
        seen = visible(actor, "verbatim", "v", first=2)
        sql = f"SELECT v.id FROM verbatim v WHERE v.id = $1 AND {seen.sql} FOR UPDATE"
        if await DB.fetch_value(sql, verbatim, *seen.values) is None:
            raise NoSuchCommentError(verbatim)
        before = (await own_corrections(actor, [verbatim])).get(verbatim, NO_CORRECTION)
        if said == NO_CORRECTION:
            await DB.execute(FORGET, verbatim, actor.id)
        else:
            themes = None if said.themes is None else list(said.themes)
            await DB.execute(SAY, new_id(), actor.id, said.label, themes, clock.now(), verbatim)
        detail = {"label": said.label, "themes": said.themes, "before": before.label}
        await record(actor, "verbatim.coded", "verbatim", verbatim, **detail)
    return before


def _said(label: Label | None, themes: Sequence[str] | None) -> Correction:
    return Correction(label, None if themes is None else tuple(themes))
