"""Tables that are read row by row, from any type of file, and their faults."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec

from vocapp.faults import Fault, FaultError

Cell = str | datetime | date
"""Text as in the file; a date only if the file itself marks it as one (XLSX)."""


class FileError(FaultError):
    """A file cannot be used as a whole."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number as a spreadsheet shows it (the header is row 1), and its cells by column.

    `fault`: why the cells cannot be used; None if they can.
    """

    number: int
    cells: Mapping[str, Any]
    fault: Fault | None = None


@dataclass(frozen=True)
class OpenTable:
    """An open table. `rows` can be read once. `columns` is empty if each row has its own (NDJSON).

    `notes`: what was guessed about the file. `done`: the share that was read, 0 to 1.
    """

    columns: tuple[str, ...]
    rows: Iterator[TableRow]
    notes: tuple[Fault, ...] = ()
    done: Callable[[], float] = field(default=lambda: 0.0)


def check_header(names: list[str], where: str) -> tuple[str, ...]:
    """The column names. FileError if one is missing or repeated."""
    columns = [" ".join(name.split()) for name in names]
    blank = [str(number) for number, name in enumerate(columns, 1) if not name]
    if blank:
        raise FileError(Fault.of("file.column_unnamed", file=where, number=", ".join(blank)))
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise FileError(Fault.of("file.column_repeated", file=where, name=", ".join(twice)))
    return tuple(columns)


def build_row(number: int, columns: tuple[str, ...], cells: list[Any]) -> TableRow:
    """A row of `cells`; with a fault if there are more or fewer than columns."""
    if len(cells) != len(columns):
        return TableRow(number, {}, Fault.of("row.width", cells=len(cells), columns=len(columns)))
    return TableRow(number, dict(zip(columns, cells, strict=True)))


def to_cell(value: Any) -> Cell:
    """A value of a file as text or as a date: numbers without an empty fraction, lists as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | str):
        return value
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict) else str(value)
