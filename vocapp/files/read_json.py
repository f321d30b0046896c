"""Reads JSON: lines, arrays, objects one after the other, or one object that holds the array of records.

Records are cut out by counting brackets, in linear time and constant memory, and are decoded one at a time: a record
that is wrong is a fault of its row only.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import msgspec

from vocapp.faults import Fault
from vocapp.files.encodings import ONE_BYTE, detect_encoding
from vocapp.files.table import FileError, OpenTable, ReadOptions, TableRow
from vocapp.shape_faults import json_place

LONGEST: Final = 64 * 1024
"""Characters of a record, as of an event that the API takes."""
LONGEST_WHOLE: Final = 32 << 20
"""Characters of an object that holds all records."""
BLOCK: Final = 64 * 1024
ROW_COLUMN: Final = "vocapp: row"
MARK: Final = "_vocapp"
"""The name under which a file of rejects says what is wrong with a record."""

_DECODER = msgspec.json.Decoder(dict[str, object])
_TOKEN = re.compile(r'\\.|["{}\[\]]', re.DOTALL)
_BAD_BYTE = re.compile("[\udc80-\udcff]")
_ID = re.compile(
    r"(external|contact|ticket|case|conversation|call|interaction|record|response|event|session)?[_ -]?(id|number|key)",
    re.IGNORECASE,
)


@contextmanager
def open_json(path: Path, options: ReadOptions) -> Iterator[OpenTable]:
    """The records in `path`. Those of a file with one record a line are numbered by line, others by place."""
    encoding, note = detect_encoding(path)
    is_guess = note is not None and encoding in ONE_BYTE
    if is_guess and options.encoding:
        encoding, note = options.encoding, None
    size = path.stat().st_size
    with path.open("rb") as raw, TextIOWrapper(raw, encoding, errors="surrogateescape", newline="") as text:
        start = text.read(4096).lstrip("\ufeff \t\r\n")
        text.seek(0)
        rows = _rows(text, start, path.name)
        first = list(islice(rows, 1))
        notes = [note] if note else []
        if not first:
            notes.append(Fault.of("file.no_records", file=path.name))

        def done() -> float:
            return raw.tell() / max(size, 1)

        yield OpenTable((), chain(first, rows), notes, done, header_row=0, encoding=encoding, is_guess=is_guess)


def _rows(text: TextIOWrapper, start: str, name: str) -> Iterator[TableRow]:
    if start.startswith("["):
        yield from _numbered(_cut(_blocks(text), depth=1))
        return
    if start.startswith("{") and not _is_first_line_whole(text):
        yield from _records_of(text, name)
        return
    for number, line in enumerate(_lines(text), 1):
        if len(line) > LONGEST:
            yield TableRow(number, {}, Fault.of("row.too_long", bytes=LONGEST), line[:LONGEST])
        elif line.strip("\ufeff \t\r\n"):
            yield _row(number, line.strip("\ufeff \t\r\n"))


def _is_first_line_whole(text: TextIOWrapper) -> bool:
    """Whether each line is a record: the first one is an object and has nothing behind it, or is no JSON at all."""
    line = text.readline(LONGEST + 1)
    follows = text.readline(LONGEST + 1).strip()
    text.seek(0)
    if len(line) > LONGEST:
        return bool(follows) and line.endswith("\n")
    try:
        found = msgspec.json.decode(line.strip("\ufeff \t\r\n"))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return "}" in line and "}{" not in line.replace(" ", "") and bool(follows)
    return bool(follows) or not (isinstance(found, dict) and _array_in(found))


def _lines(text: TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST + 1):
        yield line
        while line and not line.endswith("\n") and len(line) > LONGEST:
            line = text.readline(LONGEST + 1)


def _blocks(text: TextIOWrapper) -> Iterator[str]:
    while block := text.read(BLOCK):
        yield block


def _records_of(text: TextIOWrapper, name: str) -> Iterator[TableRow]:
    """The records of objects that follow each other, or those in the array of a single object."""
    pieces = _cut(_blocks(text), depth=0, longest=LONGEST_WHOLE)
    first = list(islice(pieces, 2))
    if len(first) == 1:
        if len(first[0]) > LONGEST_WHOLE:
            raise FileError(Fault.of("file.json_too_large", file=name, bytes=LONGEST_WHOLE))
        try:
            found = msgspec.json.decode(first[0].encode("utf-8", "replace"))
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            found = {}
        if isinstance(found, dict) and (array := _array_in(found)):
            yield from (TableRow(number, record) for number, record in enumerate(array, 1))
            return
    yield from _numbered(chain(first, pieces))


def _array_in(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The array of objects in an object, or in an object of it; none where there are several or it is a record."""
    if MARK in found or any(_ID.fullmatch(name) for name, v in found.items() if isinstance(v, str | int)):
        return []
    arrays = [v for v in found.values() if isinstance(v, list) and v and all(isinstance(each, dict) for each in v)]
    if len(arrays) == 1 and sum(1 for v in found.values() if not isinstance(v, list | dict)) <= 12:
        return [dict(each) for each in arrays[0]]
    inner = [records for v in found.values() if isinstance(v, dict) and (records := _array_in(v))]
    return inner[0] if len(inner) == 1 and len(found) <= 8 and not arrays else []


