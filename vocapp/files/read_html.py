"""Reads the table of a web page: what many systems call an Excel file is one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from vocapp.faults import Fault
from vocapp.files.encodings import detect_encoding
from vocapp.files.find_header import lay_out
from vocapp.files.table import FileError, OpenTable, ReadOptions, Record

MOST_BYTES: Final = 32 << 20
MOST_SPAN: Final = 100
SPACES: Final = "\xa0"


@contextmanager
def open_html(path: Path, options: ReadOptions) -> Iterator[OpenTable]:
    """The largest table of the page. FileError if there is none, or the page is too large or XML of another kind."""
    from lxml import etree, html

    if path.stat().st_size > MOST_BYTES:
        raise FileError(Fault.of("file.markup", file=path.name))
    encoding, note = detect_encoding(path)
    text = path.read_bytes().decode(encoding, "replace").replace("\0", "")
    try:
        root = html.document_fromstring(text.removeprefix("\ufeff").encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as failure:
        raise FileError(Fault.of("file.markup", file=path.name)) from failure
    tables = root.xpath("//table[not(.//table)][.//td or .//th]")
    if not tables:
        raise FileError(Fault.of("file.markup", file=path.name))
    largest = max(tables, key=lambda table: len(table.xpath(".//td|.//th")))
    table = lay_out(_records(largest), options, path.name)
    if note:
        table.notes.insert(0, note)
    yield replace(table, encoding=encoding)


def _records(table: Any) -> Iterator[Record]:
    for number, row in enumerate(table.xpath(".//tr"), 1):
        cells: list[str] = []
        for cell in row.xpath("./td|./th"):
            span = cell.get("colspan", "1")
            cells.append(" ".join(cell.text_content().replace(SPACES, " ").split()))
            cells += [""] * (min(int(span), MOST_SPAN) - 1 if span.isascii() and span.isdecimal() else 0)
        yield number, cells, None
