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
    analysis = {name: given.pop(name) for name in ("language", "state", "model") if name in given}
    response = await world.answer({"improve": text}, at=at, **given)
    return await analyse(response, at, themes, text, **analysis)


async def analyse(response: UUID, at: datetime, themes: Mapping[str, float], text: str = "words", **given: Any) -> UUID:
    """The comment of a response with its analysis; the id of the comment."""
    verbatim = await insert(
        "verbatim",
        response_id=response,
        question="improve",
        text_digest=response.bytes,
        **{"language": "en", "state": "scored", "model": "vocapp-1"} | given,
        sentiment=0.0,
        label="neutral",
        probability=0.9,
        redacted=text,
        answered_at=at,
        scored_at=at,
    )
    for theme, sentiment in themes.items():
        await insert("verbatim_theme", verbatim_id=verbatim, theme=theme, sentiment=sentiment)
    return verbatim
