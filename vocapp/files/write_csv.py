"""Writes CSV that a spreadsheet shows as text: no cell is taken for a formula."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

# ASCII, the full-width forms that some spreadsheets take for them, and what cuts a cell in two.
STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")

# The csv module quotes for its own separator only; half of Europe's spreadsheets separate at a semicolon.
_TO_QUOTE: Final = re.compile(r'[",;|\t\r\n]|^\s|\s$')

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

        def write(cells: Iterable[Any]) -> None:
            file.write(_line(cells, separator))

        write(columns)
        yield write


def csv_bytes(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """The same as bytes, for a download."""
    return "".join(_line(row) for row in (columns, *rows)).encode("utf-8-sig")


def _line(cells: Iterable[Any], separator: str = ",") -> str:
    texts = ["" if cell is None else str(neutralise(cell)) for cell in cells]
    if texts == [""]:
        return '""\r\n'  # an empty line would be no row
    return separator.join(_quoted(text, separator) for text in texts) + "\r\n"


def _quoted(text: str, separator: str) -> str:
    return '"' + text.replace('"', '""') + '"' if separator in text or _TO_QUOTE.search(text) else text
