"""Unpacks a file that was packed for its way (.gz, .zip), after a check that it is no bomb."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final

from vocapp.faults import Fault
from vocapp.files.table import FileError

MOST_UNPACKED: Final = 512 << 20
BLOCK: Final = 1 << 20
GZIP: Final = b"\x1f\x8b"
ZIP: Final = b"PK\x03\x04"
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The file itself, or what is packed in it. FileError if that is too large or cannot be unpacked."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(GZIP):
        with TemporaryDirectory() as folder:
            target = Path(folder) / (path.stem if path.suffix.lower() == ".gz" else path.name)
            try:
                with path.open("rb") as raw, gzip.open(raw) as packed:
                    _copy(packed, target, path.name)
            except FileError:
                raise
            except BROKEN as failure:
                raise FileError(Fault.of("file.packed_broken", file=path.name)) from failure
            yield target
    elif start == ZIP and (inner := _only_file(path)):
        with TemporaryDirectory() as folder:
            target = Path(folder) / Path(inner.filename).name
            try:
                with zipfile.ZipFile(path) as archive, archive.open(inner) as packed:
                    _copy(packed, target, path.name)
            except FileError:
                raise
            except BROKEN as failure:
                raise FileError(Fault.of("file.packed_broken", file=path.name)) from failure
            yield target
    else:
        yield path


def _only_file(path: Path) -> zipfile.ZipInfo | None:
    """The table in an archive; None for a workbook. FileError where there are several files."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except BROKEN:
        return None
    if any(part.filename == "[Content_Types].xml" or part.filename.startswith("xl/") for part in parts):
        return None
    if path.suffix.lower() != ".zip":
        return None
    files = [part for part in parts if not part.is_dir() and not part.filename.startswith(("__MACOSX/", "."))]
    if len(files) != 1:
        raise FileError(Fault.of("file.several_packed", file=path.name, number=len(files)))
    return files[0]


def _copy(packed: IO[bytes] | gzip.GzipFile, target: Path, name: str) -> None:
    size = 0
    with target.open("wb") as out:
        while block := packed.read(BLOCK):
            size += len(block)
            if size > MOST_UNPACKED:
                raise FileError(Fault.of("file.unpacked_too_large", file=name, megabytes=MOST_UNPACKED >> 20))
            out.write(block)
