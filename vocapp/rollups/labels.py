"""The wording of numbers: always with interval and n, in the language of the reader (see `vocapp.ui.reader`)."""

from datetime import date
from typing import Final

from babel import dates

from vocapp.metrics.change import FigureChange
from vocapp.metrics.figure import Figure, Unit
from vocapp.metrics.measure import Measure
from vocapp.rollups.rollup_slice import NONE, Dimension, Slice
from vocapp.rollups.types import Group, Score
from vocapp.ui.formatting import number, percent
from vocapp.ui.reader import current, gettext, mark

NAMES: Final = {
    "csat": mark("Satisfaction"),
    "nps": mark("Recommendation (NPS)"),
    "ces": mark("Ease"),
    "resolution": mark("Solved"),
    "had_to_repeat": mark("Had to repeat themselves"),
    "expectation": mark("Better than expected"),
    "sentiment": mark("Tone of comments"),
    "scored": mark("Comments analysed"),
}
MEANINGS: Final = {
    "csat": mark("share who chose 4 or 5 of 5"),
    "nps": mark("share of 9 and 10, less share of 0 to 6"),
    "ces": mark("share who found it easy"),
    "resolution": mark("share who say that it is solved"),
    "had_to_repeat": mark("share who had to repeat themselves; less is better"),
    "expectation": mark("share who found it better than expected"),
    "sentiment": mark("mean, from −1 to 1"),
    "scored": mark("share of comments that have been analysed"),
}
OBJECTS: Final = {
    "agent": mark("with the agent"),
    "product": mark("with the product"),
    "company": mark("with the company"),
}
OBJECTS_OF_METRIC: Final = {
    "nps": {
        "agent": mark("of the agent"),
        "product": mark("of the product"),
        "company": mark("of the company"),
    },
    "sentiment": {
        "agent": mark("about the agent"),
        "product": mark("about the product"),
        "company": mark("about the company"),
    },
}
"""The preposition of an object, where it is not "with": "Recommendation of the company", "Tone about the agent"."""
CHANNELS: Final = {
    "phone_in_house": mark("Phone, in house"),
    "phone_outsourced": mark("Phone, outsourced"),
    "ivr": mark("Phone menu (IVR)"),
    "email": mark("E-mail"),
    "letter": mark("Letter"),
    "web_chat": mark("Web chat"),
    "web_collaboration": mark("Web collaboration"),
    "co_browse": mark("Co-browsing"),
    "sms": mark("Text message"),
    "kiosk": mark("Kiosk or till"),
    "fax": mark("Fax"),
    "face_to_face": mark("Face to face"),
    "social": mark("Social media"),
}
TOUCHPOINTS: Final = {
    "sales_won": mark("Sale won"),
    "sales_lost": mark("Sale lost"),
    "marketing": mark("Marketing"),
    "self_service": mark("Self-service"),
    "onboarding": mark("Onboarding"),
    "account": mark("Account"),
    "billing": mark("Billing"),
    "payment": mark("Payment"),
    "delivery": mark("Delivery"),
    "support": mark("Support"),
    "complaint": mark("Complaint"),
    "collection": mark("Collection"),
    "renewal": mark("Renewal"),
    "cancellation": mark("Cancellation"),
    "other": mark("Other"),
}
GROUPS: Final = CHANNELS | TOUCHPOINTS
DIMENSIONS: Final = {
    Dimension.CHANNEL: mark("Channel"),
    Dimension.TOUCHPOINT: mark("Touchpoint"),
    Dimension.LINE: mark("Line of business"),
    Dimension.UNIT: mark("Unit"),
    Dimension.SURVEY: mark("Survey"),
    Dimension.DAY: mark("Day"),
    Dimension.WEEK: mark("Week"),
    Dimension.MONTH: mark("Month"),
}
LESS_IS_BETTER: Final = frozenset({"had_to_repeat"})
_DIGITS: Final[dict[Unit, int]] = {"points": 0, "percent": 0, "mean": 2, "rating": 2, "seconds": 0}
_SIGNED: Final = frozenset({"points", "mean"})
_GLUE: Final = "\u00a0"


