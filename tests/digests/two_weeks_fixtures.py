"""Two weeks at Alderway: contacts, invitations, answers, comments and cases, all counted.

In the first week customers of the web chat are satisfied, in the second hardly any; on the phone nothing changes.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.rollups.world_fixtures import World
from tests.rows import insert
from vocapp import clock
from vocapp.cases.triage_stage import TriageStage
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.rollups.count_stage import count_subjects

FIRST = datetime(2026, 11, 9, 9, tzinfo=UTC)
"""A Monday; the second week ends on Sunday 22 November."""
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
"""Monday, seven in the morning in Berlin."""
CHAT: dict[str, Any] = {"channel": "web_chat", "touchpoint": "support"}
PHONE: dict[str, Any] = {"channel": "phone_in_house", "touchpoint": "billing"}
GOOD = {"solved": True, "repeated": False, "csat": 5, "effort": 7, "improve": "Quick, friendly, and it works again."}
FAIR = {"solved": True, "repeated": True, "csat": 4, "effort": 4, "improve": "It took a while, but it was sorted out."}
BAD = {"solved": False, "repeated": True, "csat": 1, "effort": 2, "improve": "Nobody called back, I had to ask again."}
Numbers = tuple[int, int, int]
SOUNDS = {5: (0.8, "positive"), 4: (0.1, "neutral"), 1: (-0.7, "negative")}


def week(first: datetime, chat: Numbers, phone: Numbers) -> Iterator[dict[str, Any]]:
    """The answers of a week: satisfied, fair and dissatisfied customers of both channels, over seven days."""
    for place, numbers in ((CHAT, chat), (PHONE, phone)):
        for answers, times in zip((GOOD, FAIR, BAD), numbers, strict=True):
            for number in range(times):
                yield {**place, "answers": answers, "at": first + timedelta(days=number % 7, minutes=number)}


WHOLE = (((20, 3, 1), (14, 4, 6)), ((4, 3, 17), (15, 3, 6)))
SMALL = (((2, 0, 1), (3, 0, 0)), ((1, 0, 2), (2, 0, 1)))


async def record_two_weeks(
    registry: Registry, numbers: tuple[tuple[Numbers, Numbers], tuple[Numbers, Numbers]] = WHOLE
) -> World:
    """Records and counts the two weeks."""
    with clock.travelled(NOW - timedelta(hours=1)):
        world = await World.made()
        await world.unit("North")
        await world.unit("South")
        rows = [row for n, places in enumerate(numbers) for row in week(FIRST + timedelta(days=7 * n), *places)]
        responses = [await _record_answers(world, n, row) for n, row in enumerate(rows)]
        later = FIRST + timedelta(days=8)
        others = [
            *[await world.invite(at=later, **PHONE) for _ in range(20)],
            *[await world.contact(at=later, **CHAT) for _ in range(5)],
            *[await world.contact("ineligible", None, at=later, **CHAT) for _ in range(3)],
            await world.answer(BAD, at=later, is_test=True, **CHAT),
            await world.answer({"csat": 5}, at=later, channel="fax", unit="South"),
        ]
        for response, row in zip(responses, rows, strict=True):
            with clock.travelled(row["at"] + timedelta(minutes=1)):
                await TriageStage(registry)(response)
        contacts = [row["id"] for row in await DB.fetch("SELECT id FROM contact")]
        await count_subjects([*responses, *others, *contacts])
        # Without statistics the database joins many times around.
        await DB.execute("ANALYZE answer, response, invitation, contact, decision, verbatim, followup_case")
        return world


async def _record_answers(world: World, number: int, row: dict[str, Any]) -> UUID:
    """Records one customer's answers and the analysis of the comment."""
    answers, at = row["answers"], row["at"]
    response = await world.answer(unit=("North", "South")[number % 2], **row)
    sentiment, label = SOUNDS[answers["csat"]]
    await insert(
        "verbatim",
        response_id=response,
        question="improve",
        sentiment=sentiment,
        label=label,
        language="en",
        redacted=f"{answers['improve']} {number}",
        answered_at=at,
        scored_at=at,
    )
    return response
