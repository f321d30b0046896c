"""Numbers of a slice: scores, invitations and cases, as a whole or by group. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from vocapp.metrics.figure import Figure
from vocapp.metrics.histogram import Histogram, size
from vocapp.metrics.measure import Measure
from vocapp.metrics.privacy_floor import Visibility
from vocapp.metrics.response_rates import Dispositions

SeriesKey = tuple[str, str, int]
"""Survey, question, and the id of the series of its answers; a question that is asked differently has another."""


class Group(Struct, frozen=True):
    """One group of a dimension: `key` as a query has it ("none" where it has no value); `title` a name, or the key."""

    key: str
    title: str


class OpenCohort(NamedTuple):
    """The newest invitations of a slice can still be answered: they are in day `day` of `of`."""

    day: int
    of: int


class SeriesBreak(Struct, frozen=True, order=True):
    """The day on which what precedes a question changed: scores before and after it are not comparable."""

    day: date
    survey: str
    question: str


class Score(Struct, frozen=True, kw_only=True):
    """One measure of a slice or a group of it.

    `shown` "too few": histogram without figure; "hidden": neither, and no n. `across`: the group of a crosstab's second
    dimension. `scored`: of sentiment, the share of comments that have one. `series` tells whether two scores are of the
    same questions (`comparable`).
    """

    group: Group | None
    measure: Measure
    histogram: Histogram
    figure: Figure | None
    shown: Visibility
    across: Group | None = None
    scored: Figure | None = None
    breaks: tuple[SeriesBreak, ...] = ()
    series: frozenset[SeriesKey] = frozenset()

    @property
    def n(self) -> int:
        """The number of answers in it; 0 where it is hidden."""
        return size(self.histogram)


class InvitationCounts(Struct, frozen=True, kw_only=True):
    """Decisions and dispositions of the contacts of a slice or group, by the day of the contact.

    contacts = invited + suppressed + deferred + failed + ineligible; rates are None under the floor, and a hidden group
    has no counts. While `open_day` is set, rates still rise and are not compared with closed cohorts.
    """

    group: Group | None
    contacts: int = 0
    ineligible: int = 0
    invited: int = 0
    suppressed: Mapping[str, int] = {}
    deferred: int = 0
    failed: int = 0
    dispositions: Dispositions = Dispositions()
    rr1: Figure | None = None
    rr2: Figure | None = None
    coop1: Figure | None = None
    completion: Figure | None = None
    break_off: Figure | None = None
    coverage: Figure | None = None
    suppression: Mapping[str, Figure | None] = {}
    open_day: OpenCohort | None = None
    shown: Visibility = "yes"

    @property
    def eligible(self) -> int:
        """The contacts for which an invitation was possible."""
        return self.contacts - self.ineligible


class CaseCounts(Struct, frozen=True, kw_only=True):
    """The present states of the cases opened in a slice or group.

    opened = open + closed + dismissed; of the closed ones confirmed, unanswered, or not answered yet. `denied` counts
    cases of which the customer ever said "not solved", `overdue` those open past their due time.
    """

    group: Group | None
    opened: int = 0
    open: int = 0
    overdue: int = 0
    closed: int = 0
    confirmed: int = 0
    denied: int = 0
    unanswered: int = 0
    dismissed: int = 0
    reopened: int = 0
    in_sla: Figure | None = None
    recovery: Figure | None = None
    reopening: Figure | None = None
    reach: Figure | None = None
    shown: Visibility = "yes"


def comparable(before: Score, after: Score) -> bool:
    """Whether every question of both was asked the same way in both. Else a break lies between."""
    return before.measure == after.measure and all(
        _ids(before, question) == _ids(after, question) for question in _questions(before) & _questions(after)
    )


def _questions(score: Score) -> set[tuple[str, str]]:
    return {(survey, question) for survey, question, _ in score.series}


def _ids(score: Score, asked: tuple[str, str]) -> set[int]:
    return {id_ for survey, question, id_ in score.series if (survey, question) == asked}
