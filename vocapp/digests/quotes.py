"""Whose words are quoted? Two of either side, redacted always, and only of slices whose answers may be shown at all."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from vocapp.comments.comment_filters import CommentFilter, Side
from vocapp.comments.comment_queries import CommentView, find_comments
from vocapp.digests.content.types import Quote
from vocapp.digests.periods import DigestPeriod
from vocapp.digests.scope import ScopePart
from vocapp.http.access import Actor
from vocapp.rollups.queries import numbers
from vocapp.rollups.rollup_slice import Slice

PER_SIDE: Final = 2
CANDIDATES: Final = 40
SHORTEST: Final = 15
LONGEST: Final = 280

Quotes = tuple[Quote, ...]


async def load_quotes(
    actor: Actor, parts: Sequence[ScopePart], period: DigestPeriod, zone: str
) -> tuple[Quotes, Quotes]:
    """The most dissatisfied and the most satisfied words of the period, EACH of either."""
    allowed = [part for part in parts if await _is_quotable(actor, part.narrow(Slice(*period)))]
    return await _side(actor, allowed, period, zone, "low"), await _side(actor, allowed, period, zone, "high")


async def _is_quotable(actor: Actor, wanted: Slice) -> bool:
    """Whether enough people answered for the words of one not to give him away."""
    return any(each.shown == "yes" for each in await numbers.load_scores(actor, wanted))


async def _side(actor: Actor, parts: Sequence[ScopePart], period: DigestPeriod, zone: str, side: Side) -> Quotes:
    since, until = (_midnight(day, zone) for day in (period.since, period.until + timedelta(days=1)))
    found: list[Comment] = []
    for part in parts:
        chosen = CommentFilter(
            since=since, until=until, side=side, unit=part.unit, line=part.line, channel=part.channel
        )
        found += await find_comments(actor, chosen=chosen, limit=CANDIDATES)
    return tuple(_quote(each) for each in choose_quotes(found, side))


def choose_quotes(found: Sequence[CommentView], side: Side) -> list[CommentView]:
    """The strongest that are a sentence and no essay, no two of one response or of the same words."""
    sign = 1 if side == "low" else -1
    taken: dict[str, CommentView] = {}
    responses = set()
    for each in sorted(found, key=lambda each: (sign * (each.sentiment or 0.0), str(each.id))):
        words = " ".join(each.redacted.split())
        if not SHORTEST <= len(words) <= LONGEST or each.response_id in responses or words in taken:
            continue
        taken[words] = each
        responses.add(each.response_id)
        if len(taken) == PER_SIDE:
            break
    return list(taken.values())


def _quote(verbatim: CommentView) -> Quote:
    words = " ".join(verbatim.redacted.split())
    return Quote(verbatim.response_id, words, verbatim.language, verbatim.channel or "")


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
