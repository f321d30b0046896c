"""Numbers and durations as people and programs write them. Pure.

Whether a comma parts thousands or decimals is decided by the whole column, as the order of day and month is.
"""

import re
from datetime import time, timedelta
from typing import Final

from vocapp.files.table import Cell, NumberCell, cell_text

EITHER: Final = "either"
LONGEST: Final = 40
UNITS: Final = {
    word: seconds
    for seconds, words in (
        (
            0.001,
            "ms msec millis millisecond milliseconds millisekunden",
        ),
        (
            1,
            "s seg segundo segundos secondo secondi seconden sekund sekundy сек с секунд секунды секунда sec "
            "secs sek second seconds sekunde sekunden secondes",
        ),
        (
            60,
            "mn minuto minutos minuti minut minuty мин минут минуты минута m min mins minute minutes minuten",
        ),
        (
            3600,
            "h hr hrs hour hours std stunde stunden heures heure hora horas ora ore uur godz ч час часа часов",
        ),
        (
            86400,
            "jour jours j dni d day days tag tage",
        ),
    )
    for word in words.split()
}
"""Seconds of each unit."""

_DECORATION = re.compile(r"^(?:[€$£¥]|EUR|USD|GBP|CHF)\s?|\s?(?:[€$£¥]|EUR|USD|GBP|CHF|zł|kr)\.?$")
_DIGITS = re.compile(r"[-+−]?\d[\d.,'’\s]*|[-+−]?[.,]\d+")
_CLOCK = re.compile(r"(?:(\d{1,4})(?:\.|\s?d(?:ays?)?,?\s))?(\d{1,5}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?")
_PARTS = re.compile(r"(\d{1,12}(?:[.,]\d{1,6})?)\s*([^\W\d_]{1,14})\.?\s*,?\s*(?:and |und |et |y )?")
_PRIMES = re.compile(r"(?:(\d{1,4})\s?['′’])?\s?(?:(\d{1,2})\s?(?:''|\"|″|”))?")
_CLOCK_UNIT = re.compile(r"\s?(?:h|hrs|hours|std|min|mins|minutes|minuten|m|s)\.?$")
_GROUPS = re.compile(r"[-+]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d*)?|[-+]?\d*[.,]?\d*")
_ENCLOSED = re.compile(r"\((.+)\)|(.+?)\s?[-−]")
_REST = re.compile(r"([0-5]?\d)")
_ISO = re.compile(r"p(?:(\d{1,4})d)?(?:t(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9}(?:[.,]\d{1,9})?)s)?)?")
_HINT = re.compile(r"[^a-zäöü]+")


def decimal_of(cell: Cell) -> str:
    """The decimal separator that a cell shows: "," or "."; "either" for 1,234; "" where it shows none."""
    if isinstance(cell, NumberCell):
        return ""
    text = _digits(cell_text(cell))
    commas, dots = text.count(","), text.count(".")
    if commas and dots:
        return "," if text.rfind(",") > text.rfind(".") else "."
    if not commas and not dots:
        return ""
    own, other = (",", ".") if commas else (".", ",")
    whole, _, rest = text.lstrip("-+").rpartition(own)
    if commas + dots > 1:
        return other
    if len(rest) == 3 and rest.isdecimal() and 1 <= len(whole) <= 3 and whole.isdecimal() and whole != "0":
        return EITHER
    return own


def parse_number_text(cell: Cell, decimal: str = "") -> int | float | None:
    """The number in a cell; None if it is none, or could be two. `decimal`: the separator of its column."""
    text = _digits(cell_text(cell))
    if not text or len(text) > LONGEST:
        return None
    if not isinstance(cell, NumberCell):
        own = decimal_of(cell)
        own = decimal if own == EITHER else own
        if own == EITHER or (not own and ("," in text or "." in text)):
            return None
        if "e" not in text.lower() and not _GROUPS.fullmatch(text):
            return None
        if own:
            text = text.replace("." if own == "," else ",", "").replace(own, ".")
    if text.count(".") > 1:
        return None
    try:
        return int(text) if "." not in text and "e" not in text.lower() else float(text)
    except ValueError:
        return None


