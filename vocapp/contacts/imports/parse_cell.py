"""Parses cells: the text that a rule makes of a row, and the time, number, yes or no in it."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from vocapp.contacts.imports.mapping_file import HOLE, ROW, MappingRule
from vocapp.faults import Fault, FaultError
from vocapp.files.table import Cell, TableRow, to_cell

YES = frozenset({"yes", "y", "true", "1", "on"})
NO = frozenset({"no", "n", "false", "0", "off"})
DATE_ONLY = re.compile(r"\d{4}-?\d{2}-?\d{2}")


class CellError(FaultError):
    """A cell cannot become what its field needs."""


def read_text(row: TableRow, found: MappingRule, words: Mapping[str, str], empty: tuple[str, ...]) -> Cell:
    """The text that `found` makes of a row; "" for nothing. CellError for a value that is not in `words`."""
    text = get_cell(row, found.column) if found.column else fill_template(row, found.template)
    if isinstance(text, str):
        text = "" if text.strip() in empty else text.strip()
    if text and words:
        if str(text) not in words and found.default is None:
            known = ", ".join(list(words)[:10])
            raise CellError(Fault.of("cell.unknown_word", known=known))
        text = words.get(str(text), "")
    return text or found.default or ""


def get_cell(row: TableRow, column: str) -> Cell:
    """The cell of a column. In a JSON row a name with dots leads to a nested value."""
    if column in row.cells:
        return to_cell(row.cells[column])
    value: Any = row.cells
    for step in column.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return to_cell(value)


def fill_template(row: TableRow, template: str) -> str:
    """`template` with the row's cells in its holes, and the row number in {row}."""
    return HOLE.sub(lambda hole: str(row.number if hole[1] == ROW else get_cell(row, hole[1])), template)


def parse_time(value: Cell, found: MappingRule) -> datetime:
    """The time in a cell, with or without an offset. CellError if it has none of the formats of the rule."""
    noon = time.fromisoformat(found.time)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, noon)
    for form in found.dates:
        try:
            read = datetime.strptime(value, form)  # noqa: DTZ007 - local; its zone stands beside it
        except ValueError:
            continue
        return read if re.search(r"%[HIcXT]", form) else datetime.combine(read, noon)
    if found.dates:
        raise CellError(Fault.of("cell.date_form", forms=" | ".join(found.dates)))
    try:
        read = datetime.fromisoformat(value)
    except ValueError as failure:
        raise CellError(Fault.of("cell.date_iso")) from failure
    return datetime.combine(read, noon) if DATE_ONLY.fullmatch(value) else read


def parse_number(value: Cell) -> int | float:
    """The number in a cell. The decimal separator may be a comma."""
    text = str(value).replace(",", ".")
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError as failure:
        raise CellError(Fault.of("cell.number")) from failure


def parse_yes_no(value: Cell) -> bool:
    """Whether a cell says yes."""
    word = str(value).casefold()
    if word not in YES | NO:
        raise CellError(Fault.of("cell.yes_no"))
    return word in YES
