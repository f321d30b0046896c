"""Files that an attacker would send: small on their way, large or endless once they are read. Made here, by kind."""

import gzip
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
BOOK = (
    '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def workbook(sheet: str, **parts: str) -> bytes:
    """A workbook of one sheet, from its XML; `parts` replace or add others, such as sharedStrings."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("xl/workbook.xml", parts.pop("workbook", BOOK))
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.xml", content)
    return written.getvalue()


def sheet(*rows: str) -> str:
    return f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>"


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADER = f"<row r='1'>{inline('A1', 'id')}{inline('B1', 'at')}</row>"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def _many_texts() -> bytes:
    texts = "".join(f"<si><t>text {number}</t></si>" for number in range(600_000))
    return workbook(sheet(HEADER), sharedStrings=f"<sst>{texts}</sst>")


def _far_right() -> bytes:
    return workbook(sheet(HEADER, *(f"<row r='{n}'><c r='XFD{n}'><v>1</v></c></row>" for n in range(2, 3000))))


def _attributes() -> str:
    return " ".join(f"a{number}='1'" for number in range(50_000))


FILES: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "a row far below": ("a.xlsx", lambda: workbook(sheet(HEADER, "<row r='15000000'><c><v>1</v></c></row>"))),
    "a last row": ("a.xlsx", lambda: workbook(sheet(HEADER, "<row r='1048576'><c><v>1</v></c></row>"))),
    "a row number of 5,000 digits": ("a.xlsx", lambda: workbook(sheet(HEADER, f"<row r='{'9' * 5000}'></row>"))),
    "a column far to the right": ("a.xlsx", lambda: workbook(sheet("<row r='1'><c r='ZZZZ1'><v>1</v></c></row>"))),
    "many cells far to the right": ("a.xlsx", _far_right),
    "600,000 shared texts": ("a.xlsx", _many_texts),
    "50,000 digits": ("a.xlsx", lambda: workbook(sheet(HEADER, f"<row><c><v>{'9' * 50_000}</v></c></row>"))),
    "elements in elements": ("a.xlsx", lambda: workbook("<a>" * 100_000)),
    "entities in a sheet": ("a.xlsx", lambda: workbook(LAUGHS + sheet(HEADER))),
    "entities in shared texts": ("a.xlsx", lambda: workbook(sheet(HEADER), sharedStrings=f"{LAUGHS}<sst/>")),
    "entities in the workbook": ("a.xlsx", lambda: workbook(sheet(HEADER), workbook=LAUGHS + BOOK)),
    "attributes without end": ("a.xlsx", lambda: workbook(f"<row {_attributes()}/>")),
    "a packed gigabyte": ("a.xlsx", lambda: workbook("<a>" + " " * 30_000_000)),
    "a gzip of nothing but zeros": ("a.csv.gz", lambda: gzip.compress(b"0" * 30_000_000, 1) * 18),
    "8,000 names of columns": ("a.csv", lambda: ",".join(f"c{n}" for n in range(8000)).encode() + b"\n1\n"),
    "17,000 names of columns": ("a.csv", lambda: ",".join(f"c{n}" for n in range(17_000)).encode() + b"\n1\n"),
    "the same name 16,000 times": ("a.csv", lambda: b",".join([b"c"] * 16_000) + b"\n1\n"),
    "commas only": ("a.csv", lambda: b"," * 5_000_000),
    "quotes only": ("a.csv", lambda: b'a,b\n"' + b'""' * 2_000_000),
    "a line of 10 MB": ("a.csv", lambda: b"a,b\n" + b"x" * 10_000_000),
    "a million empty lines": ("a.csv", lambda: b"a,b\n" + b"\n" * 200_000 + b"1,2\n"),
    "a million unfinished quotes": ("a.csv", lambda: b"a,b\n" + b'"x\n' * 200_000),
    "brackets in brackets": ("a.json", lambda: b"[" * 1_000_000),
    "objects in objects": ("a.json", lambda: b'{"a":' * 500_000),
    "a text without end": ("a.json", lambda: b'[{"a":"' + b"\\" * 9_000_001),
    "a long number in JSON": ("a.json", lambda: b'[{"a":' + b"9" * 50_000 + b"}]"),
    "a million records of nothing": ("a.json", lambda: b"[" + b"{}," * 200_000 + b"{}]"),
}  # fmt: skip
"""Name → file name and content, each at most 10 MB."""

TOML: Mapping[str, Callable[[], bytes]] = {
    "arrays in arrays": lambda: b"x = " + b"[" * 20_000,
    "tables in tables": lambda: b"x = " + b"{a=" * 20_000,
    "dots in a key": lambda: b"a" + b".a" * 50_000 + b" = 1",
    "a long number": lambda: b"x = " + b"9" * 50_000,
    "8,000 keys": lambda: b"".join(b"k%d = 1\n" % number for number in range(8000)),
    "a text that never ends": lambda: b'x = """' + b"a" * 180_000,
    "escapes": lambda: b'x = "' + b"\\u0041" * 30_000 + b'"',
    "12,000 tables": lambda: b"".join(b"[a.b%d]\n" % number for number in range(12_000)),
}
"""Name → a hostile mapping."""


def write(folder: Path, name: str) -> Path:
    """The hostile file of that name."""
    file, content = FILES[name]
    path = folder / file
    path.write_bytes(content())
    return path
