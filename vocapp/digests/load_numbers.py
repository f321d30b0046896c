"""Loads the numbers of a period for one reader. All come through `rollups.queries`, which apply the privacy floor.

`now` and `before` are whole weeks or months; the trend ends with `now`. Groups are compared in the leading measure
only: the more comparisons there are, the surer a change must be to stand out.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from msgspec.structs import replace

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
from vocapp.metrics import scores as measuring
from vocapp.metrics.measure import Measure
from vocapp.rollups import labels
from vocapp.rollups.queries.case_counts import load_backlog, load_case_counts
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.queries.invitation_counts import load_invitation_counts
from vocapp.rollups.queries.score_counts import load_divisions, load_scores
from vocapp.rollups.rollup_slice import Dimension, Slice
from vocapp.rollups.types import Group, InvitationCounts, Score, comparable

TREND: Final = {Frequency.WEEK: 8, Frequency.MONTH: 6}
BY: Final = {Frequency.WEEK: Dimension.WEEK, Frequency.MONTH: Dimension.MONTH}
DIMENSIONS: Final = (Dimension.CHANNEL, Dimension.TOUCHPOINT, Dimension.LINE, Dimension.UNIT)
MOST_THEMES: Final = 3
FIRST_DAY: Final = date(2000, 1, 1)
DividedScores = Mapping[Dimension | None, Sequence[Score]]


async def load_digest_data(
    context: NumbersContext, scope: DigestScope, parts: Sequence[ScopePart], period: DigestPeriod
) -> DigestData:
    """The data of the digest of a period. `parts` are the slices that make up the scope."""
    earlier, periods = period_before(period), trend_periods(period, TREND[frequency_of(period)])
    now, then, trend = (Slice(*each) for each in (period, earlier, DigestPeriod(periods[0].since, period.until)))
    by = BY[frequency_of(period)]
    of_parts = await _load_parts(context, parts, now, DIMENSIONS)
    divided = _merge(of_parts, context.floor)
    compared = [by for by in DIMENSIONS if len({each.group for each in divided[by]}) > 1]
    past = _merge(await _load_parts(context, parts, then, compared), context.floor)
    scores, of_trend = divided[None], await _load_scores(context, parts, trend, by)
    measures = _compare_measures(scores, past[None], of_trend, periods)
    first = leading_measure(measures)
    cohorts = {each.group.key: each for each in await _load_invitations(context, parts, trend, by) if each.group}
    invitations = (await _load_invitations(context, parts, now) or [InvitationCounts(group=None)])[0]
    low, high = await quotes.load_quotes(
        context, [(part, scores[None]) for part, scores in zip(parts, of_parts, strict=True)], period
    )
    return DigestData(
        every=frequency_of(period),
        since=period.since,
        until=period.until,
        before_since=earlier.since,
        before_until=earlier.until,
        trend_periods=tuple((each.since, each.until) for each in periods),
        measures=tuple(measures),
        groups=tuple(_compare_groups(divided, past, first.measure)) if first else (),
        unread=sum(_count_unread(each) for each in scores),
        invitations=_summarise_invitations(invitations, period),
        newest_closed=_newest_closed(cohorts, periods),
        cases=await _load_cases(context, parts, now),
        low=low,
        high=high,
        restated=(),
        scope=scope,
        themes=await _load_themes(context, parts, now),
    )


def _compare_measures(
    now: Sequence[Score], then: Sequence[Score], trend: Sequence[Score], periods: Sequence[DigestPeriod]
) -> list[MeasureComparison]:
    past = {each.measure: each for each in then}
    points = {(each.measure, each.group.key): each for each in trend if each.group}
    comparisons = []
    for score in now:
        if score.measure.metric == "scored":
            continue
        of_periods = [points.get((score.measure, period.since.isoformat())) for period in periods]
        compared = _compare(score, past.get(score.measure))
        line = tuple(_period_score(point) if _is_same_series(point, score) else NO_SCORE for point in of_periods)
        comparisons.append(replace(compared, trend=line))
    return comparisons


def _is_same_series(point: Score | None, now: Score) -> bool:
    """Whether a point of a trend has the same question; one without an answer breaks the line in any case."""
    return point is not None and comparable(point, now)


def _compare_groups(now: DividedScores, then: DividedScores, measure: Measure) -> list[MeasureComparison]:
    """The measure by channel, touchpoint, line and unit; a dimension with one group only is left out."""
    comparisons: list[MeasureComparison] = []
    for by in DIMENSIONS:
        groups = _groups_of(measure, now[by])
        if len(groups) < 2:
            continue
        past = _groups_of(measure, then[by])
        for group, score in groups.items():
            title = labels.group_title(group, by)
            compared = _compare(score, past.get(group))
            comparisons.append(replace(compared, dimension=by.value, key=group.key, title=title))
    return comparisons


def _groups_of(measure: Measure, scores: Sequence[Score]) -> dict[Group, Score]:
    return {each.group: each for each in scores if each.measure == measure and each.group}


def _compare(now: Score, then: Score | None) -> MeasureComparison:
    return MeasureComparison(
        now.measure,
        _period_score(now),
        _period_score(then),
        is_comparable=then is None or comparable(then, now),
    )


def _period_score(score: Score | None) -> PeriodScore:
    if score is None:
        return NO_SCORE
    spread = measuring.variance(score.measure, score.histogram) if score.figure else 0.0
    return PeriodScore(score.shown, score.n, score.figure, spread)


def _count_unread(score: Score) -> int:
    """The number of comments without sentiment."""
    share = score.scored
    return 0 if share is None else share.n - round(share.value * share.n / 100)


def _summarise_invitations(counts: InvitationCounts, period: DigestPeriod) -> InvitationSummary:
    return InvitationSummary(
        since=period.since,
        until=period.until,
        contacts=counts.contacts,
        eligible=counts.eligible,
        invited=counts.invited,
        answered=counts.dispositions.starts,
        response_rate=counts.rr1,
        coverage=counts.coverage,
        open_day=counts.open_day,
        shown=counts.shown,
    )


def _newest_closed(cohorts: dict[str, InvitationCounts], periods: Sequence[DigestPeriod]) -> InvitationSummary | None:
    """The newest period whose invitations can no longer be answered."""
    for period in reversed(periods):
        cohort = cohorts.get(period.since.isoformat())
        if cohort is not None and cohort.open_day is None and cohort.rr1 is not None:
            return _summarise_invitations(cohort, period)
    return None


async def _load_cases(context: NumbersContext, parts: Sequence[ScopePart], now: Slice) -> CaseSummary:
    opened = merge_slices.merge_cases([await load_case_counts(context, part.narrow(now)) for part in parts])
    ever = Slice(FIRST_DAY, context.today)
    backlog = merge_slices.merge_cases([[await load_backlog(context, part.narrow(ever))] for part in parts])
    return CaseSummary(
        **{name: sum(getattr(each, name) for each in opened) for name in ("opened", "closed", "confirmed", "denied")},
        **{name: sum(getattr(each, name) for each in backlog) for name in ("open", "overdue")},
        in_time=opened[0].in_sla if opened else None,
        recovery=opened[0].recovery if opened else None,
        shown=opened[0].shown if opened else "yes",
        backlog_shown=backlog[0].shown if backlog else "yes",
    )


async def _load_themes(context: NumbersContext, parts: Sequence[ScopePart], now: Slice) -> tuple[DigestTheme, ...]:
    """The themes that changed; none where another model or other themes analysed the comments before.

    None for a scope of several parts, since the comments of the parts are not tested together.
    """
    if len(parts) != 1:
        return ()
    changes = await load_theme_report(context, DashboardView(parts[0].narrow(now), context.today, period=""), None)
    if changes.is_read_otherwise:
        return ()
    themes = [
        DigestTheme(line.theme, line.verdict, line.now, line.before)
        for line in changes.lines
        if line.verdict in ("up", "down") and line.now and line.before
    ][:MOST_THEMES]
    title = await theme_titles() if themes else str
    return tuple(replace(theme, title=title(theme.title)) for theme in themes)


async def _load_parts(
    context: NumbersContext, parts: Sequence[ScopePart], wanted: Slice, dimensions: Sequence[Dimension]
) -> list[DividedScores]:
    """The scores of each part of the scope, as a whole (None) and by each of the dimensions."""
    ways = (None, *dimensions)
    found = [await load_divisions(context, part.narrow(wanted), [(by, None) for by in ways]) for part in parts]
    return [dict(zip(ways, scores, strict=True)) for scores in found]


def _merge(of_parts: Sequence[DividedScores], floor: int) -> DividedScores:
    """The scores of all parts together."""
    ways = of_parts[0] if of_parts else (None, *DIMENSIONS)
    return {by: merge_slices.merge_scores([scores[by] for scores in of_parts], floor) for by in ways}


async def _load_scores(
    context: NumbersContext, parts: Sequence[ScopePart], wanted: Slice, by: Dimension | None = None
) -> list[Score]:
    found = [await load_scores(context, part.narrow(wanted), by) for part in parts]
    return merge_slices.merge_scores(found, context.floor)


async def _load_invitations(
    context: NumbersContext, parts: Sequence[ScopePart], wanted: Slice, by: Dimension | None = None
) -> list[InvitationCounts]:
    return merge_slices.merge_invitations(
        [await load_invitation_counts(context, part.narrow(wanted), by) for part in parts]
    )


def find_restatements(earlier: DigestData | None, now: DigestData) -> tuple[Restatement, ...]:
    """The figures of the digest before that are different today."""
    if earlier is None or earlier.scope != now.scope or earlier.since != now.before_since:
        return ()
    today = {each.measure: each.before.figure for each in now.measures}
    pairs = ((each.measure, each.now.figure, today.get(each.measure)) for each in earlier.measures)
    return tuple(
        Restatement(measure, was, figure) for measure, was, figure in pairs if was and figure and was != figure
    )
