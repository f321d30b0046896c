"""The parts of an XLSX workbook beside its sheets: their names, the shared texts, and what the formats of cells mean.

XML is read by expat in blocks, so that no part stands in memory as a whole, and with document types refused.
"""

import posixpath
import re
import zipfile
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

BLOCK: Final = 64 * 1024
MOST_TEXT: Final = 96 << 20
"""Bytes of shared texts that are kept in memory."""
DEEPEST: Final = 60
ROOT: Final = "xl/workbook.xml"
RELATIONS: Final = "/relationships"

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class WorkbookBrokenError(Exception):
    """The workbook is not well formed."""


class DocumentTypeError(Exception):
    """An XML part has a document type, with which entities could be expanded without end."""


class TooMuchTextError(Exception):
    """The shared texts of a workbook do not fit."""


@dataclass
class SharedTexts:
    """The texts that cells refer to by number, end to end in one buffer: 600,000 of them cost little more than their
    letters.
    """

    buffer: bytearray = field(default_factory=bytearray)
    ends: "array[int]" = field(default_factory=lambda: array("Q"))

    def add(self, text: str) -> None:
        """Adds the next text."""
        self.buffer += text.encode("utf-8", "replace")
        self.ends.append(len(self.buffer))
        if len(self.buffer) > MOST_TEXT:
            raise TooMuchTextError

    def get(self, index: int) -> str:
        """The text of that number; "" where there is none."""
        if not 0 <= index < len(self.ends):
            return ""
        return self.buffer[self.ends[index - 1] if index else 0 : self.ends[index]].decode("utf-8", "replace")


@dataclass(frozen=True)
class SheetPart:
    """A sheet: its name, the part of the archive that it is in, and whether it is hidden."""

    name: str
    part: str
    is_hidden: bool


@dataclass
class WorkbookParts:
    """The parts of a workbook. `formats`: for each style of cells "date", "time", "duration", zeros or ""."""

    sheets: list[SheetPart] = field(default_factory=list)
    texts: SharedTexts = field(default_factory=SharedTexts)
    formats: list[str] = field(default_factory=list)
    epoch: datetime = WINDOWS_EPOCH


def parse_xml(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], Any],
    end: Callable[[str], Any] = lambda _: None,
    text: Callable[[str], Any] | None = None,
) -> Iterator[None]:
    """Parses a part block by block and calls the handlers with names without their prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise WorkbookBrokenError
        start(name.rpartition(":")[2], attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.rpartition(":")[2])

    def refuse(*_: Any) -> None:
        raise DocumentTypeError

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.StartDoctypeDeclHandler = refuse
    if text is not None:
        parser.CharacterDataHandler = text
    with archive.open(part) as file:
        while block := file.read(BLOCK):
            parser.Parse(block, False)
            yield
        parser.Parse(b"", True)
        yield


def read_parts(archive: zipfile.ZipFile) -> WorkbookParts:
    """Everything but the sheets. Raises what expat and zipfile raise, and the errors of this module."""
    names = {name.lower().lstrip("/"): name for name in archive.namelist()}
    root = _root(archive, names)
    parts = WorkbookParts()
    targets = _relations(archive, names, root)
    _read_workbook(archive, root, parts, targets, names)
    folder = posixpath.dirname(root).lower()
    if styles := names.get(f"{folder}/styles.xml"):
        _read_styles(archive, styles, parts)
    if texts := names.get(f"{folder}/sharedstrings.xml"):
        read_texts(archive, texts, parts.texts)
    return parts


def _root(archive: zipfile.ZipFile, names: dict[str, str]) -> str:
    if "[content_types].xml" in names:
        found: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            kind = attributes.get("ContentType", "")
            if (name == "Override" and "sheet.main" in kind) or "sheet.macroEnabled.main" in kind:
                found.append(attributes.get("PartName", "").lstrip("/"))

        _run(parse_xml(archive, names["[content_types].xml"], start))
        if found and found[0].lower() in names:
            return names[found[0].lower()]
    if ROOT in names:
        return names[ROOT]
    raise WorkbookBrokenError


def _relations(archive: zipfile.ZipFile, names: dict[str, str], root: str) -> dict[str, str]:
    """The parts that the workbook names, by their ids."""
    folder, _, file = root.rpartition("/")
    part = names.get(f"{folder}/_rels/{file}.rels".lower())
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith(("/worksheet",)):
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = path

    if part:
        _run(parse_xml(archive, part, start))
    return found


def _read_workbook(
    archive: zipfile.ZipFile, root: str, parts: WorkbookParts, targets: dict[str, str], names: dict[str, str]
) -> None:
    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr" and attributes.get("date1904", "0").lower() in ("1", "true"):
            parts.epoch = MAC_EPOCH
        elif name == "sheet":
            known = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            part = names.get(targets.get(known, "").lower())
            if part:
                hidden = attributes.get("state", "visible") != "visible"
                parts.sheets.append(SheetPart(attributes.get("name", ""), part, hidden))

    _run(parse_xml(archive, root, start))
    if not parts.sheets:
        raise WorkbookBrokenError


def _read_styles(archive: zipfile.ZipFile, part: str, parts: WorkbookParts) -> None:
    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    inside = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name in ("cellXfs", "cellStyleXfs", "dxfs"):
            inside = name
        elif name == "numFmt" and not inside:
            codes[_whole(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif name == "xf" and inside == "cellXfs":
            parts.formats.append(format_kind(codes.get(_whole(attributes.get("numFmtId", "")), "")))

    _run(parse_xml(archive, part, start))


def format_kind(code: str) -> str:
    """What a format of numbers shows: "date", "day", "time", "duration", the zeros of "00000", or ""."""
    code = code.partition(";")[0][:200]
    if code and not code.strip("0") and len(code) > 1:
        return code
    if is_timedelta_format(code):
        return "duration"
    if not is_date_format(code):
        return ""
    bare = _QUOTED.sub("", code.lower()).replace("general", "")
    has_day = any(letter in bare for letter in "yd") or "mmm" in bare
    has_time = any(letter in bare for letter in "hs")
    return "date" if has_day and has_time else "day" if has_day else "time"


def read_texts(archive: zipfile.ZipFile, part: str, texts: SharedTexts) -> None:
    """Reads the shared texts; their phonetic aids (rPh) are left out."""
    pieces: list[str] = []
    collecting = phonetic = False

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal collecting, phonetic
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            phonetic = True
        elif name == "t":
            collecting = not phonetic

    def end(name: str) -> None:
        nonlocal collecting, phonetic
        if name == "t":
            collecting = False
        elif name == "rPh":
            phonetic = False
        elif name == "si":
            texts.add(unescape("".join(pieces)))

    _run(parse_xml(archive, part, start, end, lambda data: pieces.append(data) if collecting else None))


def unescape(text: str) -> str:
    """The text of a cell with the letters that XLSX writes as _x000D_."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.replace("\r\n", "\n").replace("\r", "\n")


def _run(steps: Iterator[None]) -> None:
    for _ in steps:
        pass


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
