"""Opens a table with the reader for its file type, by the end of its name."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from vocapp.faults import Fault
from vocapp.files.read_csv import open_csv
from vocapp.files.read_ndjson import open_ndjson
from vocapp.files.read_xlsx import open_xlsx
from vocapp.files.table import FileError, OpenTable

READERS: Mapping[str, Callable[[Path], AbstractContextManager[OpenTable]]] = {
    ".csv": open_csv,
    ".tsv": open_csv,
    ".txt": open_csv,
    ".ndjson": open_ndjson,
    ".jsonl": open_ndjson,
    ".xlsx": open_xlsx,
}


def open_table(path: Path, separator: str = "") -> AbstractContextManager[OpenTable]:
    """The table in `path`. FileError for a file type without a reader."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        raise FileError(Fault.of("file.unknown_kind", file=path.name, ending=path.suffix or "–", known=known))
    return open_csv(path, separator) if reader is open_csv else reader(path)
