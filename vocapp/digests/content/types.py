"""What is known of a period, before anything is said of it. Pure; a digest keeps it as the numbers it was made of."""

from datetime import date
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
    """What may be known of one measure in one period: `figure` and `n` only as far as `shown` lets them be."""

    shown: Visibility
    n: int = 0
    figure: Figure | None = None
    variance: float = 0.0  # of one answer, in the figure's unit²


NO_SCORE = PeriodScore("too few")


class MeasureComparison(Struct, frozen=True):
    """One measure: in the period and in the one before, and over the last ones with this one at the end.

    `dimension`, `key` and `title` say of which part of the whole; empty: of all. `is_comparable`: both periods were
    asked the same questions after the same ones. `is_partial`: answers are left out that could be told from the sum.
    """

    measure: Measure
    now: PeriodScore
    before: PeriodScore
    trend: tuple[PeriodScore, ...] = ()
    dimension: str = ""
    key: str = ""
    title: str = ""
    is_comparable: bool = True
    is_partial: bool = False

    @property
    def change(self) -> FigureChange | None:
        """How it changed; None where one of the two is not to be shown, or something else was asked."""
        if self.now.figure is None or self.before.figure is None or not self.is_comparable:
            return None
        return compare_figures(self.before.figure, self.now.figure)


class InvitationSummary(Struct, frozen=True, kw_only=True):
    """What came of asking about the contacts of the period."""

    since: date
    until: date
    contacts: int
    eligible: int
    invited: int
    answered: int
    response_rate: Figure | None
    coverage: Figure | None
    open_day: OpenCohort | None


class CaseSummary(Struct, frozen=True, kw_only=True):
    """What became of the cases opened in the period; `open` and `overdue` are all there are. As of composing."""

    opened: int
    closed: int
    confirmed: int
    denied: int
    open: int
    overdue: int
    in_time: Figure | None
    recovery: Figure | None


class DigestTheme(Struct, frozen=True):
    """A theme that customers write more about, or less: its share of the comments now and before, by the tests."""

    title: str
    verdict: Verdict
    now: Figure
    before: Figure


class Quote(Struct, frozen=True):
    """Words of a customer, without what could tell who it is."""

    response_id: UUID
    words: str
    language: str | None
    channel: str


class Restatement(Struct, frozen=True):
    """A figure that an earlier digest gave, and what it has become since."""

    measure: Measure
    was: Figure
    now: Figure


class DigestData(Struct, frozen=True, kw_only=True):
    """Everything that a digest is made of. `closed` is the newest cohort that can be answered no more."""

    every: Frequency
    since: date
    until: date
    before_since: date
    before_until: date
    trend_of: tuple[tuple[date, date], ...]
    measures: tuple[MeasureComparison, ...]
    parts: tuple[MeasureComparison, ...]
    unread: int  # comments without a sentiment
    asked: InvitationSummary
    closed: InvitationSummary | None
    worked: CaseSummary
    low: tuple[Quote, ...]
    high: tuple[Quote, ...]
    restated: tuple[Restatement, ...]
    scope: DigestScope
    themes: tuple[DigestTheme, ...] = ()  # that changed, the surest first
    scope_words: tuple[str, ...] = ()  # the names of what was chosen; empty: all that the reader may see
