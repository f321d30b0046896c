"""The data of a digest of one week at Alderway: 148 answers, after 140 in the week before."""

from base64 import b64decode
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from vocapp.digests.content.digest_charts import charts
from vocapp.digests.content.mail_layout import DigestPicture
from vocapp.digests.content.types import (
    CaseSummary,
    DigestData,
    InvitationSummary,
    MeasureComparison,
    PeriodScore,
    Quote,
    Restatement,
)
from vocapp.digests.periods import DigestPeriod, Frequency, period_before, trend_periods
from vocapp.digests.scope import DigestScope
from vocapp.metrics.histogram import Histogram, size
from vocapp.metrics.measure import Measure
from vocapp.metrics.response_rates import Dispositions, coverage, rr1
from vocapp.metrics.scores import figure, variance
from vocapp.metrics.wilson import share
from vocapp.rollups.types import OpenCohort
from vocapp.ui.reader import ReaderLocale, use_reader

WEEK = DigestPeriod(date(2026, 11, 16), date(2026, 11, 22))
CSAT = Measure("csat", 1, 5, "higher_is_better", "contact", "post_contact")
NPS = Measure("nps", 0, 10, "higher_is_better", "company", "post_contact")
EASE = Measure("ces", 1, 7, "higher_is_better", "contact", "post_contact")
SOLVED = Measure("resolution", 0, 1, "higher_is_better", "contact", "post_contact")
REPEATED = Measure("had_to_repeat", 0, 1, "higher_is_better", "contact", "post_contact")
STILL_OPEN = OpenCohort(7, 14)
OVER_TIME = ((122, 93), (131, 97), (118, 84), (139, 101), (126, 88), (133, 96), (140, 95), (148, 126))
"""The last eight weeks: number of answers, and number of answers 4 or 5."""
TONE = Measure("sentiment", -100, 100, "higher_is_better", "contact", "post_contact")
DOT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
LOW = (
    Quote(UUID(int=1), "I rang three times and had to tell my story each time.", "en", "phone_outsourced"),
    Quote(UUID(int=2), "Die Rechnung ist immer noch falsch, und [name] wusste von nichts.", "de", "letter"),
)
HIGH = (
    Quote(UUID(int=3), "[name] found the mistake within a minute and put it right while I waited.", "en", "web_chat"),
    Quote(UUID(int=4), "Quick, friendly, and the meter was read the same day.", "en", "phone_in_house"),
)


def period_score(measure: Measure, histogram: Histogram, shown: str = "yes") -> PeriodScore:
    """The score of a histogram that is shown, too small, or hidden."""
    n = size(histogram)
    if shown == "hidden":
        return PeriodScore("hidden")
    if shown == "too few":
        return PeriodScore("too few", n)
    return PeriodScore("yes", n, figure(measure, histogram), variance(measure, histogram))


def csat(satisfied: int, others: int) -> PeriodScore:
    """Satisfaction, from the number of answers 4 or 5 and of answers 1 to 3."""
    return period_score(CSAT, {2: others, 5: satisfied})


def yes_share(measure: Measure, yes: int, no: int) -> PeriodScore:
    """The share of yes."""
    return period_score(measure, {0: no, 1: yes})


def comparison_of(measure: Measure, now: PeriodScore, then: PeriodScore, **given: Any) -> MeasureComparison:
    """A measure now and in the period before."""
    return MeasureComparison(measure, now, then, **given)


def group_comparison(
    title: str, now: PeriodScore, then: PeriodScore, key: str = "", dimension: str = "channel"
) -> MeasureComparison:
    """Satisfaction in one group."""
    return MeasureComparison(CSAT, now, then, dimension=dimension, key=key or title, title=title)


def invitation_summary(
    period: DigestPeriod = WEEK, open_day: OpenCohort | None = STILL_OPEN, **given: int
) -> InvitationSummary:
    """412 invitations for 503 eligible contacts, 148 answers."""
    ended = Dispositions(complete=130, partial=18, refused=9, noncontact=12, unknown=243)
    fields: dict[str, Any] = {
        "contacts": 541, "eligible": 503, "invited": 412, "answered": ended.starts,
        "response_rate": rr1(ended), "coverage": coverage(412, 503), **given,
    }  # fmt: skip
    return InvitationSummary(since=period.since, until=period.until, open_day=open_day, **fields)


def case_summary(**given: Any) -> CaseSummary:
    """Seventeen open cases, three of them overdue."""
    fields = {
        "opened": 12, "closed": 9, "confirmed": 4, "denied": 1, "open": 17, "overdue": 3,
        "in_time": share(8, 10), "recovery": share(4, 9), **given,
    }  # fmt: skip
    return CaseSummary(**fields)


def digest_data(**given: Any) -> DigestData:
    """A week in which satisfaction rose and nothing else changed detectably."""
    points = tuple(csat(satisfied, n - satisfied) for n, satisfied in OVER_TIME)
    nothing = PeriodScore("too few")
    earlier = period_before(WEEK)
    closed = DigestPeriod(WEEK.since - timedelta(days=21), WEEK.until - timedelta(days=21))
    fields: dict[str, Any] = {
        "every": Frequency.WEEK, "since": WEEK.since, "until": WEEK.until,
        "before_since": earlier.since, "before_until": earlier.until,
        "trend_periods": tuple(tuple(each) for each in trend_periods(WEEK, 8)),
        "measures": (
            comparison_of(CSAT, points[-1], points[-2], trend=points),
            comparison_of(EASE, period_score(EASE, {3: 40, 6: 105}), period_score(EASE, {3: 45, 6: 93})),
            comparison_of(SOLVED, yes_share(SOLVED, 118, 26), yes_share(SOLVED, 109, 29)),
            comparison_of(REPEATED, yes_share(REPEATED, 31, 110), yes_share(REPEATED, 44, 92)),
            comparison_of(NPS, period_score(NPS, {3: 21, 8: 32, 10: 39}), period_score(NPS, {3: 24, 8: 30, 10: 33})),
            comparison_of(
                TONE, period_score(TONE, {-60: 20, 0: 12, 55: 44}), period_score(TONE, {-60: 22, 0: 9, 55: 31})
            ),
        ),
        "groups": (
            group_comparison("Phone, in house", csat(58, 4), csat(44, 15)),
            group_comparison("Phone, outsourced", csat(18, 14), csat(17, 15)),
            group_comparison("Web chat", csat(31, 3), csat(20, 10)),
            group_comparison("Letter", csat(14, 3), csat(11, 4)),
            group_comparison("Fax", period_score(CSAT, {5: 2}, "too few"), nothing),
            group_comparison("Kiosk or till", period_score(CSAT, {3: 1}, "too few"), nothing),
        ),
        "unread": 4,
        "invitations": invitation_summary(),
        "newest_closed": invitation_summary(closed, None),
        "cases": case_summary(),
        "low": LOW,
        "high": HIGH,
        "restated": (Restatement(CSAT, share(94, 137), share(95, 140)),),  # type: ignore[arg-type]
        "scope": DigestScope(),
        **given,
    }  # fmt: skip
    return DigestData(**fields)


def unchanged_data() -> DigestData:
    """A week in which nothing changed."""
    found = digest_data(cases=case_summary(overdue=0), groups=())
    return replace(found, measures=tuple(replace(each, before=each.now) for each in found.measures))


def drawn_charts(found: DigestData, reader: ReaderLocale) -> list[DigestPicture]:
    """The charts of a digest, each as one grey pixel; drawing is tested in tests/charts."""
    with use_reader(reader):
        return [DigestPicture(name, chart.title, chart.alt, DOT, DOT) for name, chart in charts(found)]
