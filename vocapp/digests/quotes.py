"""The quotes of a digest: two dissatisfied and two satisfied comments, always redacted.

Quotes come only from slices of which a score is shown, for a reader whom the floor binds that of the comments, so that
no quote gives its writer away.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from vocapp.comments.comment_filters import CommentFilter, Side
from vocapp.comments.comment_queries import CommentView, find_comments
from vocapp.digests.content.types import Quote
from vocapp.digests.periods import DigestPeriod
from vocapp.digests.scope import ScopePart
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.queries.score_counts import are_comments_shown
from vocapp.rollups.types import Score

PER_SIDE: Final = 2
CANDIDATES: Final = 40
SHORTEST: Final = 15
LONGEST: Final = 280

Quotes = tuple[Quote, ...]


async def load_quotes(
    context: NumbersContext, parts: Sequence[tuple[ScopePart, Sequence[Score]]], period: DigestPeriod
) -> tuple[Quotes, Quotes]:
    """The most dissatisfied and the most satisfied comments of the period, PER_SIDE each.

    Each part of the scope comes with its scores of the period as a whole.
    """
    quotable = [part for part, scores in parts if _is_quotable(context, scores)]
    low = await _load_side(context, quotable, period, "low")
    return low, await _load_side(context, quotable, period, "high")


def _is_quotable(context: NumbersContext, scores: Sequence[Score]) -> bool:
    is_shown = any(score.shown == "yes" for score in scores)
    return is_shown and (not context.is_bound or are_comments_shown(scores))


async def _load_side(context: NumbersContext, parts: Sequence[ScopePart], period: DigestPeriod, side: Side) -> Quotes:
    since, until = (_midnight(day, context.zone) for day in (period.since, period.until + timedelta(days=1)))
    comments: list[CommentView] = []
    for part in parts:
        wanted = CommentFilter(
            since=since, until=until, side=side, unit=part.unit, line=part.line, channel=part.channel
        )
        comments += await find_comments(context.actor, chosen=wanted, limit=CANDIDATES)
    return tuple(_quote(comment) for comment in choose_quotes(comments, side))


def choose_quotes(comments: Sequence[CommentView], side: Side) -> list[CommentView]:
    """The strongest comments of a readable length; no two of one response or with the same words."""
    sign = 1 if side == "low" else -1
    chosen: dict[str, CommentView] = {}
    responses = set()
    for comment in sorted(comments, key=lambda each: (sign * (each.sentiment or 0.0), str(each.id))):
        words = " ".join(comment.redacted.split())
        if not SHORTEST <= len(words) <= LONGEST or comment.response_id in responses or words in chosen:
            continue
        chosen[words] = comment
        responses.add(comment.response_id)
        if len(chosen) == PER_SIDE:
            break
    return list(chosen.values())


def _quote(comment: CommentView) -> Quote:
    words = " ".join(comment.redacted.split())
    return Quote(comment.response_id, words, comment.language, comment.channel or "")


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
