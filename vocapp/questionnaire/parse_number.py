"""Parses typed numbers: "7,5", "1 000", "٩", "９", "ten", "9/10"."""

import re
from functools import cache
from typing import Final

from vocapp.questionnaire.answer_words import NUMBER_WORDS, UNITS
from vocapp.questionnaire.normalise_text import LONGEST_SHORT_ANSWER, ascii_digits, plain

MOST_DIGITS: Final = 15
"""Within this many digits every number is exact, in Python and in JSON."""

_DECIMAL_POINT: Final = frozenset({"en", "ar"})
_NUMBER: Final = re.compile(r"([+-]?)(\d[\d .,'٫٬]*)")
_FRACTION: Final = re.compile(r"(\d{1,3}) ?(?:/|out of|of|von|sur|sobre|de|من) ?(\d{1,3})")
_LEADING: Final = re.compile(r"(\d{1,3}(?:/\d{1,3})?)[\s,.;:!)\-]++(\D.*)", re.DOTALL)


def decimal_mark(locale: str) -> str:
    """The decimal separator of a locale."""
    return "." if locale[:2] in _DECIMAL_POINT else ","


def read_number(raw: str, locale: str) -> int | float | None:
    """The number, or None. `locale` decides about a single separator: "1,000" is 1000 in English, 1 in German."""
    if len(raw) > LONGEST_SHORT_ANSWER:
        return None
    found = _NUMBER.fullmatch(ascii_digits(raw).rstrip(" .,!"))
    if found is None:
        return NUMBER_WORDS.get(plain(raw))
    sign, body = found.groups()
    if len(re.sub(r"\D", "", body)) > MOST_DIGITS:
        return None
    decimal = decimal_mark(locale)
    number = _without_groups(body.replace("٫", decimal).replace("٬", "'"), decimal)
    return None if number is None else _signed(sign, number)


def read_step(raw: str, hi: int, locale: str) -> int | None:
    """A point on a scale that ends at `hi`: a whole number as in `read_number`, or a fraction of the scale ("9/10")."""
    number = read_number(raw, locale)
    if number is None:
        fraction = _FRACTION.fullmatch(plain(raw)) if len(raw) <= LONGEST_SHORT_ANSWER else None
        return int(fraction[1]) if fraction and int(fraction[2]) == hi else None
    return int(number) if number == int(number) else None


def leading_number(raw: str) -> tuple[str, str] | None:
    """("9", "great agent") for "9 great agent". None for "5 days of waiting", where the number counts something."""
    found = _LEADING.fullmatch(raw.strip())
    if found is None:
        return None
    word = found[2].split()[0][:LONGEST_SHORT_ANSWER].casefold()
    return None if word in UNITS or plain(word) in UNITS else (found[1], found[2])


def _without_groups(body: str, decimal: str) -> str | None:
    """The digits with "." as decimal separator and without thousands separators."""
    marks = [char for char in body if not char.isdigit()]
    if not marks:
        return body
    last = marks[-1]
    if last in ".," and marks.count(last) == 1:
        head, _, tail = body.partition(last)
        lone_group = last != decimal and len(marks) == 1 and len(tail) == 3 and head != "0" and len(head) <= 3
        if not lone_group:
            return f"{digits}.{tail}" if tail.isdigit() and (digits := _joined(head)) else None
    return _joined(body)


def _joined(body: str) -> str | None:
    """ "1 000 000" or "1.000.000" → "1000000". None unless all groups have three digits and the same separator."""
    marks = {char for char in body if not char.isdigit()}
    if not marks:
        return body
    mark = marks.pop()
    return body.replace(mark, "") if not marks and _grouped(mark).fullmatch(body) else None


@cache
def _grouped(mark: str) -> re.Pattern[str]:
    return re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+")


def _signed(sign: str, number: str) -> int | float:
    value = float(f"{sign}{number}")
    return int(value) if value == int(value) else value
