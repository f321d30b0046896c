"""The data of a digest: every number and quote, before it is put into words. Pure.

The row of a digest keeps its data as JSON under the names that `rename` gives, so that earlier rows stay readable.
"""

from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp.digests.periods import Frequency
from vocapp.digests.scope import DigestScope
from vocapp.metrics.change import FigureChange, Verdict, compare_figures
from vocapp.metrics.figure import Figure
from vocapp.metrics.measure import Measure
from vocapp.metrics.privacy_floor import Visibility
from vocapp.rollups.types import OpenCohort


class PeriodScore(Struct, frozen=True):
    """One measure in one period. `n` and `figure` are given only as far as `shown` permits."""

    shown: Visibility
    n: int = 0
    figure: Figure | None = None
    variance: float = 0.0  # of one answer, in the figure's unit²


NO_SCORE = PeriodScore("too few")


class MeasureComparison(Struct, frozen=True):
    """One measure in the period and in the period before; `trend` has the last periods, this one at the end.

    `dimension`, `key` and `title` name the group that it is limited to; empty: all. `is_comparable`: both periods have
    the same question, after the same questions.
    """

    measure: Measure
    now: PeriodScore
    before: PeriodScore
    trend: tuple[PeriodScore, ...] = ()
    dimension: str = ""
    key: str = ""
    title: str = ""
    is_comparable: bool = True

    @property
    def change(self) -> FigureChange | None:
        """The change with its test; None where one of the two is not shown, or the question was another."""
        if self.now.figure is None or self.before.figure is None or not self.is_comparable:
            return None
        return compare_figures(self.before.figure, self.now.figure)


class InvitationSummary(Struct, frozen=True, kw_only=True):
    """The contacts of the period: how many could be invited, were invited, and answered."""

    since: date
    until: date
    contacts: int
    eligible: int
    invited: int
    answered: int
    response_rate: Figure | None
    coverage: Figure | None
    open_day: OpenCohort | None
    shown: Visibility = "yes"


class CaseSummary(Struct, frozen=True, kw_only=True):
    """The cases opened in the period, as they are when the digest is composed. `open`, `overdue`: of all cases.

    `shown` is of those opened in the period, `backlog_shown` of `open` and `overdue`; hidden numbers are 0.
    """

    opened: int
    closed: int
    confirmed: int
    denied: int
    open: int
    overdue: int
    in_time: Figure | None
    recovery: Figure | None
    shown: Visibility = "yes"
    backlog_shown: Visibility = "yes"


class DigestTheme(Struct, frozen=True):
    """A theme that customers write more or less about, by its test: its share of the comments now and before."""

    title: str
    verdict: Verdict
    now: Figure
    before: Figure


class Quote(Struct, frozen=True):
    """A customer's words, redacted."""

    response_id: UUID
    words: str
    language: str | None
    channel: str


class Restatement(Struct, frozen=True):
    """A figure that an earlier digest gave, and the same figure today."""

    measure: Measure
    was: Figure
    now: Figure


STORED_NAMES: Final = {
    "trend_periods": "trend_of",
    "groups": "parts",
    "invitations": "asked",
    "newest_closed": "closed",
    "cases": "worked",
    "scope_names": "scope_words",
}


class DigestData(Struct, frozen=True, kw_only=True, rename=STORED_NAMES):
    """Everything that a digest is made of.

    `groups` has the leading measure by channel, touchpoint, line of business and unit. `newest_closed` is the newest
    period whose invitations can no longer be answered.
    """

    every: Frequency
    since: date
    until: date
    before_since: date
    before_until: date
    trend_periods: tuple[tuple[date, date], ...]
    measures: tuple[MeasureComparison, ...]
    groups: tuple[MeasureComparison, ...]
    unread: int  # comments without a sentiment
    invitations: InvitationSummary
    newest_closed: InvitationSummary | None
    cases: CaseSummary
    low: tuple[Quote, ...]
    high: tuple[Quote, ...]
    restated: tuple[Restatement, ...]
    scope: DigestScope
    themes: tuple[DigestTheme, ...] = ()  # the changed ones, the surest first
    scope_names: tuple[str, ...] = ()  # names of what the scope chooses; empty: all that the reader may see