def _numbered(pieces: Iterator[str]) -> Iterator[TableRow]:
    for number, piece in enumerate(pieces, 1):
        if len(piece) > LONGEST:
            yield TableRow(number, {}, Fault.of("row.too_long", bytes=LONGEST), piece[:LONGEST])
        else:
            yield _row(number, piece)


class _Cutter:
    """Cuts the objects at a depth of brackets out of blocks of text. Of a long one only its beginning is kept."""

    def __init__(self, depth: int, longest: int) -> None:
        self._depth, self._longest = depth, longest
        self._level = self._size = 0
        self._in_text = False
        self._parts: list[str] = []
        self._carried = ""

    def cut(self, block: str) -> Iterator[str]:
        """The objects that end in the next block."""
        text = self._carried + block
        began = end = 0
        for token in _TOKEN.finditer(text):
            mark, end = token[0], token.end()
            if mark == '"':
                self._in_text = not self._in_text
            elif self._in_text or mark[0] == "\\":
                continue
            elif mark in "{[":
                if self._level == self._depth:
                    self._parts, self._size, began = [], 0, token.start()
                self._level += 1
            elif self._closes(mark):
                yield "".join([*self._parts, text[began:end]])[: self._longest + 1]
                self._parts, self._size, began = [], 0, end
        # An escape that is cut in two would hide the end of its text.
        self._carried = "\\" if end < len(text) and text.endswith("\\") else ""
        if self._level > self._depth and self._size <= self._longest:
            self._parts.append(text[began:].removesuffix(self._carried))
            self._size += len(self._parts[-1])

    def _closes(self, mark: str) -> bool:
        self._level = max(0, self._level - 1)
        return self._level == self._depth and mark == "}"

    @property
    def rest(self) -> str:
        """The beginning of an object that never ends."""
        return ("".join(self._parts)[: self._longest + 1] or "{") if self._level > self._depth else ""


def _cut(blocks: Iterator[str], depth: int, longest: int = LONGEST) -> Iterator[str]:
    """The objects at a depth of brackets."""
    cutter = _Cutter(depth, longest)
    for block in blocks:
        yield from cutter.cut(block)
    if cutter.rest:
        yield cutter.rest


def _row(number: int, text: str) -> TableRow:
    try:
        if not text.isascii() and _BAD_BYTE.search(text):
            cells = _DECODER.decode(text.encode("utf-8", "replace"))
            return TableRow(number, cells, Fault.of("row.bad_byte", number=number, text=_around(text)))
        return TableRow(number, _without_mark(_DECODER.decode(text)))
    except RecursionError:
        return TableRow(number, {}, Fault.of("event.too_deep"), text)
    except (msgspec.DecodeError, UnicodeError) as failure:
        return TableRow(
            number,
            {},
            Fault.of("event.not_json", number=json_place(failure, text.encode("utf-8", "surrogateescape"))),
            text,
        )


def _without_mark(record: dict[str, object]) -> dict[str, object]:
    """A record without what a file of rejects says about it, but for the number of its original row."""
    wrong = record.pop(MARK, None)
    return {**record, ROW_COLUMN: wrong.get("row")} if isinstance(wrong, dict) else record


def _around(text: str) -> str:
    at = next(_BAD_BYTE.finditer(text)).start()
    return text[max(0, at - 12) : at + 12].encode("utf-8", "replace").decode()
