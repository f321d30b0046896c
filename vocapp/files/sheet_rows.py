"""Reads the rows of one sheet of a workbook, one after the other.

openpyxl is not used for this: it makes a row for every number that a sheet leaves out (15 million for 1.4 KB), fills
each row up to its right-most cell, cannot tell a formula without a result from an empty cell, and forgets whether a
number was shown as a day, a time, a duration or with leading zeros. Its knowledge of formats and dates is used.
"""

import re
import zipfile
from collections import deque
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from openpyxl.utils.datetime import from_excel

from vocapp.files.find_header import MOST_COLUMNS
from vocapp.files.table import Cell, UncalculatedCell, to_cell
from vocapp.files.workbook_parts import WorkbookParts, parse_xml, unescape

MOST_ROWS: Final = 1_048_576
LONGEST_CELL: Final = 128 * 1024
LONGEST_NUMBER: Final = 40
WIDE_GAP: Final = 256
MOST_PADDING: Final = 4_000_000
"""Empty cells in wide gaps between those of a sheet."""

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,4})\$?(\d{0,9})")
_TEXT_FORMULA = re.compile(r'"((?:[^"]|"")*)"')


class SheetTooLargeError(Exception):
    """A sheet has more rows or columns than the format allows. `what`: "rows" or "columns"."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class SheetRows:
    """The rows of a sheet: number and cells, without those that are not in the file."""

    def __init__(self, archive: zipfile.ZipFile, part: str, parts: WorkbookParts) -> None:
        self._parts = parts
        self._ready: deque[tuple[int, list[Cell]]] = deque()
        self._number = 0
        self._cells: list[Cell] = []
        self._size = self._column = self._padding = 0
        self._kind, self._style = "n", 0
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._target: list[str] | None = None
        self._phonetic = self._inside = False
        self._steps = parse_xml(archive, part, self._start, self._end, self._text)

    def __iter__(self) -> Iterator[tuple[int, list[Cell]]]:
        for _ in self._steps:
            while self._ready:
                yield self._ready.popleft()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheetData":
            self._inside = True
        elif not self._inside:
            return
        elif name == "row":
            self._start_row(attributes.get("r", ""))
        elif name == "c":
            self._start_cell(attributes)
        elif name == "v" or (name == "t" and not self._phonetic):
            self._target = self._value
        elif name == "f":
            self._formula = self._target = []
        elif name == "rPh":
            self._phonetic = True

    def _start_row(self, reference: str) -> None:
        known = reference.isascii() and reference.isdecimal() and len(reference) < 12
        self._number = int(reference) if known else self._number + 1
        if self._number > MOST_ROWS:
            raise SheetTooLargeError("rows")
        self._cells = []

    def _start_cell(self, attributes: dict[str, str]) -> None:
        column = _column(attributes.get("r", ""))
        self._column = len(self._cells) if column is None else column
        if self._column >= MOST_COLUMNS:
            raise SheetTooLargeError("columns")
        self._kind = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self._style = int(style) if style.isascii() and style.isdecimal() and len(style) < 8 else 0
        self._value, self._formula, self._size = [], None, 0

    def _text(self, data: str) -> None:
        if self._target is not None and self._size < LONGEST_CELL:
            self._target.append(data)
            self._size += len(data)

    def _end(self, name: str) -> None:
        if not self._inside:
            return
        if name in ("v", "t", "f"):
            self._target = None
        elif name == "rPh":
            self._phonetic = False
        elif name == "c":
            if (cell := self._cell()) != "" or isinstance(cell, UncalculatedCell):
                if self._column < len(self._cells):
                    self._cells[self._column] = cell
                else:
                    self._pad(self._column - len(self._cells))
                    self._cells.append(cell)
        elif name == "row":
            if self._cells:
                self._ready.append((self._number, self._cells))
        elif name == "sheetData":
            self._inside = False

    def _pad(self, gap: int) -> None:
        """Fills the cells that a row leaves out. A million rows with one cell at the far right are an attack."""
        self._padding += gap if gap > WIDE_GAP else 0
        if self._padding > MOST_PADDING:
            raise SheetTooLargeError("columns")
        self._cells += [""] * gap

    def _cell(self) -> Cell:
        text = "".join(self._value)
        if not text and self._formula is not None:
            formula = "".join(self._formula)
            constant = _TEXT_FORMULA.fullmatch(formula)
            if constant:
                return constant[1].replace('""', '"')
            return "" if self._kind == "str" else UncalculatedCell()
        match self._kind:
            case "s":
                return self._parts.texts.get(int(text)) if text.isascii() and text.isdecimal() and len(text) < 9 else ""
            case "inlineStr" | "str":
                return unescape(text)
            case "b":
                return to_cell(text.strip() == "1")
            case "e":
                return ""
            case "d":
                return _iso(text)
        return self._number_cell(text.strip())

    def _number_cell(self, text: str) -> Cell:
        if not text or len(text) > LONGEST_NUMBER:
            return text
        try:
            number = float(text)
        except ValueError:
            return text
        formats = self._parts.formats
        form = formats[self._style] if self._style < len(formats) else ""
        if form.startswith("0"):
            return str(int(number)).zfill(len(form)) if number.is_integer() else str(number)
        if form:
            return _moment(number, form, self._parts.epoch)
        return text if text.isdecimal() and len(text) > 15 else to_cell(number)


def _column(reference: str) -> int | None:
    """The column of a cell such as B7, from 0."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def _moment(number: float, form: str, epoch: datetime) -> Cell:
    """A number as the date, time or duration that its format shows. As a number where it is none."""
    try:
        found: Any = from_excel(number, epoch, timedelta=form == "duration")
    except (ValueError, OverflowError):
        return to_cell(number)
    if form == "day" and isinstance(found, datetime) and not number % 1:
        return found.date()
    return found if found is not None else ""


def _iso(text: str) -> Cell:
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text
