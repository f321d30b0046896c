"""What is known of a period, for this reader? Every number comes through `rollups.reading`, which keeps the floor.

`now` and `before` are whole weeks or months; the trend ends with `now`. Parts are told of the leading measure only: the
more is compared, the more surely must a change stand out.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from vocapp.comments.themes.current_themes import titles
from vocapp.dashboards.numbers_query import View
from vocapp.dashboards.theme_changes import theme_changes
from vocapp.digests import quotes
from vocapp.digests.content import merge_slices
from vocapp.digests.content.headline import leading
from vocapp.digests.content.types import NOTHING, Asked, Known, Material, Measured, Restated, Spoken, Worked
from vocapp.digests.periods import Every, Period, before, kind_of, trend
from vocapp.digests.scope import Cut, Scope
from vocapp.http.access import Actor
from vocapp.metrics import scores as measuring
from vocapp.metrics.measure import Measure
from vocapp.rollups import labels
from vocapp.rollups.count_stage import zone
from vocapp.rollups.queries import numbers
from vocapp.rollups.queries.viewer import floor, today
from vocapp.rollups.rollup_slice import Dimension, Slice
from vocapp.rollups.types import Asks, Score, comparable

TREND: Final = {Every.WEEK: 8, Every.MONTH: 6}
BY: Final = {Every.WEEK: Dimension.WEEK, Every.MONTH: Dimension.MONTH}
PARTS: Final = (Dimension.CHANNEL, Dimension.TOUCHPOINT, Dimension.LINE, Dimension.UNIT)
MOST_THEMES: Final = 3
FIRST_DAY: Final = date(2000, 1, 1)


async def gathered(actor: Actor, scope: Scope, cuts: Sequence[Cut], period: Period) -> Material:
    """Everything that a digest of the period is made of. `cuts` are what the scope consists of."""
    earlier, periods = before(period), trend(period, TREND[kind_of(period)])
    now, then, over_time = (Slice(*each) for each in (period, earlier, Period(periods[0].since, period.until)))
    by = BY[kind_of(period)]
    found, past = await _scores(actor, cuts, now), await _scores(actor, cuts, then)
    measures = _measures(found, past, await _scores(actor, cuts, over_time, by), periods)
    first = leading(measures)
    cohorts = {each.group.key: each for each in await _asks(actor, cuts, over_time, by) if each.group}
    low, high = await quotes.quotes(actor, cuts, period, await zone())
    return Material(
        every=kind_of(period),
        since=period.since,
        until=period.until,
        before_since=earlier.since,
        before_until=earlier.until,
        trend_of=tuple((each.since, each.until) for each in periods),
        measures=tuple(measures),
        parts=tuple(await _parts(actor, cuts, now, then, first.measure)) if first else (),
        unread=sum(_unread(each) for each in found),
        asked=_asked((await _asks(actor, cuts, now) or [Asks(group=None)])[0], period),
        closed=_newest_closed(cohorts, periods),
        worked=await _worked(actor, cuts, now),
        low=low,
        high=high,
        restated=(),
        scope=scope,
        themes=await _themes(actor, cuts, now),
    )


def _measures(
    now: Sequence[Score], then: Sequence[Score], over_time: Sequence[Score], periods: Sequence[Period]
) -> list[Measured]:
    past = {each.measure: each for each in then}
    points = {(each.measure, each.group.key): each for each in over_time if each.group}
    found = []
    for each in now:
        if each.measure.metric == "scored":
            continue
        trend_of = [points.get((each.measure, period.since.isoformat())) for period in periods]
        measured = _measured(each, past.get(each.measure))
        found.append(
            Measured(
                each.measure,
                measured.now,
                measured.before,
                tuple(_known(point) if _fits(point, each) else NOTHING for point in trend_of),
                is_comparable=measured.is_comparable,
                is_partial=measured.is_partial,
            )
        )
    return found


def _fits(point: Score | None, now: Score) -> bool:
    """Whether a point of a trend was asked the same; one without an answer breaks the line in any case."""
    return point is not None and comparable(point, now)


async def _parts(actor: Actor, cuts: Sequence[Cut], now: Slice, then: Slice, measure: Measure) -> list[Measured]:
    """The measure by channel, touchpoint, line and unit; a dimension of one group is no comparison."""
    found: list[Measured] = []
    for by in PARTS:
        groups = [each for each in await _scores(actor, cuts, now, by) if each.measure == measure and each.group]
        past = {each.group.key: each for each in await _scores(actor, cuts, then, by)
                if each.measure == measure and each.group}  # fmt: skip
        if len(groups) < 2:
            continue
        for each in groups:
            if each.group is not None:
                title = labels.group_title(each.group, by)
                found.append(_measured(each, past.get(each.group.key), by.value, each.group.key, title))
    return found


def _measured(now: Score, then: Score | None, dimension: str = "", key: str = "", title: str = "") -> Measured:
    return Measured(
        now.measure,
        _known(now),
        _known(then),
        dimension=dimension,
        key=key,
        title=title,
        is_comparable=then is None or comparable(then, now),
        is_partial=now.is_partial,
    )


def _known(score: Score | None) -> Known:
    if score is None:
        return NOTHING
    spread = measuring.variance(score.measure, score.histogram) if score.figure else 0.0
    return Known(score.shown, score.n, score.figure, spread)


def _unread(score: Score) -> int:
    """How many comments have no sentiment yet."""
    read = score.scored
    return 0 if read is None else read.n - round(read.value * read.n / 100)


def _asked(found: Asks, period: Period) -> Asked:
    return Asked(
        since=period.since,
        until=period.until,
        contacts=found.contacts,
        eligible=found.eligible,
        invited=found.invited,
        answered=found.dispositions.starts,
        response_rate=found.rr1,
        coverage=found.coverage,
        open_day=found.open_day,
    )


def _newest_closed(cohorts: dict[str, Asks], periods: Sequence[Period]) -> Asked | None:
    """The newest period of which no ask can be answered any more."""
    for period in reversed(periods):
        found = cohorts.get(period.since.isoformat())
        if found is not None and found.open_day is None and found.rr1 is not None:
            return _asked(found, period)
    return None


async def _worked(actor: Actor, cuts: Sequence[Cut], now: Slice) -> Worked:
    opened = merge_slices.cases([await numbers.cases(actor, cut.of(now)) for cut in cuts])
    ever = Slice(FIRST_DAY, await today()).whole()
    standing = merge_slices.cases([await numbers.cases(actor, cut.of(ever)) for cut in cuts])
    return Worked(
        **{name: sum(getattr(each, name) for each in opened) for name in ("opened", "closed", "confirmed", "denied")},
        **{name: sum(getattr(each, name) for each in standing) for name in ("open", "overdue")},
        in_time=opened[0].in_sla if opened else None,
        recovery=opened[0].recovery if opened else None,
    )


async def _themes(actor: Actor, cuts: Sequence[Cut], now: Slice) -> tuple[Spoken, ...]:
    """The themes that changed; none where the comments before were read by another model or other themes.

    Of a scope of several parts none, since their comments are not tested together.
    """
    if len(cuts) != 1:
        return ()
    found = await theme_changes(actor, View(cuts[0].of(now), await today(), period=""), None)
    if found.is_read_otherwise:
        return ()
    title = await titles()
    return tuple(
        Spoken(title(line.theme), line.verdict, line.now, line.before)
        for line in found.lines
        if line.verdict in ("up", "down") and line.now and line.before
    )[:MOST_THEMES]


async def _scores(actor: Actor, cuts: Sequence[Cut], wanted: Slice, by: Dimension | None = None) -> list[Score]:
    return merge_slices.scores([await numbers.scores(actor, cut.of(wanted), by) for cut in cuts], await floor())


async def _asks(actor: Actor, cuts: Sequence[Cut], wanted: Slice, by: Dimension | None = None) -> list[Asks]:
    return merge_slices.asks([await numbers.asks(actor, cut.of(wanted), by) for cut in cuts])


def restated(earlier: Material | None, now: Material) -> tuple[Restated, ...]:
    """The figures that the digest of the period before gave, and which are others now."""
    if earlier is None or earlier.scope != now.scope or earlier.since != now.before_since:
        return ()
    today = {each.measure: each.before.figure for each in now.measures}
    pairs = ((each.measure, each.now.figure, today.get(each.measure)) for each in earlier.measures)
    return tuple(Restated(measure, was, found) for measure, was, found in pairs if was and found and was != found)
