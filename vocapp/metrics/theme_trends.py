"""Changes in how often themes are mentioned, tested for all themes together, so that noise raises no alarm. Pure.

Each theme's share in two periods is tested against chance (Fisher's exact test, where a theme is common the pooled
z-test), and the tests are held to 5 % for all of them together (Holm 1979): one false alarm in twenty looks, however
many themes there are.
"""

from collections.abc import Iterator, Mapping
from math import erfc, exp, lgamma, sqrt
from typing import Final

from msgspec import Struct

from vocapp.metrics.change import FigureChange, compare_figures
from vocapp.metrics.figure import Figure
from vocapp.metrics.wilson import Z, share

FAMILY_LEVEL: Final = 0.05
COMMON: Final = 200  # mentions in both periods, from which on the z-test is as good as the exact one
TIE: Final = 1e-7


class ThemeTrend(Struct, frozen=True):
    """A theme's share of the comments before and after; `change` says "up" or "down" only where the tests do."""

    theme: str
    before: Figure
    after: Figure
    change: FigureChange
    p: float  # corrected for the number of themes


def compare_themes(
    before: Mapping[str, int], comments_before: int, after: Mapping[str, int], comments_after: int
) -> list[ThemeTrend]:
    """The trend of every theme, the most significant first; none where a period has no comments.

    `before` and `after`: how many of the comments of a period speak of each theme.
    """
    names = sorted({*before, *after})
    if not comments_before or not comments_after:
        return []
    counts = {name: (before.get(name, 0), comments_before, after.get(name, 0), comments_after) for name in names}
    held = holm_correction({name: p_value(*seen) for name, seen in counts.items()})
    found = [trend for name, seen in counts.items() for trend in _trend(name, *seen, held[name])]
    return sorted(found, key=lambda one: (one.p, -abs(one.change.difference), one.theme))


def _trend(name: str, part: int, whole: int, later: int, of_later: int, p: float) -> Iterator[ThemeTrend]:
    before, after = share(part, whole), share(later, of_later)
    if before is not None and after is not None:
        found = compare_figures(before, after)
        if p > FAMILY_LEVEL:
            found = FigureChange(found.difference, found.low, found.high, "no detectable change")
        yield ThemeTrend(name, before, after, found, p)


def p_value(part: int, whole: int, later: int, of_later: int) -> float:
    """The two-sided p-value of the difference of two shares."""
    mentions = part + later
    if mentions <= COMMON:
        return _exact(part, whole, later, of_later)
    pooled = mentions / (whole + of_later)
    spread = sqrt(pooled * (1 - pooled) * (1 / whole + 1 / of_later))
    return 1.0 if not spread else erfc(abs(part / whole - later / of_later) / spread / sqrt(2))


def _exact(part: int, whole: int, later: int, of_later: int) -> float:
    """Fisher's exact test: all divisions of the mentions that are no likelier than the one that was seen."""
    mentions = part + later
    every = _ways(whole + of_later, mentions)
    likely = [
        exp(_ways(whole, k) + _ways(of_later, mentions - k) - every)
        for k in range(max(0, mentions - of_later), min(mentions, whole) + 1)
    ]
    seen = likely[part - max(0, mentions - of_later)]
    return min(1.0, sum(one for one in likely if one <= seen * (1 + TIE)))


def _ways(whole: int, part: int) -> float:
    """The logarithm of how many ways there are to choose."""
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)


def holm_correction(chances: Mapping[str, float]) -> dict[str, float]:
    """P-values corrected for the number of tests (Holm): the chance of any false alarm stays under the level."""
    held: dict[str, float] = {}
    highest = 0.0
    for rank, name in enumerate(sorted(chances, key=lambda one: (chances[one], one))):
        highest = max(highest, min(1.0, chances[name] * (len(chances) - rank)))
        held[name] = highest
    return held


def compare_tones(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> dict[str, FigureChange]:
    """Changes of the mean tone, for themes with both means; tested together like the shares.

    The p-value comes from the interval of the difference, taken as normal.
    """
    found = {name: compare_figures(before[name], after[name]) for name in sorted(before.keys() & after.keys())}
    held = holm_correction({name: _by_interval(one) for name, one in found.items()})
    return {
        name: one
        if held[name] <= FAMILY_LEVEL
        else FigureChange(one.difference, one.low, one.high, "no detectable change")
        for name, one in found.items()
    }


def _by_interval(found: FigureChange) -> float:
    """The half of the interval on the side of nothing is 1.96 standard errors."""
    half = found.difference - found.low if found.difference > 0 else found.high - found.difference
    return erfc(abs(found.difference) / half * Z / sqrt(2)) if half else 1.0
