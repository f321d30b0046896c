"""Customers who wrote something: what was read in their words, as the reading leaves it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tests.rollups.world_fixtures import World
from vocapp.database import DB, new_id

VERBATIM: Final = """
INSERT INTO verbatim (id, response_id, question, text_digest, language, state, sentiment, label, probability, abstain,
  conflict, redacted, evidence, urgent, model, answered_at, scored_at, is_test)
VALUES ($1, $2, 'improve', $3, $4, $5, 0, 'neutral', 0.9, false, false, $6, '[]', '{}', $7, $8, $8, false)"""
THEME: Final = """
INSERT INTO verbatim_theme (id, verbatim_id, theme, sentiment, first, last) VALUES ($1, $2, $3, $4, 0, 3)"""


async def wrote(world: World, at: datetime, themes: Mapping[str, float], text: str = "words", **given: Any) -> UUID:
    """One more customer wrote at that moment, of these themes with these tones; the verbatim.

    `language`, `state` and `model` are of the reading; everything else is of the contact.
    """
    language, state, model = given.pop("language", "en"), given.pop("state", "scored"), given.pop("model", "vocapp-1")
    response = await world.answer({"improve": text}, at=at, **given)
    verbatim = new_id()
    await DB.execute(VERBATIM, verbatim, response, verbatim.bytes, language, state, text, model, at)
    for theme, tone in themes.items():
        await DB.execute(THEME, new_id(), verbatim, theme, tone)
    return verbatim
