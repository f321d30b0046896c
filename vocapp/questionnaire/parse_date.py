"""Parses typed dates: "2026-05-03", "3.5.2026", "5/3/2026" (American), "3 May 2026", "٣ مايو ٢٠٢٦"."""

import re
from datetime import date
from functools import cache
from typing import Final

from babel import Locale

from vocapp.questionnaire.engine_texts import LANGUAGES
from vocapp.questionnaire.normalise_text import LONGEST_SHORT_ANSWER, plain

_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4})")
_DAY_NAMED: Final = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th|er)? (?:de |of )?(\D+?)\.?,? (?:de |del )?(\d{4})")
_MONTH_NAMED: Final = re.compile(r"(\D+?)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_EARLIEST_YEAR: Final = 1900


def read_date(raw: str, locale: str) -> str | None:
    """ISO 8601, or None if it is not a date or could be two dates.

    "3/5/2026" is ambiguous for plain "en", which both sides of the Atlantic write. "en-US" is month first, every other
    locale is day first.
    """
    if len(raw) > LONGEST_SHORT_ANSWER:
        return None
    typed = plain(raw)
    if found := _YEAR_FIRST.fullmatch(typed):
        return _iso(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(typed):
        return _numbered(int(found[1]), int(found[2]), int(found[3]), locale)
    if found := _DAY_NAMED.fullmatch(typed):
        return _iso(int(found[3]), _months(locale[:2]).get(found[2], 0), int(found[1]))
    if found := _MONTH_NAMED.fullmatch(typed):
        return _iso(int(found[3]), _months(locale[:2]).get(found[1], 0), int(found[2]))
    return None


def _numbered(first: int, second: int, year: int, locale: str) -> str | None:
    if locale.replace("_", "-") == "en-US":
        return _iso(year, first, second)
    if locale == "en" and first <= 12 and second <= 12 and first != second:
        return None
    if locale == "en" and second > 12:
        first, second = second, first
    return _iso(year, second, first)


def _iso(year: int, month: int, day: int) -> str | None:
    if year < _EARLIEST_YEAR:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


@cache
def _months(language: str) -> dict[str, int]:
    """Names of months in the language and in English, full and short → number of the month."""
    found: dict[str, int] = {}
    for code in {"en", language}.intersection(LANGUAGES):
        for form in Locale(code).months.values():
            for width in ("wide", "abbreviated"):
                found |= {plain(name): number for number, name in form[width].items()}
    return found
