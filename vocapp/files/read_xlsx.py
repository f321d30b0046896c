"""Reads a sheet of an XLSX workbook, after a check that the archive is no zip bomb."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from vocapp.faults import Fault
from vocapp.files.find_header import LOOKED_AT, MOST_COLUMNS, lay_out, name_key, shown_cells
from vocapp.files.sheet_rows import MOST_ROWS, SheetRows, SheetTooLargeError
from vocapp.files.table import FileError, OpenTable, ReadOptions, Record, SheetName
from vocapp.files.workbook_parts import (
    DocumentTypeError,
    SheetPart,
    TooMuchTextError,
    WorkbookBrokenError,
    WorkbookParts,
    read_parts,
)

MOST_PARTS: Final = 2000
MOST_BYTES: Final = 512 * 1024 * 1024
MOST_RATIO: Final = 200
MOST_PREVIEWS: Final = 20
SHOWN_ROWS: Final = 6
SMALL: Final = 10 * 1024 * 1024
# What reading a damaged workbook may raise: its parts are XML of any kind.
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, WorkbookBrokenError, EOFError, OSError, LookupError, ValueError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


@contextmanager
def open_xlsx(path: Path, options: ReadOptions) -> Iterator[OpenTable]:
    """A sheet of the workbook, row by row. Dates stay dates; numbers become text without an empty fraction.

    The sheet is the one that was chosen, else the only visible one that is a table with the wanted columns. Raises
    FileError if it is not a workbook, is too large unpacked, is empty, or if more than one sheet could be meant.
    """
    check_archive(path)
    with zipfile.ZipFile(path) as archive:
        table = _open_sheet(archive, options, path.name)
        yield table


def _open_sheet(archive: zipfile.ZipFile, options: ReadOptions, file: str) -> OpenTable:
    try:
        parts = read_parts(archive)
        sheet = _choose(archive, parts, options, file)
        table = lay_out(_records(archive, sheet, parts, file), options, f"{file}, sheet {sheet.name}")
    except FileError:
        raise
    except DocumentTypeError as failure:
        raise FileError(Fault.of("file.xlsx_doctype", file=file)) from failure
    except TooMuchTextError as failure:
        raise FileError(Fault.of("file.xlsx_texts", file=file)) from failure
    except BROKEN as failure:
        raise FileError(Fault.of("file.xlsx_unreadable", file=file)) from failure
    names = tuple(SheetName(each.name, each.is_hidden) for each in parts.sheets)
    return replace(table, sheet=sheet.name, sheets=names)


def read_previews(path: Path) -> tuple[SheetName, ...]:
    """The sheets of a workbook with their first rows. A sheet that cannot be read has none."""
    found = []
    with zipfile.ZipFile(path) as archive:
        parts = read_parts(archive)
        for sheet in parts.sheets[:MOST_PREVIEWS]:
            rows: list[Sequence[Any]] = []
            with suppress(FileError):
                rows = [cells for _, cells, _ in islice(_records(archive, sheet, parts, path.name), LOOKED_AT)]
            shown = tuple(shown_cells(cells) for cells in rows[:SHOWN_ROWS])
            found.append(SheetName(sheet.name, sheet.is_hidden, _is_table(rows), shown))
    return tuple(found)


def check_archive(path: Path) -> None:
    """Raises FileError if `path` is not a ZIP archive, or one that must not be unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except BROKEN as failure:
        raise FileError(Fault.of("file.not_xlsx", file=path.name)) from failure
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_BYTES or (unpacked > SMALL and unpacked > packed * MOST_RATIO):
        raise FileError(Fault.of("file.xlsx_too_large", file=path.name, bytes=unpacked, parts=len(parts)))


def _records(archive: zipfile.ZipFile, sheet: SheetPart, parts: WorkbookParts, file: str) -> Iterator[Record]:
    """The rows with their numbers. FileError if the sheet is damaged or larger than a sheet may be."""
    number = 0
    try:
        for number, cells in SheetRows(archive, sheet.part, parts):
            yield number, list(cells), None
    except DocumentTypeError as failure:
        raise FileError(Fault.of("file.xlsx_doctype", file=file)) from failure
    except SheetTooLargeError as failure:
        if failure.what == "rows":
            raise FileError(Fault.of("file.too_many_rows", file=file, number=number, most=MOST_ROWS)) from failure
        wide = Fault.of("file.too_many_columns", file=file, number=f"> {MOST_COLUMNS}", most=MOST_COLUMNS)
        raise FileError(wide) from failure
    except BROKEN as failure:
        raise FileError(Fault.of("file.xlsx_damaged", file=file, number=number)) from failure


def _choose(archive: zipfile.ZipFile, parts: WorkbookParts, options: ReadOptions, file: str) -> SheetPart:
    """The sheet to read. FileError where nobody but a person can tell."""
    if options.sheet:
        for sheet in parts.sheets:
            if sheet.name == options.sheet:
                return sheet
        raise FileError(Fault.of("file.no_such_sheet", file=file, sheet=options.sheet, names=_names(parts.sheets)))
    visible = [sheet for sheet in parts.sheets if not sheet.is_hidden]
    if len(parts.sheets) == 1:
        return parts.sheets[0]
    wanted = {name_key(name) for name in options.wanted}
    fitting = [sheet for sheet in visible if _fits(archive, sheet, parts, wanted, file)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting and wanted:
        raise FileError(Fault.of("file.which_sheet", file=file, names=_names(fitting)))
    if wanted:
        hidden = [s for s in parts.sheets if s.is_hidden and _fits(archive, s, parts, wanted, file)]
        if hidden:
            raise FileError(Fault.of("file.hidden_sheet", file=file, names=_names(hidden)))
    return (fitting or visible or parts.sheets)[0]


def _fits(archive: zipfile.ZipFile, sheet: SheetPart, parts: WorkbookParts, wanted: set[str], file: str) -> bool:
    """Whether a sheet is a table: with the wanted columns, or else with rows of two cells and more."""
    try:
        rows = [cells for _, cells, _ in islice(_records(archive, sheet, parts, file), LOOKED_AT)]
    except FileError:
        return not wanted
    if wanted:
        return any(wanted <= {name_key(str(cell)) for cell in cells if cell != ""} for cells in rows)
    return _is_table(rows)


def _is_table(rows: Sequence[Sequence[Any]]) -> bool:
    return sum(1 for cells in rows if sum(1 for cell in cells if cell != "") > 2) > 1


def _names(sheets: list[SheetPart]) -> str:
    return ", ".join(f"“{sheet.name}”" for sheet in sheets[:20])
