"""Two of either side, redacted, no essay, and nobody twice."""

from datetime import UTC, datetime
from uuid import UUID

from tests.digests.two_weeks_fixtures import CHAT, FIRST
from tests.rollups.world_fixtures import World
from vocapp.comments.comment_queries import CommentView
from vocapp.digests.periods import DigestPeriod, Frequency, last_complete_period
from vocapp.digests.quotes import LONGEST, Quotes, choose_quotes, load_quotes
from vocapp.digests.scope import ScopePart
from vocapp.http.access import Actor, Role
from vocapp.rollups.queries.context import load_today, read_numbers
from vocapp.rollups.queries.score_counts import load_scores
from vocapp.rollups.rollup_slice import Slice

EXECUTIVE = Actor(kind="user", role=Role.EXECUTIVE)


async def quotes_of(parts: list[ScopePart], period: DigestPeriod) -> tuple[Quotes, Quotes]:
    async with read_numbers(EXECUTIVE) as context:
        scores = [await load_scores(context, part.narrow(Slice(*period))) for part in parts]
        return await load_quotes(context, list(zip(parts, scores, strict=True)), period)


def comment(number: int, words: str, sentiment: float, response: int | None = None) -> CommentView:
    return CommentView(
        id=UUID(int=number), response_id=UUID(int=response or number), contact_id=None, customer_id=None,
        customer_name="Ada", survey_version_id=UUID(int=1), question="improve", text=f"{words} Ada", redacted=words,
        language="en", state="scored", sentiment=sentiment, label=None, probability=None, abstain=False, conflict=False,
        themes=(), evidence=(), urgent=(), score=None, channel="fax", touchpoint=None,
        answered_at=datetime(2026, 11, 20, tzinfo=UTC), model="a test",
    )  # fmt: skip


def test_the_strongest_sentences_come_first_and_nobody_twice() -> None:
    found = [
        comment(1, "Not so good, I must say.", -0.3),
        comment(2, "The worst that I have ever seen.", -0.9),
        comment(3, "And once more from the same customer.", -0.8, response=2),
        comment(4, "The  worst that I\nhave ever seen.", -0.7),
        comment(5, "Bad.", -1.0),
        comment(6, "No! " * 200, -1.0),
    ]

    assert [each.id.int for each in choose_quotes(found, "low")] == [2, 1]
    assert len("No! " * 200) > LONGEST
    assert [each.id.int for each in choose_quotes(found[:2], "high")] == [1, 2]
    assert choose_quotes([], "low") == []


async def test_only_slices_of_enough_answers_are_quoted(monday: World) -> None:
    week = last_complete_period(Frequency.WEEK, await load_today())
    low, high = await quotes_of([ScopePart()], week)
    assert (len(low), len(high)) == (2, 2)
    assert all("Nobody called back" in quote.words for quote in low)

    assert await quotes_of([ScopePart(channel=CHAT["channel"])], week) == ((), ()), "three answers"
    silent = DigestPeriod(FIRST.date().replace(month=1, day=5), FIRST.date().replace(month=1, day=11))
    assert await quotes_of([ScopePart()], silent) == ((), ())
