"""What is known of a period, for this reader? Every number comes through `rollups.reading`, which keeps the floor.

`now` and `before` are whole weeks or months; the trend ends with `now`. Parts are told of the leading measure only: the
more is compared, the more surely must a change stand out.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from vocapp.comments.themes.active_themes import theme_titles
from vocapp.dashboards.numbers_query import DashboardView
from vocapp.dashboards.theme_changes import load_theme_report
from vocapp.digests import quotes
from vocapp.digests.content import merge_slices
from vocapp.digests.content.headline import leading_measure
from vocapp.digests.content.types import (
    NO_SCORE,
    CaseSummary,
    DigestData,
    DigestTheme,
    InvitationSummary,
    MeasureComparison,
    PeriodScore,
    Restatement,
)
from vocapp.digests.periods import DigestPeriod, Frequency, frequency_of, period_before, trend_periods
from vocapp.digests.scope import DigestScope, ScopePart
from vocapp.http.access import Actor
from vocapp.metrics import scores as measuring
from vocapp.metrics.measure import Measure
from vocapp.rollups import labels
from vocapp.rollups.count_stage import load_zone
from vocapp.rollups.queries import numbers
from vocapp.rollups.queries.viewer import load_floor, load_today
from vocapp.rollups.rollup_slice import Dimension, Slice
from vocapp.rollups.types import InvitationCounts, Score, comparable

TREND: Final = {Frequency.WEEK: 8, Frequency.MONTH: 6}
BY: Final = {Frequency.WEEK: Dimension.WEEK, Frequency.MONTH: Dimension.MONTH}
PARTS: Final = (Dimension.CHANNEL, Dimension.TOUCHPOINT, Dimension.LINE, Dimension.UNIT)
MOST_THEMES: Final = 3
FIRST_DAY: Final = date(2000, 1, 1)


async def load_digest_data(
    actor: Actor, scope: DigestScope, cuts: Sequence[ScopePart], period: DigestPeriod
) -> DigestData:
    """Everything that a digest of the period is made of. `cuts` are what the scope consists of."""
    earlier, periods = period_before(period), trend_periods(period, TREND[frequency_of(period)])
    now, then, over_time = (Slice(*each) for each in (period, earlier, DigestPeriod(periods[0].since, period.until)))
    by = BY[frequency_of(period)]
    found, past = await _load_scores(actor, cuts, now), await _load_scores(actor, cuts, then)
    measures = _compare_measures(found, past, await _load_scores(actor, cuts, over_time, by), periods)
    first = leading_measure(measures)
    cohorts = {each.group.key: each for each in await _load_invitations(actor, cuts, over_time, by) if each.group}
    low, high = await quotes.load_quotes(actor, cuts, period, await load_zone())
    return DigestData(
        every=frequency_of(period),
        since=period.since,
        until=period.until,
        before_since=earlier.since,
        before_until=earlier.until,
        trend_of=tuple((each.since, each.until) for each in periods),
        measures=tuple(measures),
        parts=tuple(await _load_breakdown(actor, cuts, now, then, first.measure)) if first else (),
        unread=sum(_count_unread(each) for each in found),
        asked=_summarise_invitations(
            (await _load_invitations(actor, cuts, now) or [InvitationCounts(group=None)])[0], period
        ),
        closed=_newest_closed(cohorts, periods),
        worked=await _load_cases(actor, cuts, now),
        low=low,
        high=high,
        restated=(),
        scope=scope,
        themes=await _load_themes(actor, cuts, now),
    )


def _compare_measures(
    now: Sequence[Score], then: Sequence[Score], over_time: Sequence[Score], periods: Sequence[DigestPeriod]
) -> list[MeasureComparison]:
    past = {each.measure: each for each in then}
    points = {(each.measure, each.group.key): each for each in over_time if each.group}
    found = []
    for each in now:
        if each.measure.metric == "scored":
            continue
        trend_of = [points.get((each.measure, period.since.isoformat())) for period in periods]
        measured = _compare(each, past.get(each.measure))
        found.append(
            MeasureComparison(
                each.measure,
                measured.now,
                measured.before,
                tuple(_period_score(point) if _is_same_series(point, each) else NO_SCORE for point in trend_of),
                is_comparable=measured.is_comparable,
                is_partial=measured.is_partial,
            )
        )
    return found


def _is_same_series(point: Score | None, now: Score) -> bool:
    """Whether a point of a trend was asked the same; one without an answer breaks the line in any case."""
    return point is not None and comparable(point, now)


async def _load_breakdown(
    actor: Actor, cuts: Sequence[ScopePart], now: Slice, then: Slice, measure: Measure
) -> list[MeasureComparison]:
    """The measure by channel, touchpoint, line and unit; a dimension of one group is no comparison."""
    found: list[MeasureComparison] = []
    for by in PARTS:
        groups = [each for each in await _load_scores(actor, cuts, now, by) if each.measure == measure and each.group]
        past = {each.group.key: each for each in await _load_scores(actor, cuts, then, by)
                if each.measure == measure and each.group}  # fmt: skip
        if len(groups) < 2:
            continue
        for each in groups:
            if each.group is not None:
                title = labels.group_title(each.group, by)
                found.append(_compare(each, past.get(each.group.key), by.value, each.group.key, title))
    return found


def _compare(now: Score, then: Score | None, dimension: str = "", key: str = "", title: str = "") -> MeasureComparison:
    return MeasureComparison(
        now.measure,
        _period_score(now),
        _period_score(then),
        dimension=dimension,
        key=key,
        title=title,
        is_comparable=then is None or comparable(then, now),
        is_partial=now.is_partial,
    )


def _period_score(score: Score | None) -> PeriodScore:
    if score is None:
        return NO_SCORE
    spread = measuring.variance(score.measure, score.histogram) if score.figure else 0.0
    return PeriodScore(score.shown, score.n, score.figure, spread)


def _count_unread(score: Score) -> int:
    """How many comments have no sentiment yet."""
    read = score.scored
    return 0 if read is None else read.n - round(read.value * read.n / 100)


def _summarise_invitations(found: InvitationCounts, period: DigestPeriod) -> InvitationSummary:
    return InvitationSummary(
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


def _newest_closed(cohorts: dict[str, InvitationCounts], periods: Sequence[DigestPeriod]) -> InvitationSummary | None:
    """The newest period of which no ask can be answered any more."""
    for period in reversed(periods):
        found = cohorts.get(period.since.isoformat())
        if found is not None and found.open_day is None and found.rr1 is not None:
            return _summarise_invitations(found, period)
    return None


async def _load_cases(actor: Actor, cuts: Sequence[ScopePart], now: Slice) -> CaseSummary:
    opened = merge_slices.merge_cases([await numbers.load_case_counts(actor, cut.of(now)) for cut in cuts])
    ever = Slice(FIRST_DAY, await load_today()).whole()
    standing = merge_slices.merge_cases([await numbers.load_case_counts(actor, cut.of(ever)) for cut in cuts])
    return CaseSummary(
        **{name: sum(getattr(each, name) for each in opened) for name in ("opened", "closed", "confirmed", "denied")},
        **{name: sum(getattr(each, name) for each in standing) for name in ("open", "overdue")},
        in_time=opened[0].in_sla if opened else None,
        recovery=opened[0].recovery if opened else None,
    )


async def _load_themes(actor: Actor, cuts: Sequence[ScopePart], now: Slice) -> tuple[DigestTheme, ...]:
    """The themes that changed; none where the comments before were read by another model or other themes.

    Of a scope of several parts none, since their comments are not tested together.
    """
    if len(cuts) != 1:
        return ()
    found = await load_theme_report(actor, DashboardView(cuts[0].of(now), await load_today(), period=""), None)
    if found.is_read_otherwise:
        return ()
    title = await theme_titles()
    return tuple(
        DigestTheme(title(line.theme), line.verdict, line.now, line.before)
        for line in found.lines
        if line.verdict in ("up", "down") and line.now and line.before
    )[:MOST_THEMES]


async def _load_scores(
    actor: Actor, cuts: Sequence[ScopePart], wanted: Slice, by: Dimension | None = None
) -> list[Score]:
    return merge_slices.merge_scores(
        [await numbers.load_scores(actor, cut.of(wanted), by) for cut in cuts], await load_floor()
    )


async def _load_invitations(
    actor: Actor, cuts: Sequence[ScopePart], wanted: Slice, by: Dimension | None = None
) -> list[InvitationCounts]:
    return merge_slices.merge_invitations(
        [await numbers.load_invitation_counts(actor, cut.of(wanted), by) for cut in cuts]
    )


def find_restatements(earlier: DigestData | None, now: DigestData) -> tuple[Restatement, ...]:
    """The figures that the digest of the period before gave, and which are others now."""
    if earlier is None or earlier.scope != now.scope or earlier.since != now.before_since:
        return ()
    corrected = {each.measure: each.before.figure for each in now.measures}
    pairs = ((each.measure, each.now.figure, corrected.get(each.measure)) for each in earlier.measures)
    return tuple(Restatement(measure, was, found) for measure, was, found in pairs if was and found and was != found)