def name(measure: Measure) -> str:
    """A measure's name, with what is judged where that is not the contact, and its scale where that differs."""
    phrase = object_phrase(measure)
    if phrase and measure.metric == "sentiment":
        found = f"{gettext('Tone')} {phrase}"
    else:
        found = f"{gettext(NAMES.get(measure.metric, measure.metric))} {phrase}".rstrip()
    if measure.metric == "ces" and measure.high != 7:
        found = gettext("%(name)s, %(low)s to %(high)s") % {"name": found, "low": measure.low, "high": measure.high}
    return gettext("%(name)s, relationship") % {"name": found} if measure.is_latest_per_person else found


def object_phrase(measure: Measure) -> str:
    """The object of a measure, as it follows its name: "with the agent"; "" where that is the contact."""
    phrase = OBJECTS_OF_METRIC.get(measure.metric, OBJECTS).get(measure.object)
    return gettext(phrase) if phrase else ""


def meaning(measure: Measure) -> str:
    """The meaning of a measure; "" for a measure without a description."""
    found = MEANINGS.get(measure.metric)
    return gettext(found) if found else ""


def value(figure: Figure) -> str:
    """The value alone, for where interval and n stand beside it: "82%", "+30"."""
    return with_unit(figure.value, figure.unit, signed=figure.unit in _SIGNED)


def interval(figure: Figure) -> str:
    """The interval: "75 to 88"."""
    return gettext("%(low)s to %(high)s") % {
        "low": format_number(figure.low, figure.unit),
        "high": format_number(figure.high, figure.unit),
    }


def with_interval(figure: Figure) -> str:
    """Value, interval and n: "82% (75 to 88, n = 148)"."""
    return f"{value(figure)} ({interval(figure)}, {sample_size(figure.n)})"


def sample_size(n: int) -> str:
    """The number of answers: "n = 148"."""
    return f"n{_GLUE}={_GLUE}{number(n)}"


def format_number(amount: float, unit: Unit, *, signed: bool = False) -> str:
    """A number with the digits of its unit and a real minus."""
    digits = _DIGITS[unit]
    rounded = round(amount, digits) + 0.0  # no "−0"
    text = number(rounded, digits).replace("-", "−")
    return f"+{text}" if signed and rounded > 0 else text


def with_unit(amount: float, unit: Unit, *, signed: bool = False) -> str:
    """A number with its unit where that is a sign: "82%"."""
    return percent(amount / 100) if unit == "percent" else format_number(amount, unit, signed=signed)


def difference(change: FigureChange, unit: Unit) -> str:
    """A change with its interval: "+4 points (1 to 7)"."""
    size = format_number(change.difference, unit, signed=True)
    values = {"size": size, "low": format_number(change.low, unit), "high": format_number(change.high, unit)}
    if unit in ("mean", "rating"):
        return gettext("%(size)s (%(low)s to %(high)s)") % values
    return gettext("%(size)s points (%(low)s to %(high)s)") % values


def no_figure(score: Score) -> str:
    """The reason why a score has no figure."""
    if score.shown == "hidden":
        return gettext("hidden")
    if score.n == 0:
        return gettext("no answers")
    return gettext("too few to say (%(n)s)") % {"n": sample_size(score.n)}


def group_title(group: Group, by: Dimension) -> str:
    """A group as its row or point is named: a channel in the reader's language, a week by its first day."""
    if by.is_time:
        return period_title(date.fromisoformat(group.key), by)
    if group.key == NONE:
        return gettext("none")
    known = GROUPS.get(group.key) if by in (Dimension.CHANNEL, Dimension.TOUCHPOINT) else None
    return gettext(known) if known else group.title


def period_title(first: date, by: Dimension) -> str:
    """A day or a week by its (first) day, "4 May"; a month by its name."""
    return dates.format_skeleton("yMMM" if by is Dimension.MONTH else "MMMd", first, locale=current().locale)


def day_title(day: date) -> str:
    """A day with its year: "4 May 2026"."""
    return dates.format_date(day, "medium", locale=current().locale)


def format_days(slice_: Slice) -> str:
    """The days of a slice: "16 – 22 Nov 2026"."""
    return dates.format_interval(slice_.since, slice_.until, "yMMMd", locale=current().locale)
