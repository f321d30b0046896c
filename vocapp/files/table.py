"""Tables that are read row by row, from any type of file, and their faults."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from vocapp.faults import Fault, FaultError

Cell = str | datetime | date | time | timedelta
"""Text as in the file; a date, a time or a duration only if the file itself marks it as one (XLSX)."""


class FileError(FaultError):
    """A file cannot be used as a whole."""


class UncalculatedCell(str):
    """The text "" of a formula whose result was not saved in its workbook."""

    __slots__ = ()


class NumberCell(str):
    """A number that the file marks as one: its dot is the decimal point, whatever its column has."""

    __slots__ = ()


Record = tuple[int, list[Any], Fault | None]
"""Row number, cells, and why they cannot be used."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number as a spreadsheet shows it, and its cells by column.

    `fault`: why the row cannot be used; its cells, or its text (`raw`), are then as near to the file as possible.
    """

    number: int
    cells: Mapping[str, Any]
    fault: Fault | None = None
    raw: str = ""


@dataclass(frozen=True)
class OpenTable:
    """An open table. `rows` can be read once. `columns` is empty if each row has its own (JSON).

    `notes`: what was guessed about the file, and what was left out; it grows while rows are read. `done`: the share
    that was read, 0 to 1. `sheets`: the sheets of a workbook. `top`: the first rows with their numbers.
    `is_guess`: the encoding had to be guessed.
    """

    columns: tuple[str, ...]
    rows: Iterator[TableRow]
    notes: list[Fault] = field(default_factory=list)
    done: Callable[[], float] = field(default=lambda: 0.0)
    header_row: int = 1
    encoding: str = "utf-8"
    separator: str = ""
    sheet: str = ""
    sheets: tuple["SheetName", ...] = ()
    top: tuple[tuple[int, tuple[str, ...]], ...] = ()
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class SheetName:
    """A sheet of a workbook; of a preview also its first rows, and whether it holds a table."""

    name: str
    is_hidden: bool = False
    is_table: bool = False
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """What is known about a file before it is read.

    `wanted`: columns that a mapping uses; they help to find the header and the sheet. `header_row` and `sheet` are a
    person's choice; 0 and "": not chosen. `encoding`: of a file that does not show its own.
    """

    separator: str = ""
    wanted: tuple[str, ...] = ()
    sheet: str = ""
    header_row: int = 0
    encoding: str = ""


def to_cell(value: Any) -> Cell:
    """A value of a file as text or as a date: numbers without an empty fraction, lists as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time | timedelta | str):
        return value
    if isinstance(value, int | float):
        whole = isinstance(value, int) or (math.isfinite(value) and value == int(value))
        return NumberCell(int(value) if whole else value)
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict) else str(value)


def cell_text(cell: Cell) -> str:
    """A cell as text: times in ISO 8601 without an empty part, durations as 0:07:30."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "auto")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
