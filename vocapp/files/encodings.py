"""In which encoding is a text file written? UTF-8 with or without a mark, UTF-16 with one, else Windows-1252."""

import codecs
from pathlib import Path

from vocapp.files.table import FileError

BLOCK = 1 << 20
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def detect_encoding(path: Path) -> tuple[str, str]:
    """The encoding of the file, and a note where it had to be guessed. Reads it all once, in constant memory.

    Raises FileError for a file that is no text in any of them.
    """
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in MARKS:
        if start.startswith(mark):
            _check(path, name)
            return name, ""
    wrong = _first_wrong(path, "utf-8")
    if wrong is None:
        return "utf-8", ""
    _check(path, "cp1252")
    return "cp1252", (
        f"{path.name} is not UTF-8 (byte {wrong + 1} is wrong there): it was read as Windows-1252. "
        "Look at its accented letters; save it as UTF-8 where they are wrong."
    )


def _check(path: Path, encoding: str) -> None:
    wrong = _first_wrong(path, encoding)
    if wrong is not None:
        raise FileError(f"{path.name} is no readable text (byte {wrong + 1}): save it as CSV in UTF-8.")


def _first_wrong(path: Path, encoding: str) -> int | None:
    """Where the file stops being text in `encoding` (a NUL counts); None: nowhere."""
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
