"""Labels of numbers and periods in a digest: those of the dashboards, and some that only digests need."""

from datetime import date
from typing import Final

from babel import dates

from vocapp.digests.content.types import PeriodScore
from vocapp.digests.periods import DigestPeriod, Frequency, frequency_of
from vocapp.metrics.figure import Unit
from vocapp.metrics.measure import Measure
from vocapp.rollups.labels import LESS_IS_BETTER as LESS_IS_BETTER
from vocapp.rollups.labels import format_number, object_phrase, sample_size
from vocapp.rollups.labels import group_title as group_title
from vocapp.rollups.labels import interval as interval
from vocapp.rollups.labels import meaning as meaning
from vocapp.rollups.labels import name as name
from vocapp.rollups.labels import value as value
from vocapp.rollups.labels import with_interval as with_interval
from vocapp.ui.reader import current, gettext, mark

SUBJECTS: Final = {
    "csat": mark("Satisfaction"),
    "nps": mark("The recommendation score (NPS)"),
    "ces": mark("Ease"),
    "resolution": mark("The share of solved requests"),
    "had_to_repeat": mark("The share of customers who had to repeat themselves"),
    "expectation": mark("The share of customers who found it better than expected"),
    "sentiment": mark("The tone of comments"),
}
PREVIOUS_PERIOD: Final = {Frequency.WEEK: mark("the week before"), Frequency.MONTH: mark("the month before")}


def subject(measure: Measure) -> str:
    """A measure as the subject of a sentence, with the object that is rated where it is not the contact."""
    found = gettext(SUBJECTS[measure.metric]) if measure.metric in SUBJECTS else name(measure)
    return f"{found} {object_phrase(measure)}".rstrip()


def format_range(low: float, high: float, unit: Unit) -> str:
    """A range: "8 to 12"."""
    return gettext("%(low)s to %(high)s") % {"low": format_number(low, unit), "high": format_number(high, unit)}


def format_difference(size: float, unit: Unit) -> str:
    """A difference with its unit: "8 points", "0.12"."""
    text = format_number(size, unit)
    return text if unit == "mean" else gettext("%(number)s points") % {"number": text}


def previous_period(every: Frequency) -> str:
    """ "the week before" or "the month before"."""
    return gettext(PREVIOUS_PERIOD[every])


def no_figure_reason(known: PeriodScore) -> str:
    """The reason why there is no figure."""
    if known.shown == "hidden":
        return gettext("hidden to protect anonymity")
    if known.n == 0:
        return gettext("no answers")
    return gettext("too few answers (%(n)s)") % {"n": sample_size(known.n)}


def days(since: date, until: date) -> str:
    """A period: "16 – 22 Nov 2026"; a whole month by its name."""
    locale = current().locale
    if frequency_of(DigestPeriod(since, until)) is Frequency.MONTH:
        return dates.format_skeleton("yMMMM", since, locale=locale)
    return dates.format_interval(since, until, "yMMMd", locale=locale)


def week(since: date) -> str:
    """The number of a week (ISO 8601)."""
    return gettext("Week %(number)s") % {"number": since.isocalendar().week}


def short_period(since: date, every: Frequency) -> str:
    """A period of a trend by its first day, short: "16 Nov", "Nov 2026"."""
    return dates.format_skeleton("yMMM" if every is Frequency.MONTH else "MMMd", since, locale=current().locale)
