"""Times as people and programs write them. Pure.

Read without being told the form: ISO 8601, year first, day or month first with dots, slashes or dashes and years of two
or four digits, names of months in a dozen languages, 12-hour clocks, seconds and milliseconds since 1970, the serial
numbers of spreadsheets, offsets, UTC and the abbreviations of zones that have one meaning only.

Whether the day or the month comes first is never decided by one cell: `order_of` says what a cell allows, and the whole
column decides (`column_profile`).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from vocapp.contacts.imports.month_names import month_of


class DateOrder(StrEnum):
    """What comes first in a date such as 10/11/2026."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    EITHER = "either"
    """Both could be meant."""
    NONE = ""
    """The text is no such date."""


@dataclass(frozen=True, slots=True)
class TimeReading:
    """A time, local unless it has an offset. `is_day`: the text has no time of day; the value is then at midnight."""

    value: datetime
    is_day: bool = False


LONGEST: Final = 80
HALVES: Final = {"am": "am", "pm": "pm", "a": "am", "p": "pm", "vorm": "am", "nachm": "pm", "ص": "am", "م": "pm"}
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SERIAL_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number is local
PIVOT: Final = 69
"""Years of two digits: 69 is 1969, 68 is 2068, as POSIX has it."""
ZONES: Final = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "west": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120,
    "eet": 120, "eest": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420,
}  # fmt: skip
"""Minutes; of abbreviations that RFC 5322 defines, and those of Europe. BST and IST have several meanings."""

_SPACES = re.compile(r"(?:[\s\u200e\u200f\u202a-\u202e\ufeff]|(?<!\d),|,(?!\d)|,(?=\d{1,2}:))+")
_BRACKETED = re.compile(r"\s*[(\[]([^)\]]{0,40})[)\]]$")
_OFFSET_NAME = re.compile(r"(?:utc|gmt)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?")
_OFFSET = re.compile(r"[+-]\d{2}:?\d{2}$|z$")
_ZONE = re.compile(
    r"(?:(?<=[\d\s])|(?<=[ap]m))\s*(?:(?:utc|gmt)\s?)?([+-]\d{1,2})(?::?(\d{2}))?(?::?\d{2})?$|[\s\d]([a-z]{1,4})$"
)
_CLOCK = re.compile(
    r"(?:^|[\st])(?:um |at |à |a las |alle |ore |alle ore |às |kl\.? ?|klo |o |в |ore )?"
    r"(\d{1,2})(?:[:.](\d{2})(?:[:.](\d{2})(?:[.:,](\d{1,9}))?)?|\s?h\s?(\d{2})?)?"
    r"\s?(am|pm|a|p|vorm\.?|nachm\.?|ص|م|uhr|hrs|uur|u|h)?$"
)
_SHORT_CLOCK = re.compile(r"(\d{2})(\d{2})(?:\s?(?:uhr|hrs|h))?")
_DASHED_CLOCK = re.compile(r"[_\st](\d{2})-(\d{2})-(\d{2})$")
_CLOCK_FIRST = re.compile(
    r"(\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?)(?:\s?uhr)?[,\s]\s?(?:on |am |le |el |del |den )?(?=\D?.*\d{2})(.+)"
)
_EAST_ASIAN_DAY = re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})日")
_EAST_ASIAN_HALF = re.compile(r"(上午|下午)\s?(\d{1,2}:\d{2}(?::\d{2})?)")
_WRAPPED = re.compile(r"(?:@|/?date\()(-?\d{9,14})(?:[+-]\d{4})?(?:\)/?)?")
_YEAR_FIRST = re.compile(r"(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)\.?")
_DAY_RUN = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?=\s\d)")
_ORDERED = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)\.?")
_ORDERED_SOMEWHERE = re.compile(r"(?<!\d)\d{1,2}\s{0,3}[-/.]\s{0,3}\d{1,2}\s{0,3}[-/.]\s{0,3}\d{2}")
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.|º|er)?[\s./-]{0,2}(?:de |of )?([^\W\d_]{3,})\.?[\s./-]{0,2}(?:de |of )?"
    r"(\d{4}|\d{2}(?![\d:]))(?!\d)(?:\s?(?:г|р)\.?(?=\W|$))?"
)
_NAME_FIRST = re.compile(r"([^\W\d_]{3,})\.?[\s-](\d{1,2})(?:st|nd|rd|th)?[\s-](\d{4})")
_NAMED_YEAR_FIRST = re.compile(r"(\d{4})\.?[\s/-]([^\W\d_]{3,})\.?[\s/-](\d{1,2})(?!\d)\.?")
_IANA = re.compile(r"[\s\[]([a-z_]{2,20}(?:/[a-z_+-]{2,30}){1,2})\]?$")
_DOUBLE = re.compile(r"([+-]\d{2}:?\d{2})\s?(?:utc|gmt|z)$")
_WEEKDAY = re.compile(r"^([^\W\d_]{2,12})\.?\s+(?=\d|([^\W\d_]{3,12}))")
_UNIX_DATE = re.compile(r"^([^\W\d_]{3}\s\d{1,2})\s(\d{1,2}:\d{2}:\d{2})\s(?:([a-z]{3,4})\s)?(\d{4})$")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}){2,}")
_NUMBER = re.compile(r"-?\d{1,20}(?:[.,]\d{1,12})?")


