"""Reads NDJSON: one JSON object a line, in UTF-8."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from vocapp.faults import Fault
from vocapp.files.table import OpenTable, TableRow
from vocapp.shape_faults import json_place

LONGEST = 64 * 1024

_DECODER = msgspec.json.Decoder(dict[str, object])


@contextmanager
def open_ndjson(path: Path) -> Iterator[OpenTable]:
    """The objects in `path`. Rows are numbered by line, and each has its own columns."""
    size = path.stat().st_size
    with path.open("rb") as file:
        yield OpenTable((), _rows(file), (), lambda: file.tell() / max(size, 1))


def _rows(file: BinaryIO) -> Iterator[TableRow]:
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            _skip(file, line)
            yield TableRow(number, {}, Fault.of("row.too_long", bytes=LONGEST))
        elif line.strip():
            yield _row(number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)


def _skip(file: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(LONGEST)


def _row(number: int, line: bytes) -> TableRow:
    try:
        return TableRow(number, _DECODER.decode(line))
    except RecursionError:
        return TableRow(number, {}, Fault.of("event.too_deep"))
    except (msgspec.DecodeError, UnicodeDecodeError) as failure:
        return TableRow(number, {}, Fault.of("event.not_json", number=json_place(failure, line)))
