"""Changes of themes between two periods, tested together, as far as the reader may see them.

A reader whom the floor binds sees no theme of fewer people, and no period of which a stretch is withheld.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from vocapp.dashboards.numbers_query import DashboardView
from vocapp.metrics.change import FigureChange, Verdict
from vocapp.metrics.figure import Figure
from vocapp.metrics.power import detectable_difference
from vocapp.metrics.privacy_floor import Visibility, visibility
from vocapp.metrics.sentiment_mean import sentiment
from vocapp.metrics.theme_trends import compare_themes, compare_tones
from vocapp.metrics.wilson import share
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.queries.floor import groups_to_hide
from vocapp.rollups.queries.theme_counts import (
    Mentions,
    ThemeCounts,
    ThemeQuery,
    count_themes,
    count_themes_by_period,
    withheld_stretches,
)
from vocapp.rollups.rollup_slice import Dimension, days_of, periods

COMMON: Final = 0.05
"""The share of a theme for which the page names the smallest detectable change."""
NOBODY: Final = Mentions()
NO_COMMENTS: Final = ThemeCounts(0, 0, 0, frozenset(), {})


class ThemePeriod(Struct, frozen=True):
    """A theme's share in one week or month; without one, `shown` says why: "too few" comments, or "hidden"."""

    first: date
    share: Figure | None
    shown: Visibility


class ThemeRow(Struct, frozen=True, kw_only=True):
    """One theme: its share now and before, the verdict of the tests, its tone and its trend.

    `before` and `change` are None where too few people mentioned it before; the verdict is shown.
    """

    theme: str
    mentions: int
    now: Figure | None
    before: Figure | None = None
    verdict: Verdict | None = None
    change: FigureChange | None = None
    tone: Figure | None = None
    tone_change: FigureChange | None = None
    periods: Sequence[ThemePeriod] = ()


class FloorRule(Struct, frozen=True):
    """The floor, and whether it binds the reader."""

    floor: int
    bound: bool

    def tells(self, people: int) -> bool:
        """Whether a figure of so many people may be shown."""
        return visibility(people, self.floor, bound=self.bound) == "yes"

    def hides(self, people: int) -> bool:
        """Whether even the existence of so many people is hidden."""
        return visibility(people, self.floor, bound=self.bound) == "hidden"


class ThemeReport(Struct, frozen=True):
    """Every theme that may be shown, the most significant change first; without a comparison the most frequent.

    `is_withheld`: the comments of the slice, or of a period beside it, are hidden to protect anonymity.
    """

    lines: list[ThemeRow]
    now: ThemeCounts
    before: ThemeCounts | None
    rules: FloorRule
    by: Dimension
    is_withheld: bool

    @property
    def shown(self) -> Visibility:
        """Whether the comments as a whole may be shown."""
        return visibility(self.now.people, self.rules.floor, bound=self.rules.bound)

    @property
    def compared(self) -> ThemeCounts | None:
        """The comments before, where there are enough of them to compare with."""
        return self.before if self.before and self.rules.tells(self.before.people) and self.lines else None

    @property
    def is_read_otherwise(self) -> bool:
        """Whether other models analysed the comments before, which alone may change the themes."""
        return self.compared is not None and self.now.models != self.compared.models

    @property
    def hidden(self) -> int:
        """The number of themes that are hidden because too few people mentioned them."""
        return sum(self.rules.hides(one.people) for one in self.now.themes.values()) if self.shown == "yes" else 0

    @property
    def smallest(self) -> float | None:
        """The change in points that is detected with 80 % power for a theme with the share COMMON."""
        if self.compared is None:
            return None
        return detectable_difference(COMMON * (1 - COMMON) * 100**2, self.compared.comments, self.now.comments)