def parse_time_text(text: str, order: DateOrder = DateOrder.DAY_FIRST) -> TimeReading | None:
    """The time in a text; None if it is none. Where day and month could be either, `order` decides."""
    plain = _plain(text)
    if not plain:
        return None
    try:
        return _number(plain) or _compact(plain) or _written(plain, order)
    except (ValueError, OverflowError):
        return None


def order_of(text: str) -> DateOrder:
    """What a cell says about the order of day and month."""
    if text.isascii() and not _ORDERED_SOMEWHERE.search(text):
        return DateOrder.NONE
    found = _ORDERED.match(_plain(text))
    if found is None:
        return DateOrder.NONE
    first, second = int(found[1]), int(found[3])
    if first > 12:
        return DateOrder.DAY_FIRST if second <= 12 else DateOrder.NONE
    if second > 12:
        return DateOrder.MONTH_FIRST
    return DateOrder.EITHER


def has_dots(text: str) -> bool:
    """Whether a date is written with dots. Where nothing else decides, the day then comes first."""
    found = _ORDERED.match(_plain(text))
    return found is not None and found[2] == "."


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """A text in small letters with single spaces, and without its weekday."""
    if len(text) > LONGEST:
        return ""
    plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()
    plain = re.sub(r"\b([ap])\.?\s?m\.?(?=$|\s)", r"\1m", plain)
    if (wrapped := _WRAPPED.fullmatch(plain)) is not None:
        return wrapped[1]
    plain = _EAST_ASIAN_DAY.sub(r"\1-\2-\3 ", plain).strip()
    plain = _EAST_ASIAN_HALF.sub(lambda found: f"{found[2]} {'am' if found[1] == '上午' else 'pm'}", plain)
    plain = _without_brackets(" ".join(plain.split()))
    plain = _DASHED_CLOCK.sub(r" \1:\2:\3", _DOUBLE.sub(r"\1", plain))
    if (turned := _CLOCK_FIRST.fullmatch(plain)) is not None:
        plain = f"{turned[2]} {turned[1]}"
    plain = plain.removeprefix("le ").removeprefix("den ")
    weekday = _WEEKDAY.match(plain)
    if weekday and not month_of(weekday[1]) and (not weekday[2] or month_of(weekday[2])):
        plain = plain[weekday.end() :]
    return plain


def _without_brackets(plain: str) -> str:
    """A text without a remark in brackets at its end, but with the zone that is there."""
    bracketed = _BRACKETED.search(plain)
    if bracketed is None:
        return plain
    bare, inner = plain[: bracketed.start()], bracketed[1].strip()
    if _OFFSET.search(bare) or re.search(r"(?:gmt|utc)[+-]\d{4}$", bare):
        return bare
    if _OFFSET_NAME.fullmatch(inner) or inner in ZONES or "/" in inner:
        return f"{bare} {inner}"
    # The name of a zone that is not known must not become the zone of the file.
    return plain if re.search(r"time|zeit|heure|hora", inner) else bare


def _number(plain: str) -> TimeReading | None:
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return None
    number = float(plain.replace(",", "."))
    if 20_000 <= number < 80_000:
        moment = SERIAL_ZERO + timedelta(seconds=round(number * 86_400))
        return TimeReading(moment, not number % 1)
    for low, high, scale in ((1e8, 1e10, 1), (1e11, 1e13, 1e3), (1e14, 1e16, 1e6), (1e17, 1e19, 1e9)):
        if low <= number < high and not _COMPACT.fullmatch(plain):
            return TimeReading(EPOCH + timedelta(seconds=number / scale))
    return None


