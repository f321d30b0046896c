"""Comments with their analysis: language, sentiment and themes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.rollups.world_fixtures import World
from tests.rows import insert


async def add_comment(
    world: World, at: datetime, themes: Mapping[str, float], text: str = "words", **given: Any
) -> UUID:
    """A new customer's comment, with the sentiment of each of its themes; the id of the comment.

    `language`, `state` and `model` are of the analysis; everything else is of the contact.
    """
    language, state, model = given.pop("language", "en"), given.pop("state", "scored"), given.pop("model", "vocapp-1")
    response = await world.answer({"improve": text}, at=at, **given)
    verbatim = await insert(
        "verbatim",
        response_id=response,
        question="improve",
        text_digest=response.bytes,
        language=language,
        state=state,
        sentiment=0.0,
        label="neutral",
        probability=0.9,
        redacted=text,
        model=model,
        answered_at=at,
        scored_at=at,
    )
    for theme, sentiment in themes.items():
        await insert("verbatim_theme", verbatim_id=verbatim, theme=theme, sentiment=sentiment)
    return verbatim
