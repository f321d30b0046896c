"""Reads CSV as people and programs write it: any usual separator and encoding, quoted commas and line breaks."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from vocapp.faults import Fault
from vocapp.files.encodings import detect_encoding
from vocapp.files.table import FileError, OpenTable, TableRow, build_row, check_header

SEPARATORS = ",;\t|"
SAMPLE = 64 * 1024


@contextmanager
def open_csv(path: Path, separator: str = "") -> Iterator[OpenTable]:
    """The table in `path`, read on demand in constant memory. Without a `separator` it is detected.

    Raises FileError if the file is empty or not text, or if its first row does not name each column once.
    """
    encoding, note = detect_encoding(path)
    size = path.stat().st_size
    with path.open("rb") as raw, TextIOWrapper(raw, encoding, newline="") as text:
        sample = text.read(SAMPLE)
        text.seek(0)
        reader = csv.reader(text, delimiter=separator or _separator(sample), strict=True)
        columns = check_header(_header(reader, path), path.name)
        yield OpenTable(columns, _rows(reader, columns), (note,) if note else (), lambda: raw.tell() / max(size, 1))


def _separator(sample: str) -> str:
    """The separator that makes the most columns of the first row; a comma where none does."""
    return max(SEPARATORS, key=lambda mark: _width(sample, mark))


def _width(sample: str, separator: str) -> int:
    try:
        return len(next(csv.reader(sample.splitlines(keepends=True), delimiter=separator, strict=True), []))
    except csv.Error:
        return 0


def _header(reader: Any, path: Path) -> list[str]:
    try:
        for row in reader:
            if row:
                return list(row)
    except csv.Error as failure:
        raise FileError(Fault.of("file.header_unreadable", file=path.name)) from failure
    raise FileError(Fault.of("file.empty", file=path.name))


def _rows(reader: Any, columns: tuple[str, ...]) -> Iterator[TableRow]:
    number = 1
    while True:
        number += 1
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield TableRow(number, {}, Fault.of("row.unreadable", number=line))
            continue
        if cells:
            yield build_row(number, columns, cells)