def _compact(plain: str) -> TimeReading | None:
    if not plain[:8].isdecimal():
        return None
    bare, offset = _split_zone(plain)
    found = _COMPACT.fullmatch(bare)
    if found is None:
        return None
    parts = [int(part) for part in found.groups() if part]
    year, month, day, *clock = parts
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    return TimeReading(datetime(year, month, day, hour, minute, second, tzinfo=offset), not clock)


def _written(plain: str, order: DateOrder) -> TimeReading | None:
    if unix := _UNIX_DATE.match(plain):
        plain = f"{unix[1]} {unix[4]} {unix[2]} {unix[3] or ''}".strip()
    day, rest = _date_at_start(plain, order)
    if day is None:
        return None
    if not rest:
        return TimeReading(datetime.combine(day, time()), is_day=True)
    rest, offset = _split_zone(rest)
    clock = _clock(rest)
    if clock is None:
        return None
    return TimeReading(datetime.combine(day, time(), offset) + clock)


def _date_at_start(plain: str, order: DateOrder) -> tuple[date | None, str]:
    """The date at the start of a text, and what follows."""
    if found := _DAY_RUN.match(plain):
        return date(int(found[1]), int(found[2]), int(found[3])), plain[found.end() :]
    if found := _YEAR_FIRST.match(plain):
        return date(int(found[1]), int(found[3]), int(found[4])), plain[found.end() :]
    if found := _ORDERED.match(plain):
        first, second, year = int(found[1]), int(found[3]), _year(found[4])
        month_first = order is DateOrder.MONTH_FIRST
        return date(year, *((first, second) if month_first else (second, first))), plain[found.end() :]
    if found := _NAMED.match(plain):
        return _named(found[3], found[2], found[1]), plain[found.end() :]
    if found := _NAME_FIRST.match(plain):
        return _named(found[3], found[1], found[2]), plain[found.end() :]
    if found := _NAMED_YEAR_FIRST.match(plain):
        return _named(found[1], found[2], found[3]), plain[found.end() :]
    return None, ""


def _named(year: str, name: str, day: str) -> date | None:
    month = month_of(name)
    return date(_year(year), month, int(day)) if month else None


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < PIVOT else 1900)


def _split_zone(rest: str) -> tuple[str, tzinfo | None]:
    """A text without the offset or zone at its end, and that offset."""
    if (named := _IANA.search(rest)) is not None and named[1] in _zones():
        bare, offset = _split_zone(rest[: named.start()])
        return bare, offset or ZoneInfo(_zones()[named[1]])
    found = _ZONE.search(rest)
    if found is None:
        return rest, None
    if found[3]:
        minutes = ZONES.get(found[3])
        return (rest, None) if minutes is None else (rest[: found.start(3)].strip(), _offset(minutes))
    hours = int(found[1])
    minutes = abs(hours) * 60 + int(found[2] or 0)
    return rest[: found.start()].strip(), _offset(-minutes if found[1].startswith("-") else minutes)


@cache
def _zones() -> dict[str, str]:
    """The IANA names of zones by their small letters."""
    return {name.casefold(): name for name in available_timezones()}


def _offset(minutes: int) -> timezone:
    return UTC if not minutes else timezone(timedelta(minutes=minutes))


def _clock(rest: str) -> timedelta | None:
    """The time since midnight in a text such as " 2:05 pm" or "T14:05:00.5"; 24:00 is the next midnight."""
    text = rest.strip(" -–|/;_").removeprefix(":")
    if short := _SHORT_CLOCK.fullmatch(text):
        text = f"{short[1]}:{short[2]}"
    found = _CLOCK.fullmatch(text) or _CLOCK.fullmatch(text.removeprefix("t"))
    if found is None or (not found[2] and not found[6] and "h" not in text):
        return None
    hour, minute, second = int(found[1]), int(found[2] or found[5] or 0), int(found[3] or 0)
    half = HALVES.get((found[6] or "").strip("."), "")
    if half:
        if hour == 0 or hour > 12:
            # "14:05 PM" is written by programs that add the half to a 24-hour clock.
            half = "" if found[2] and (half == "pm") == (hour >= 12) else "wrong"
        hour = hour if not half else hour % 12 + (12 if half == "pm" else 0)
    if half == "wrong" or minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    fraction = float(f"0.{found[4]}") if found[4] else 0.0
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59), microseconds=round(fraction * 1e6))
