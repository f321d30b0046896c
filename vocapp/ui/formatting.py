"""Formatting of dates, ages and numbers for the reader. Filters of every template."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError, dates, numbers, units
from markupsafe import Markup, escape

from vocapp import clock
from vocapp.ui.reader import current, gettext

NOTHING = "–"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WEEK, MONTH, YEAR = timedelta(weeks=1), timedelta(days=30), timedelta(days=365)


def day(value: date | datetime | None) -> str:
    """A day, e.g. "3 May 2026"; of a moment, the day in the reader's zone."""
    if value is None:
        return NOTHING
    local = value.astimezone(current().zone) if isinstance(value, datetime) else value
    return dates.format_date(local, "medium", locale=current().locale)


def moment(value: datetime | None) -> str:
    """Date and time in the reader's zone."""
    if value is None:
        return NOTHING
    return dates.format_datetime(value, "medium", tzinfo=current().zone, locale=current().locale)


def ago(value: datetime | None) -> str:
    """The time since or until a moment, as `<time>` with the exact moment on hover."""
    if value is None:
        return NOTHING
    absolute = f"{moment(value)} {current().timezone}"
    text = relative(value - clock.now())
    return Markup('<time datetime="{}" title="{}">{}</time>').format(value.isoformat(), absolute, text)


def age(value: datetime | None) -> str:
    """The age, short for a row ("3h"), with the exact moment on hover."""
    if value is None:
        return NOTHING
    text = short(clock.now() - value)
    return Markup('<time datetime="{}" title="{} {}">{}</time>').format(
        value.isoformat(), moment(value), current().timezone, text
    )


def short(length: timedelta) -> str:
    """A length of time in one unit, in the language's shortest form, e.g. "3h"."""
    length = max(abs(length), timedelta(minutes=1))
    if MONTH <= length < YEAR:  # in weeks: the "m" of a month would be that of a minute
        return units.format_unit(length // WEEK, "duration-week", "narrow", locale=current().locale)
    return dates.format_timedelta(_whole(length), format="narrow", threshold=1, locale=current().locale)


def interval(value: timedelta) -> str:
    """A length of time in words, e.g. "30 seconds", "6 hours"."""
    return dates.format_timedelta(value, granularity="second", locale=current().locale)


def relative(away: timedelta) -> str:
    """A distance from now in words, e.g. "3 hours ago", "in 2 days"; "just now" within a minute."""
    if abs(away) < timedelta(minutes=1):
        return gettext("just now")
    whole = _whole(abs(away)) if away > timedelta(0) else -_whole(abs(away))
    return dates.format_timedelta(whole, add_direction=True, threshold=1, locale=current().locale)


def _whole(length: timedelta) -> timedelta:
    """`length` in whole units of the largest that fits into it: an age is "3 days" until the fourth ends."""
    length += timedelta(seconds=1)  # two clocks may differ by less
    unit = next((unit for unit in (YEAR, MONTH, WEEK, DAY, HOUR, MINUTE) if length >= unit), length)
    return unit * (length // unit) if unit else length


def there(value: datetime, zone: str) -> str:
    """Weekday and time in another zone, e.g. "Tue, 14:05"; a dash for an unknown zone."""
    try:
        tzinfo = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return NOTHING
    clock_time = dates.format_time(value.astimezone(tzinfo), "short", locale=current().locale)
    return f"{dates.format_date(value.astimezone(tzinfo), 'EEE', locale=current().locale)}, {clock_time}"


def number(value: float | None, digits: int = 0) -> str:
    """A number with the reader's separators and `digits` after the point."""
    if value is None:
        return NOTHING
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return numbers.format_decimal(value, pattern, locale=current().locale)


def percent(value: float | None, digits: int = 0) -> str:
    """A share of 1 in per cent, in the reader's language: "82%", "82 %"."""
    if value is None:
        return NOTHING
    pattern: str = current().locale.percent_formats[None].pattern
    places = "#,##0." + "0" * digits if digits else "#,##0"
    return numbers.format_percent(value, pattern.replace("#,##0", places), locale=current().locale)


def language_name(code: str | None) -> str:
    """The name of a language in the reader's language; "" without one, the code if Babel does not know it."""
    if not code:
        return ""
    try:
        return str(Locale.parse(code, sep="-").get_display_name(current().locale) or code)
    except (UnknownLocaleError, ValueError):
        return code


def country_name(code: str | None) -> str:
    """The name of a country (ISO 3166) in the reader's language; the code if Babel does not know it."""
    return str(current().locale.territories.get(code or "") or code or "")


def lines(value: str | None) -> str:
    """A text of several lines, escaped, with its line breaks."""
    return Markup("<br>").join(escape(line) for line in (value or "").splitlines())


FILTERS = {
    "day": day,
    "moment": moment,
    "ago": ago,
    "age": age,
    "interval": interval,
    "there": there,
    "number": number,
    "percent": percent,
    "language_name": language_name,
    "country_name": country_name,
    "lines": lines,
}
