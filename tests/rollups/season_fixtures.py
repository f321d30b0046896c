"""A quarter at Alderway: contacts, invitations, answers, comments on every channel; equal in every run, and counted."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.rollups.world_fixtures import World, score
from vocapp.channels.registry import ContactChannel
from vocapp.database import DB
from vocapp.rollups.rebuild import rebuild_cells

NOW: Final = datetime(2026, 6, 3, 12, tzinfo=UTC)
"""A Wednesday, when the season is looked at."""
WEIGHTS: Final = (24, 18, 6, 16, 3, 14, 2, 2, 5, 4, 0, 5, 6)
"""How busy each channel is; nobody faxes."""
MOODS: Final = {"email": -0.22, "web_chat": 0.12, "phone_outsourced": -0.08}
UNITS: Final = (
    ("Riverside", None),
    ("Riverside phones", "Riverside"),
    ("Riverside digital", "Riverside"),
    ("Callwell", None),
)
LINES: Final = ("Home energy", "Mobile", "Broadband")
TOUCHPOINTS: Final = ("support", "support", "billing", "delivery")
COMMENTS: Final = (
    (-0.8, "Nobody called back. Twice I explained everything from the beginning."),
    (-0.5, "The bill is still wrong & I waited <forty> minutes."),
    (0.0, "It went as these things go."),
    (0.6, "Quick and friendly."),
    (0.9, "Noor solved it in one call, thank you!"),
)


async def season(contacts: int = 420, weeks: int = 13) -> World:
    """A world in which a quarter has passed; ask for a database first."""
    world, dice = await World.made(), random.Random("a quarter")
    for name, above in UNITS:
        await world.unit(name, above)
    for name in LINES:
        await world.line(name)
    for number in range(contacts):
        await _contact(world, dice, number, NOW - timedelta(days=weeks * 7) * (1 - number / contacts))
    await rebuild_cells()
    return world


async def _contact(world: World, dice: random.Random, number: int, at: datetime) -> None:
    channel = dice.choices([each.value for each in ContactChannel], WEIGHTS)[0]
    given: dict[str, Any] = {
        "channel": channel,
        "touchpoint": dice.choice(TOUCHPOINTS),
        "line": dice.choice(LINES),
        "unit": "Callwell" if channel == "phone_outsourced" else dice.choice(("Riverside phones", "Riverside digital")),
        "survey": "post_contact",
        "name": dice.choice(("Grace Ashworth", "Anja Vogt", "ليلى الحسن", "Tom Reed", "Inès Moreau")),
        "at": at,
    }
    fate = dice.random()
    if fate < 0.22:
        await world.contact("suppressed", dice.choice(("customer cap", "opted out", "no basis")), **given)
    elif fate < 0.30:
        await world.contact("ineligible", "no programme", **given)
    elif fate < 0.55:
        await world.invite(**given)
    else:
        await _answered(world, dice, 0.62 + MOODS.get(channel, 0) + 0.1 * (number % 420) / 420, given)


async def _answered(world: World, dice: random.Random, content: float, given: dict[str, Any]) -> None:
    mood = min(0.999, max(0.0, dice.gauss(content, 0.27)))
    answers: dict[str, Any] = {"solved": mood > 0.3, "csat": 1 + int(mood * 5)}
    is_complete = dice.random() < 0.85
    if is_complete:
        answers |= {"effort": 1 + int(mood * 7), "nps": int(mood * 11)}
    sentiment, text = COMMENTS[int(mood * len(COMMENTS))]
    if dice.random() < 0.6:
        answers["why"] = text
    response = await world.answer(answers, complete=is_complete, **given)
    if "why" in answers and dice.random() < 0.9:
        await score(response, "why", sentiment)


async def answers() -> int:
    """How many have answered in the season."""
    found: int = await DB.fetch_value("SELECT count(*) FROM response")
    return found
