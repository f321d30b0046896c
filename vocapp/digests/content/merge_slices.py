"""Adds up several slices: histograms and counts are added, shares are computed from the sums. Pure.

A sum of which one slice is hidden is hidden: it would be another figure than the one of a reader who sees all of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import TypeVar

from msgspec.structs import replace

from vocapp.metrics import response_rates
from vocapp.metrics.figure import Figure
from vocapp.metrics.histogram import add_histograms, size
from vocapp.metrics.privacy_floor import visibility
from vocapp.metrics.response_rates import Dispositions
from vocapp.metrics.scores import figure
from vocapp.metrics.wilson import share
from vocapp.rollups.types import CaseCounts, InvitationCounts, OpenCohort, Score

T = TypeVar("T", Score, InvitationCounts, CaseCounts)


def merge_results(found: Sequence[Sequence[T]], key: Callable[[T], object], together: Callable[[T, T], T]) -> list[T]:
    """The results of several slices as one; results with the same key are combined, in the order of first places."""
    if len(found) == 1:
        return list(found[0])
    groups: dict[object, list[T]] = {}
    for result in found:
        for each in result:
            groups.setdefault(key(each), []).append(each)
    return [reduce(together, group) for group in groups.values()]


def merge_scores(found: Sequence[Sequence[Score]], floor: int) -> list[Score]:
    """Adds scores; a sum under the floor becomes "too few"."""

    def together(one: Score, other: Score) -> Score:
        hidden = "hidden" in (one.shown, other.shown)
        histogram = {} if hidden else add_histograms((one.histogram, other.histogram))
        is_shown = "hidden" if hidden else visibility(size(histogram), floor, bound=False)
        return Score(
            group=one.group,
            measure=one.measure,
            histogram=histogram,
            figure=figure(one.measure, histogram) if is_shown == "yes" else None,
            shown=is_shown,
            scored=None if hidden else _pool_shares(one.scored, other.scored),
            breaks=tuple(sorted({*one.breaks, *other.breaks})),
            series=one.series | other.series,
        )

    return merge_results(found, lambda each: (each.group, each.measure), together)


def merge_invitations(found: Sequence[Sequence[InvitationCounts]]) -> list[InvitationCounts]:
    """Adds the invitation counts of several slices."""
    return merge_results(found, lambda each: each.group, _add_invitations)


def merge_cases(found: Sequence[Sequence[CaseCounts]]) -> list[CaseCounts]:
    """Adds the case counts of several slices."""
    return merge_results(found, lambda each: each.group, _add_cases)


def _add_invitations(one: InvitationCounts, other: InvitationCounts) -> InvitationCounts:
    if "hidden" in (one.shown, other.shown):
        return InvitationCounts(group=one.group, shown="hidden")
    counts = {name: getattr(one, name) + getattr(other, name)
              for name in ("contacts", "ineligible", "invited", "deferred", "failed")}  # fmt: skip
    names = Dispositions.__struct_fields__
    ended = Dispositions(**{n: getattr(one.dispositions, n) + getattr(other.dispositions, n) for n in names})
    suppressed = _add_counts(one.suppressed, other.suppressed)
    eligible = counts["contacts"] - counts["ineligible"]
    is_told = "yes" in (one.shown, other.shown)
    return InvitationCounts(
        group=one.group,
        **counts,
        suppressed=suppressed,
        dispositions=ended,
        rr1=response_rates.rr1(ended) if is_told else None,
        rr2=response_rates.rr2(ended) if is_told else None,
        coop1=response_rates.coop1(ended) if is_told else None,
        completion=response_rates.completion(ended) if is_told else None,
        break_off=response_rates.break_off(ended) if is_told else None,
        coverage=response_rates.coverage(counts["invited"], eligible) if is_told else None,
        suppression=response_rates.suppression(suppressed, eligible) if is_told else {},
        open_day=_longest_open(one.open_day, other.open_day),
        shown=one.shown if one.shown == other.shown else "yes" if is_told else "too few",
    )


def _add_cases(one: CaseCounts, other: CaseCounts) -> CaseCounts:
    if "hidden" in (one.shown, other.shown):
        return CaseCounts(group=one.group, shown="hidden")
    numbers = ("opened", "open", "overdue", "closed", "confirmed", "denied", "unanswered", "dismissed", "reopened")
    shares = ("in_sla", "recovery", "reopening", "reach")
    return replace(
        one,
        **{name: getattr(one, name) + getattr(other, name) for name in numbers},
        **{name: _pool_shares(getattr(one, name), getattr(other, name)) for name in shares},
        shown=one.shown if one.shown == other.shown else "yes" if "yes" in (one.shown, other.shown) else "too few",
    )


def _pool_shares(one: Figure | None, other: Figure | None) -> Figure | None:
    """Two shares as one; value and n give the counts behind each."""
    known = [each for each in (one, other) if each is not None]
    return share(sum(round(each.value * each.n / 100) for each in known), sum(each.n for each in known))


def _add_counts(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in sorted({*one, *other})}


def _longest_open(one: OpenCohort | None, other: OpenCohort | None) -> OpenCohort | None:
    """The cohort that stays open longest."""
    still: Iterable[OpenCohort] = (each for each in (one, other) if each is not None)
    return max(still, key=lambda each: each.of - each.day, default=None)
