"""Parses cells: the text that a rule makes of a row, and the time, number, yes or no in it."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from vocapp.contacts.imports.amounts import EITHER, decimal_of, parse_duration, parse_number_text, unit_in
from vocapp.contacts.imports.mapping_file import HOLE, ORDERS, ROW, MappingRule
from vocapp.contacts.imports.table_profile import NAMED_EMAIL
from vocapp.contacts.imports.time_forms import DateOrder, TimeReading, order_of, parse_time_text
from vocapp.faults import Fault, FaultError
from vocapp.files.table import Cell, TableRow, UncalculatedCell, cell_text, to_cell

YES = frozenset({"yes", "y", "true", "1", "on", "x", "ja", "j", "wahr", "oui", "vrai", "sí", "si", "✓", "☑"})
NO = frozenset({"no", "n", "false", "0", "off", "nein", "falsch", "non", "faux", "☐"})
ERRORS: Final = frozenset(
    {"#n/a", "#nv", "#ref!", "#bezug!", "#value!", "#wert!", "#div/0!", "#name?", "#num!", "#zahl!", "#null!", "#calc!"}
)
"""What spreadsheets write into a cell whose formula failed: the cell is empty."""
INVISIBLE: Final = "\u200b\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ROW_NUMBER: Final = "vocapp: row"
"""The column of a file of rejects that holds the row number of the original file."""

# An apostrophe keeps a spreadsheet from reading a number or a formula: '+4930123456.
_MARKED = re.compile(r"'[-+=@\d]")
_SHORTENED = re.compile(r"\d[.,]\d{1,9}E\+\d{2}")


class CellError(FaultError):
    """A cell cannot become what its field needs."""


def read_text(row: TableRow, found: MappingRule, words: Mapping[str, str], empty: tuple[str, ...]) -> Cell:
    """The text that `found` makes of a row; "" for nothing. CellError for a value that is not in `words`."""
    text = get_cell(row, found.column) if found.column else fill_template(row, found.template)
    if isinstance(text, UncalculatedCell):
        raise CellError(Fault.of("cell.uncalculated"))
    if isinstance(text, str):
        plain = text.strip().strip(INVISIBLE).strip()
        if plain != text:
            text = plain
        if plain in empty or (plain.startswith("#") and plain.casefold() in ERRORS):
            text = ""
    if text and words:
        key = cell_text(text)
        own = words.get(key)
        if own is None:
            own = {_word_key(word): ours for word, ours in words.items()}.get(_word_key(key))
        if own is None and found.default is None:
            known = ", ".join(list(words)[:10])
            raise CellError(Fault.of("cell.unknown_word", known=known))
        text = own or ""
    return text or found.default or ""


def _word_key(word: str) -> str:
    return " ".join(word.split()).casefold()


def get_cell(row: TableRow, column: str) -> Cell:
    """The cell of a column. In a JSON row a name with dots leads to a nested value, a number into a list."""
    if column in row.cells:
        return to_cell(row.cells[column])
    value: Any = row.cells
    for step in column.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdecimal() and len(step) < 6:
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = None
    return to_cell(value)


def fill_template(row: TableRow, template: str) -> str:
    """`template` with the row's cells in its holes, and the row number in {row}."""

    def fill(hole: re.Match[str]) -> str:
        if hole[1] == ROW:
            return str(row.cells.get(ROW_NUMBER) or row.number)
        cell = get_cell(row, hole[1])
        if isinstance(cell, UncalculatedCell):
            raise CellError(Fault.of("cell.uncalculated"))
        return cell_text(cell)

    return HOLE.sub(fill, template)


def parse_time(value: Cell, found: MappingRule, order: DateOrder) -> TimeReading:
    """The time in a cell, with or without an offset. CellError if it has none of the formats of the rule.

    `order`: what the whole column says about day and month.
    """
    if isinstance(value, datetime):
        return TimeReading(value)
    if isinstance(value, date):
        return TimeReading(datetime.combine(value, time()), is_day=True)
    if isinstance(value, time | timedelta):
        raise CellError(Fault.of("cell.time_alone"))
    for form in found.dates:
        if form in ORDERS:
            order = DateOrder(form)
            continue
        try:
            read = datetime.strptime(value, form)  # noqa: DTZ007 - local; its zone stands beside it
        except ValueError:
            continue
        return TimeReading(read, is_day=not re.search(r"%[HIcXT]", form))
    if found.dates and not any(form in ORDERS for form in found.dates):
        raise CellError(Fault.of("cell.date_form", forms=" | ".join(found.dates)))
    return _parse_any_form(value, order)


def _parse_any_form(text: str, order: DateOrder) -> TimeReading:
    own = order_of(text)
    if order is DateOrder.EITHER and own is DateOrder.EITHER:
        raise CellError(Fault.of("cell.day_or_month"))
    proven = own if order is DateOrder.EITHER and own else order or DateOrder.DAY_FIRST
    reading = parse_time_text(text, proven)
    if reading is not None:
        return reading
    if own and own is not proven:
        raise CellError(Fault.of("cell.date_other_order"))
    raise CellError(Fault.of("cell.date"))


def at_time_of_rule(reading: TimeReading, found: MappingRule) -> datetime:
    """The time; for a day without one, at the time of day that its rule names."""
    return datetime.combine(reading.value, time.fromisoformat(found.time)) if reading.is_day else reading.value


def parse_number(value: Cell, decimal: str) -> int | float:
    """The number in a cell. `decimal`: the decimal separator of its column."""
    number = parse_number_text(value, decimal)
    if number is None:
        if decimal_of(value) == EITHER and not decimal:
            raise CellError(Fault.of("cell.number_either"))
        raise CellError(Fault.of("cell.number"))
    return number


def parse_seconds(value: Cell, found: MappingRule, decimal: str) -> int:
    """The seconds in a cell: a number in the unit of its rule or column, or written like 7:30, 0:07:30, 7 min 30 s."""
    seconds = parse_duration(value, found.unit or unit_in(found.column), decimal)
    if seconds is None:
        raise CellError(Fault.of("cell.duration"))
    return seconds


def parse_yes_no(value: Cell) -> bool:
    """Whether a cell says yes."""
    word = cell_text(value).casefold()
    if word not in YES | NO:
        raise CellError(Fault.of("cell.yes_no"))
    return word in YES


def parse_id(value: Cell) -> str:
    """An id, or a number of a customer. CellError where a spreadsheet has cut its digits: 1.23457E+15."""
    text = cell_text(value)
    if _MARKED.match(text):
        text = text[1:]
    if _SHORTENED.fullmatch(text):
        raise CellError(Fault.of("cell.shortened"))
    return text


def parse_person(text: str) -> str:
    """The name in "Ada Lark (ada@example.com)"."""
    found = NAMED_EMAIL.fullmatch(text)
    return found[1].strip(" \"'") if found and found[1].strip() else text


def parse_address(text: str) -> str:
    """The address in "Ada Lark (ada@example.com)"; several are nobody's, and stay as they are."""
    found = NAMED_EMAIL.fullmatch(text)
    return found[2] if found else text.removeprefix("mailto:")
