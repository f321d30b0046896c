"""Opens a table with the reader for its file type: by its first bytes, and by the end of its name."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from vocapp.faults import Fault
from vocapp.files.read_csv import open_csv
from vocapp.files.read_html import open_html
from vocapp.files.read_json import open_json
from vocapp.files.read_xlsx import open_xlsx, read_previews
from vocapp.files.table import FileError, OpenTable, ReadOptions, SheetName
from vocapp.files.unpack import ZIP, unpacked

Reader = Callable[[Path, ReadOptions], AbstractContextManager[OpenTable]]
READERS: Mapping[str, Reader] = {
    ".csv": open_csv,
    ".tsv": open_csv,
    ".tab": open_csv,
    ".txt": open_csv,
    ".json": open_json,
    ".ndjson": open_json,
    ".jsonl": open_json,
    ".xlsx": open_xlsx,
    ".xlsm": open_xlsx,
}
ENDINGS: Final = (*READERS, ".xls", ".htm", ".html", ".gz", ".zip")
"""What a name of a file may end in."""
RECORDS: Final = (".json", ".ndjson", ".jsonl")
NOTHING_KNOWN: Final = ReadOptions()
ANY_CONTENT: Final = (".xls", ".htm", ".html", ".dat", ".asc", ".prn", ".export", "")
"""What says nothing about the content: many systems write CSV or a web page and call it .xls."""
SPACE: Final = b"\xef\xbb\xbf \t\r\n"
MARKUP: Final = (
    b"<html",
    b"<!doctype",
    b"<table",
    b"<meta",
    b"<head",
    b"<body",
    b"<div",
    b"<style",
    b"<?xml",
    b"<workbook",
)
DOCUMENTS: Final = (b"%PDF", b"{\\rtf")
BINARY: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"MZ\x90", b"SQLite format")
"""How pictures, archives and programs begin; their short ones could be taken for text."""
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"


@contextmanager
def open_table(path: Path, options: ReadOptions = NOTHING_KNOWN) -> Iterator[OpenTable]:
    """The table in `path`. FileError for a file type without a reader."""
    with unpacked(path) as inner:
        with inner.open("rb") as file:
            start = file.read(512)
        ending = inner.suffix.lower()
        if start.startswith(OLD_EXCEL):
            raise FileError(Fault.of("file.old_excel", file=path.name))
        reader = READERS.get(ending) or (_by_content(start) if ending in ANY_CONTENT else None)
        if start.startswith(ZIP) and (ending in READERS or ending in ANY_CONTENT):
            reader = open_xlsx
        if start.lstrip(SPACE).lower().startswith(MARKUP):
            reader = open_html
        if reader is None:
            known = ", ".join(ENDINGS)
            raise FileError(Fault.of("file.unknown_kind", file=path.name, ending=inner.suffix or "–", known=known))
        if start.startswith(BINARY):
            raise FileError(Fault.of("file.not_text", file=path.name, number=1))
        if start.lstrip(SPACE).startswith(DOCUMENTS):
            raise FileError(Fault.of("file.not_table", file=path.name))
        with reader(inner, options) as table:
            yield table


def _by_content(start: bytes) -> Reader:
    return open_json if start.lstrip(SPACE).startswith((b"{", b"[")) else open_csv


def preview_sheets(path: Path) -> tuple[SheetName, ...]:
    """The sheets of a workbook with their first rows; none of another file."""
    with unpacked(path) as inner, inner.open("rb") as file:
        return read_previews(inner) if file.read(4) == ZIP else ()


def is_records(name: str) -> bool:
    """Whether a file of that name has JSON records, each with its own names."""
    path = Path(name)
    return Path(path.stem if path.suffix.lower() == ".gz" else path.name).suffix.lower() in RECORDS