async def load_theme_report(context: NumbersContext, view: DashboardView, language: str | None) -> ThemeReport:
    """The themes of a view, whose period is the one that the reader sees."""
    rules = FloorRule(context.floor, context.is_bound)
    against, (longer, by) = view.against(), view.trend()
    spans = [context.visible_period(one) for one in (view.slice, against, longer) if one is not None]
    whole = view.slice.but(since=min(one.since for one in spans), until=max(one.until for one in spans))
    asked = ThemeQuery(whole, language)
    withheld = await withheld_stretches(context, asked) if rules.bound else set()
    now = await _count_unless_withheld(context, asked.but(spans[0]), withheld)
    before = None if against is None else await _count_unless_withheld(context, asked.but(spans[1]), withheld)
    if not rules.tells(now.people):
        return ThemeReport([], now, before, rules, by, bool(withheld))
    seen = await count_themes_by_period(context, asked.but(spans[-1]), by)
    for day in {days_of(by, stretch)[0] for stretch in withheld}:
        seen = {place: mentions for place, mentions in seen.items() if place[0] != day}
    days = [date.fromisoformat(key) for key in periods(spans[-1], by)]
    sums = [[day for day in days if span.since <= day <= span.until] for span in spans[:-1]]
    lines = [
        replace(line, periods=_periods(line.theme, seen, days, sums, rules))
        for line in _build_rows(now, before if before and rules.tells(before.people) else None, rules)
    ]
    return ThemeReport(lines, now, before, rules, by, bool(withheld))


async def _count_unless_withheld(context: NumbersContext, asked: ThemeQuery, withheld: Collection[date]) -> ThemeCounts:
    """The themes of a period; none where a stretch of it is withheld."""
    if any(asked.slice.since <= stretch <= asked.slice.until for stretch in withheld):
        return NO_COMMENTS
    return await count_themes(context, asked)


def _build_rows(now: ThemeCounts, before: ThemeCounts | None, rules: FloorRule) -> Iterator[ThemeRow]:
    tones = _tones(now, rules)
    if before is None:
        for theme, found in sorted(now.themes.items(), key=lambda item: (-item[1].comments, item[0])):
            if not rules.hides(found.people):
                yield _build_row(theme, now, tones.get(theme))
        return
    sounding = compare_tones(_tones(before, rules), tones)
    mentions = [{name: one.comments for name, one in side.themes.items()} for side in (before, now)]
    for trend in compare_themes(mentions[0], before.comments, mentions[1], now.comments):
        was, found = (side.themes.get(trend.theme, NOBODY) for side in (before, now))
        if rules.hides(found.people):
            continue
        line = _build_row(trend.theme, now, tones.get(trend.theme))
        line = replace(line, verdict=trend.change.verdict, tone_change=sounding.get(trend.theme))
        yield line if rules.hides(was.people) else replace(line, before=trend.before, change=trend.change)


def _build_row(theme: str, now: ThemeCounts, tone: Figure | None) -> ThemeRow:
    mentions = now.themes.get(theme, NOBODY).comments
    return ThemeRow(theme=theme, mentions=mentions, now=share(mentions, now.comments), tone=tone)


def _tones(side: ThemeCounts, rules: FloorRule) -> dict[str, Figure]:
    found = {name: sentiment(one.tones) for name, one in side.themes.items() if rules.tells(one.people)}
    return {name: figure for name, figure in found.items() if figure is not None and rules.tells(figure.n)}


def _periods(
    theme: str,
    seen: Mapping[tuple[date, str], Mentions],
    days: Sequence[date],
    sums: Sequence[Sequence[date]],
    rules: FloorRule,
) -> list[ThemePeriod]:
    """Each week or month. The page shows the sum of each of `sums`, so a hidden period must not be its remainder."""
    hidden: set[str] = set()
    for together in (*sums, *([day] for day in days)) if rules.bound else ():
        people = {day.isoformat(): seen.get((day, theme), NOBODY).people for day in together}
        hidden |= groups_to_hide(people, rules.floor)
    return [
        ThemePeriod(day, None, "hidden") if day.isoformat() in hidden else _period(day, theme, seen, rules)
        for day in days
    ]


def _period(first: date, theme: str, seen: Mapping[tuple[date, str], Mentions], rules: FloorRule) -> ThemePeriod:
    whole, part = seen.get((first, ""), NOBODY), seen.get((first, theme), NOBODY)
    if rules.tells(whole.people):
        return ThemePeriod(first, share(part.comments, whole.comments), "yes")
    return ThemePeriod(first, None, "hidden" if rules.hides(whole.people) else "too few")
