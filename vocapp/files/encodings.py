"""Detects the encoding of a text file: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252."""

import codecs
from pathlib import Path

from vocapp.faults import Fault
from vocapp.files.table import FileError

BLOCK = 1 << 20
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def detect_encoding(path: Path) -> tuple[str, Fault | None]:
    """The encoding of the file, and a note if it had to be guessed. Reads the whole file once, in constant memory.

    Raises FileError if it is not text in any of them.
    """
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in MARKS:
        if start.startswith(mark):
            _check(path, name)
            return name, None
    wrong = _first_wrong(path, "utf-8")
    if wrong is None:
        return "utf-8", None
    _check(path, "cp1252")
    return "cp1252", Fault.of("file.encoding_guessed", file=path.name, number=wrong + 1)


def _check(path: Path, encoding: str) -> None:
    wrong = _first_wrong(path, encoding)
    if wrong is not None:
        raise FileError(Fault.of("file.not_text", file=path.name, number=wrong + 1))


def _first_wrong(path: Path, encoding: str) -> int | None:
    """The position where the file stops being text in `encoding` (a NUL counts); None if it never does."""
    decoder = codecs.getincrementaldecoder(encoding)()
    position = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as failure:
                return position + failure.start
            if "\0" in text:
                return position + text.index("\0")
            position += len(block)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return position
    return None
