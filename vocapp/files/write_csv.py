"""Writes CSV that a spreadsheet shows as text: no cell is taken for a formula."""

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

# ASCII, the full-width forms that some spreadsheets take for them, and what cuts a cell in two.
STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")

Write = Callable[[Iterable[Any]], None]


def neutralise(cell: Any) -> Any:
    """`cell` as it is safe in a spreadsheet: text that would start a formula gets an apostrophe before it."""
    if isinstance(cell, str) and (cell.startswith(STARTS) or cell.lstrip().startswith(STARTS)):
        return f"'{cell}"
    return cell


def restore(cell: Any) -> Any:
    """`cell` without the apostrophe that `neutralise` put before it."""
    is_neutral = isinstance(cell, str) and cell.startswith("'") and neutralise(cell[1:]) != cell[1:]
    return cell[1:] if is_neutral else cell


@contextmanager
def csv_writer(path: Path, columns: Iterable[str], separator: str = ",") -> Iterator[Write]:
    """Writes rows to a new file (RFC 4180, UTF-8 with the mark that spreadsheets need), every cell neutralised."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=separator)

        def write(cells: Iterable[Any]) -> None:
            writer.writerow([neutralise(cell) for cell in cells])

        write(columns)
        yield write


def csv_bytes(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """The same as bytes, for a download."""
    written = StringIO(newline="")
    writer = csv.writer(written)
    writer.writerows([neutralise(cell) for cell in row] for row in (columns, *rows))
    return written.getvalue().encode("utf-8-sig")
