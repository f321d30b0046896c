"""Reads CSV as people and programs write it: any usual separator and encoding, quoted commas and line breaks."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final

from vocapp.faults import Fault
from vocapp.files.encodings import ONE_BYTE, detect_encoding
from vocapp.files.find_header import lay_out
from vocapp.files.table import OpenTable, ReadOptions, Record

SEPARATORS: Final = ",;\t|"
SAMPLE: Final = 64 * 1024
SAMPLED_LINES: Final = 40
LONGEST_CELL: Final = 128 * 1024
LONGEST_LINE: Final = 8 << 20
LONGEST_RAW: Final = 4000

_SEPARATOR_LINE = re.compile(r'\ufeff*"?sep=([^"\r\n])"?[,;\t|]*\s*$', re.IGNORECASE)
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"\s*')
# Databases write a quote in a cell as \", and a backslash as two; elsewhere a backslash is a letter like any other.
_ESCAPED = re.compile(r'[^\\,;\t|]\\"[^,;|\t\r\n"]')
_BAD_BYTE = re.compile("[\udc80-\udcff\0]")


class _Lines:
    """The lines of a text, with those of the current record."""

    def __init__(self, text: TextIOWrapper, name: str) -> None:
        self._text, self._name = text, name
        self.number = 0
        self.of_record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if not line or line == "\x1a":
            raise StopIteration
        self.number += 1
        self.of_record.append(line)
        return line


@contextmanager
def open_csv(path: Path, options: ReadOptions) -> Iterator[OpenTable]:
    """The table in `path`, read on demand in constant memory. A separator that was not chosen is detected.

    Raises FileError if the file is empty or not text.
    """
    encoding, note = detect_encoding(path)
    is_guess = note is not None and encoding in ONE_BYTE
    if is_guess and options.encoding:
        encoding, note = options.encoding, None
    size = path.stat().st_size
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    with path.open("rb") as raw, TextIOWrapper(raw, encoding, errors=errors, newline="") as text:
        sample = text.read(SAMPLE)
        text.seek(0)
        lines = _Lines(text, path.name)
        separator = _separator_line(sample)
        if separator:
            text.readline()
        separator = options.separator or separator or _separator(sample)
        csv.field_size_limit(LONGEST_CELL)
        escape = "\\" if _ESCAPED.search(sample) and '""' not in sample.replace(',""', "") else None
        table = lay_out(_records(lines, separator, escape), options, path.name)
        if note:
            table.notes.insert(0, note)

        def done() -> float:
            return raw.tell() / max(size, 1)

        yield replace(table, done=done, encoding=encoding, separator=separator, is_guess=is_guess)


def _separator_line(sample: str) -> str:
    """The separator that a first line such as `sep=;` names."""
    found = _SEPARATOR_LINE.match(sample.partition("\n")[0])
    return found[1] if found else ""


def _separator(sample: str) -> str:
    """The separator that gives the most rows the same number of columns; a comma where none does."""
    lines = sample.splitlines(keepends=True)
    if len(sample) == SAMPLE and len(lines) > 1:
        lines.pop()
    return max(SEPARATORS, key=lambda mark: _agreement(lines, mark))


def _agreement(lines: list[str], separator: str) -> tuple[int, int]:
    """How many cells stand in rows of the usual width of more than one column, and in the first row."""
    widths: list[int] = []
    try:
        for row in csv.reader(lines, delimiter=separator):
            if any(row):
                widths.append(len(row))
            if len(widths) >= SAMPLED_LINES:
                break
    except csv.Error:
        pass
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0, 0
    usual = max(set(wide), key=lambda width: (wide.count(width), width))
    return wide.count(usual) * min(usual, 12), widths[0]


def _records(lines: _Lines, separator: str, escape: str | None) -> Iterator[Record]:
    """The rows, numbered as in a spreadsheet: a row with line breaks in its cells is one row."""
    reader = csv.reader(lines, delimiter=separator, strict=True, escapechar=escape)
    number = 0
    while True:
        number += 1
        start = lines.number + 1
        lines.of_record.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, _leniently(lines.of_record, separator), Fault.of("row.unreadable", number=start)
            continue
        bad = next((found for line in lines.of_record if (found := _find_bad(line))), None)
        if bad is not None:
            shown = [_shown(cell) for cell in cells]
            yield number, shown, Fault.of("row.bad_byte", number=start, text=_around(bad))
            continue
        yield number, [_plain(cell) for cell in cells], None


def _find_bad(line: str) -> re.Match[str] | None:
    return None if line.isascii() and "\0" not in line else _BAD_BYTE.search(line)


def _shown(text: str) -> str:
    """Text with its wrong bytes as Windows-1252 has them."""
    return _BAD_BYTE.sub(lambda bad: _as_windows(bad[0]), text)


def _as_windows(char: str) -> str:
    return "\ufffd" if char == "\0" else bytes([ord(char) - 0xDC00]).decode("cp1252", "replace")


def _around(bad: re.Match[str]) -> str:
    start = max(0, bad.start() - 12)
    return _shown(bad.string[start : bad.end() + 12].strip("\r\n"))


def _plain(cell: str) -> str:
    """A cell without the formula that spreadsheets write to keep leading zeros: ="00123"."""
    if cell.startswith('="') and (found := _TEXT_FORMULA.fullmatch(cell)):
        return found[1].replace('""', '"')
    return cell


def _leniently(lines: list[str], separator: str) -> list[Any]:
    """The cells of lines that break the rules of quotes, as near as possible."""
    text = "".join(lines)[:LONGEST_RAW]
    try:
        return [_shown(cell) for cell in next(csv.reader([text], delimiter=separator), [])]
    except csv.Error:
        return [_shown(text)]
