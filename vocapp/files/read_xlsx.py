"""Reads the first sheet of an XLSX workbook, after a check that the archive is no zip bomb."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from vocapp.faults import Fault
from vocapp.files.table import FileError, OpenTable, TableRow, build_row, check_header, to_cell

MOST_PARTS = 2000
MOST_BYTES = 512 * 1024 * 1024
MOST_RATIO = 200
SMALL = 10 * 1024 * 1024
DTD_WITHIN = 4096
# What reading a damaged workbook may raise: its parts are XML of any kind.
BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, EOFError, OSError, LookupError, ValueError, TypeError,
    AttributeError, SyntaxError, NotImplementedError, RuntimeError,
)  # fmt: skip


@contextmanager
def open_xlsx(path: Path) -> Iterator[OpenTable]:
    """The first sheet of the workbook, row by row. Dates stay dates; numbers become text without an empty fraction.

    Raises FileError if it is not a workbook, is too large unpacked, or if its first row does not name each column once.
    """
    check_archive(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except BROKEN as failure:
        raise FileError(Fault.of("file.xlsx_unreadable", file=path.name)) from failure
    with closing(book):
        # A workbook may claim a million columns; only real cells count.
        sheet.reset_dimensions()
        lines = _lines(sheet, path)
        columns = check_header(_header(lines, path), f"{path.name}, sheet {sheet.title}")
        yield OpenTable(columns, _rows(lines, columns))


def check_archive(path: Path) -> None:
    """Raises FileError if `path` is not a ZIP archive, or one that must not be unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            packed = sum(part.compress_size for part in parts)
            starts = [_start(archive, part) for part in parts if part.filename.endswith((".xml", ".rels"))]
    except BROKEN as failure:
        raise FileError(Fault.of("file.not_xlsx", file=path.name)) from failure
    if len(parts) > MOST_PARTS or unpacked > MOST_BYTES or (unpacked > SMALL and unpacked > packed * MOST_RATIO):
        raise FileError(Fault.of("file.xlsx_too_large", file=path.name, bytes=unpacked, parts=len(parts)))
    if any(b"<!DOCTYPE" in start for start in starts):
        raise FileError(Fault.of("file.xlsx_doctype", file=path.name))


def _start(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as file:
        return file.read(DTD_WITHIN)


def _lines(sheet: Any, path: Path) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows with their numbers. FileError if the sheet is damaged."""
    number = 0
    try:
        for values in sheet.iter_rows(values_only=True):
            number += 1
            yield number, values
    except BROKEN as failure:
        raise FileError(Fault.of("file.xlsx_damaged", file=path.name, number=number)) from failure


def _header(lines: Iterable[tuple[int, tuple[Any, ...]]], path: Path) -> list[str]:
    for _, values in lines:
        if any(value is not None for value in values):
            return [str(to_cell(value)) for value in _trimmed(values)]
    raise FileError(Fault.of("file.xlsx_empty", file=path.name))


def _rows(lines: Iterable[tuple[int, tuple[Any, ...]]], columns: tuple[str, ...]) -> Iterator[TableRow]:
    for number, values in lines:
        cells = [to_cell(value) for value in _trimmed(values)]
        if cells:
            yield build_row(number, columns, cells + [""] * (len(columns) - len(cells)))


def _trimmed(values: tuple[Any, ...]) -> list[Any]:
    """`values` without empty ones at the end."""
    found = list(values)
    while found and found[-1] is None:
        found.pop()
    return found
