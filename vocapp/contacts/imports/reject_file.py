"""The file of rejects: each row that was not recorded as it was, and beside it what is wrong.

It is corrected and imported again with the same mapping: the columns of vocapp are not read as data, only the number of
the original row is kept for ids that are made of it. Tables become CSV with their own separator, JSON becomes NDJSON.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import msgspec

from vocapp.faults import Fault
from vocapp.files.find_header import MARK
from vocapp.files.read_json import MARK as JSON_MARK
from vocapp.files.table import OpenTable, TableRow, cell_text, to_cell
from vocapp.files.write_csv import csv_writer
from vocapp.http.fault_texts import format_fault

ADDED: Final = (f"{MARK} row", f"{MARK} field", f"{MARK} what is wrong")
SEPARATOR: Final = " / "

Keep = Callable[[OpenTable, TableRow, Sequence[Fault]], None]
"""Writes a row that was not recorded."""


@contextmanager
def reject_writer(path: Path) -> Iterator[Keep]:
    """Writes rejected rows to a new file, which stays empty where there are none."""
    lines: list[Callable[[TableRow, Sequence[Fault]], None]] = []
    path.write_bytes(b"")

    def keep(table: OpenTable, row: TableRow, faults: Sequence[Fault]) -> None:
        if not lines:
            lines.append(_csv_line(path, table, stack) if table.columns else _json_line(path))
        lines[0](row, faults)

    with ExitStack() as stack:
        yield keep


def _csv_line(path: Path, table: OpenTable, stack: ExitStack) -> Callable[..., None]:
    columns = [column for column in table.columns if not column.startswith(MARK)]
    opened = csv_writer(path, (*columns, *ADDED), table.separator or ",")
    write = stack.enter_context(opened)

    def line(row: TableRow, faults: Sequence[Fault]) -> None:
        cells = [cell_text(to_cell(row.cells.get(column))) for column in columns]
        if row.raw and not any(cells):
            cells[0] = row.raw
        write((*cells, *_wrong(row, faults)))

    return line


def _json_line(path: Path) -> Callable[..., None]:
    def line(row: TableRow, faults: Sequence[Fault]) -> None:
        number, field, what = _wrong(row, faults)
        wrong = {"row": number, "field": field, "what is wrong": what} | ({"text": row.raw} if row.raw else {})
        cells = {name: value for name, value in row.cells.items() if not name.startswith(MARK)}
        with path.open("ab") as file:
            file.write(msgspec.json.encode({**cells, JSON_MARK: wrong}) + b"\n")

    return line


def _wrong(row: TableRow, faults: Sequence[Fault]) -> tuple[str, str, str]:
    number = str(row.cells.get(ADDED[0]) or row.number)
    places = dict.fromkeys(fault.place for fault in faults if fault.place)
    return number, ", ".join(places), SEPARATOR.join(dict.fromkeys(format_fault(fault) for fault in faults))