def _digits(text: str) -> str:
    """A text without currency and the marks that part thousands and cannot be decimals; "" if it is no number."""
    if len(text) > 2 * LONGEST:
        return ""
    bare = _DECORATION.sub("", text.strip().removeprefix("'")).strip().removesuffix("%").strip()
    if enclosed := _ENCLOSED.fullmatch(bare):  # bookkeepers write what is negative in brackets, or with its sign behind
        bare = "-" + _DECORATION.sub("", enclosed[1] or enclosed[2]).strip()
    try:
        float(bare)
    except ValueError:
        if not _DIGITS.fullmatch(bare):
            return ""
    else:
        if "e" in bare.lower() or not any(char.isdecimal() for char in bare):
            return bare if any(char.isdecimal() for char in bare) else ""
    return re.sub(r"['’\s]", "", bare).replace("−", "-")


def unit_in(column: str) -> str:
    """The unit of time that the name of a column states, such as "Duration (ms)" or handle_time_sec; "" for none."""
    words = [word for word in _HINT.split(column.casefold()) if word]
    for word in reversed(words):
        if word in UNITS and word not in ("d", "day", "tag", "m", "h", "s", "second", "minute", "hour"):
            return word
    return words[-1] if len(words) > 1 and words[-1] in ("s", "h") else ""


def parse_duration(cell: Cell, unit: str = "", decimal: str = "") -> int | None:
    """Whole seconds in a cell; None if there are none. `unit`: of a number without one; by default seconds.

    Two parts with a colon are minutes and seconds.
    """
    if isinstance(cell, timedelta):
        return round(cell.total_seconds())
    if isinstance(cell, time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    text = " ".join(cell_text(cell).split()).casefold()
    if len(text) > LONGEST:
        return None
    if (primes := _PRIMES.fullmatch(text)) and any(primes.groups()):
        return int(primes[1] or 0) * 60 + int(primes[2] or 0)
    seconds = _clock(_CLOCK_UNIT.sub("", text), unit) if ":" in text else _worded(text)
    if seconds is None:
        # Seconds with three decimals are usual, those with a comma for them are not: 312.000, but 1,200.
        number = parse_number_text(NumberCell(text) if text.replace(".", "", 1).isdecimal() else text, decimal or ".")
        seconds = None if number is None else number * UNITS.get(unit, 1)
    return None if seconds is None or not 0 <= seconds < 1e9 else round(seconds)


def _clock(text: str, unit: str) -> float | None:
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    days, first, second, third = (int(part or 0) for part in found.groups()[:4])
    if found[4] is None:
        small = 60 if UNITS.get(unit, 1) == 3600 else 1
        return None if second > 59 else (first * 60 + second) * small + days * 86400
    if second > 59 or third > 59:
        return None
    return days * 86400 + first * 3600 + second * 60 + third + float(f"0.{found[5] or 0}")


def _worded(text: str) -> float | None:
    """The seconds of "7 min 30 s" or PT7M30S."""
    if text.startswith("p") and (iso := _ISO.fullmatch(text)) and any(iso.groups()):
        days, hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in iso.groups())
        return days * 86400 + hours * 3600 + minutes * 60 + seconds
    total, at, unit = 0.0, 0, 0.0
    while found := _PARTS.match(text, at):
        if found[2] not in UNITS:
            return None
        unit = UNITS[found[2]]
        total += float(found[1].replace(",", ".")) * unit
        at = found.end()
    if at and unit in (60, 3600) and (rest := _REST.fullmatch(text, at)):
        return total + int(rest[1]) * unit / 60  # "7 min 30", "1 h 30"
    return total if at and at == len(text) else None
