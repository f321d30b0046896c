"""Odd files: each is read, or refused with a sentence that says what to do; none is a crash."""

import gzip
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from vocapp.contacts.imports.explain_file import explain_table

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HEAD = "Ticket,Created at,Via,Email\n"
TABLE = HEAD + "".join(f"T-{n},2026-11-2{n} 10:00,Email,p{n}@kunde.example\n" for n in range(5))
PAGE = (
    "<tr><th>Ticket</th><th>Created at</th><th>Via</th></tr>"
    "<tr><td>T-1</td><td>2026-11-20&nbsp;10:00</td><td>Phone</td></tr>"
)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def book() -> bytes:
    found, written = openpyxl.Workbook(), io.BytesIO()
    for line in TABLE.splitlines():
        found.worksheets[0].append(line.split(","))
    found.save(written)
    return written.getvalue()


def archive(**files: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as found:
        for name, content in files.items():
            found.writestr(name.replace("_", "."), content)
    return written.getvalue()


def explained(folder: Path, name: str, content: str | bytes) -> dict[str, Any]:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return explain_table(folder / name, None, NOW)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mark16.csv", TABLE.encode("utf-16")),
        ("plain16.csv", TABLE.encode("utf-16-le")),
        ("mark32.csv", TABLE.encode("utf-32")),
        ("tabs.tsv", TABLE.replace(",", "\t")),
        ("tabs.xls", TABLE.replace(",", "\t")),
        ("tabs.txt", TABLE.replace(",", "\t")),
        ("bars.csv", TABLE.replace(",", "|")),
        ("book.xls", book()),
        ("book.csv", book()),
        ("no_ending", TABLE),
        ("other.dat", TABLE),
        ("old_mac.csv", TABLE.replace("\n", "\r")),
        ("mixed_ends.csv", TABLE.replace("\n", "\r\n", 2)),
        ("dos_end.csv", TABLE + "\x1a"),
        ("packed.csv.gz", gzip.compress(TABLE.encode())),
        ("packed.zip", archive(a_csv=TABLE)),
        ("no_header.csv", TABLE.removeprefix(HEAD)),
        ("empty_lines.csv", TABLE.replace("\n", "\n\n")),
        ("twice.csv", TABLE + HEAD),
        ("wide.csv", "\n".join(line + ",x" * 200 for line in TABLE.splitlines()).replace(",x", ",y", 200)),
    ],
)  # fmt: skip
def test_every_contact_is_read(tmp_path: Path, name: str, content: str | bytes) -> None:
    found = explained(tmp_path, name, content)
    assert (found["rows"], found["new"], found["faults"]) == (5, 5, [])


@pytest.mark.parametrize(
    "content",
    [
        f"<html><head><meta charset='utf-8'></head><body><table border=1>{PAGE}</table></body></html>",
        f"\n\n<table>{PAGE}</table>",
        f"<!DOCTYPE html><body><table><tr><td>Logo</td></tr></table><table><tbody>{PAGE}</tbody></table>",
        f"<meta http-equiv=content-type content='text/html; charset=utf-8'><table>{PAGE}",
        f"<html><table><tr><td colspan=3>Report</td></tr><tr></tr>{PAGE}</table></html>",
        f"<div><table><tr><td><table>{PAGE}</table></td></tr></table></div>",
    ],
)
@pytest.mark.parametrize("ending", ["xls", "csv", "html"])
def test_a_web_page_that_is_called_a_workbook_is_read(tmp_path: Path, content: str, ending: str) -> None:
    found = explained(tmp_path, f"report.{ending}", content)
    assert (found["rows"], found["new"]) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", "", "is empty"),
        ("spaces.csv", "  \n \n", "is empty"),
        ("mark.csv", b"\xef\xbb\xbf", "is empty"),
        ("separator.csv", "sep=;\n", "is empty"),
        ("old.xls", OLD, "an old format, or has a password"),
        ("password.xlsx", OLD, "an old format, or has a password"),
        ("office.ods", archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ends in .ods"),
        ("office.xlsx", archive(content_xml="<x/>"), "is not an XLSX workbook"),
        ("cut.xlsx", book()[:900], "is not an XLSX workbook"),
        ("letter.csv", "%PDF-1.7\n%x\n", "is a document, not a table"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n\0\0", "is not text"),
        ("text.csv", "{\\rtf1 hello}", "is a document, not a table"),
        ("program.csv", bytes(range(256)) * 20, "is not text"),
        ("page.xls", "<html><p>Please sign in</p></html>", "web page without a table"),
        ("xml.xls", "<?xml version='1.0'?><Workbook><Worksheet><Table/></Worksheet></Workbook>", "web page without"),
        ("two.zip", archive(a_csv=TABLE, b_csv=TABLE), "holds 2 files"),
        ("broken.gz", b"\x1f\x8b\x08\0broken", "cannot be unpacked"),
        ("mail.eml", TABLE, "ends in .eml"),
    ],
)
def test_what_is_no_table_is_refused_with_the_remedy(
    tmp_path: Path, name: str, content: str | bytes, sentence: str
) -> None:
    found = explained(tmp_path, name, content)
    assert found["new"] == 0
    assert [sentence in fault["remedy"] for fault in found["faults"]] == [True]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("header.csv", HEAD, "has no row below the names"),
        ("header.xlsx", None, "has no row below the names"),
        ("none.json", "[]", "has no records"),
        ("numbers.json", "[1, 2, 3]", "has no records"),
        ("none.ndjson", "\n\n", "has no records"),
        ("letters.csv", TABLE.removeprefix(HEAD), "No row of letters.csv names its columns"),
    ],
)
def test_what_holds_nothing_is_told(tmp_path: Path, name: str, content: str | None, sentence: str) -> None:
    if content is None:
        empty = openpyxl.Workbook()
        empty.worksheets[0].append(HEAD.strip().split(","))
        empty.save(tmp_path / name)
        found = explain_table(tmp_path / name, None, NOW)
    else:
        found = explained(tmp_path, name, content)
    assert any(sentence in warning for warning in found["warnings"])


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('"T-1","2026-11-20 10:00","say \\"hello\\" please","a@kunde.example"', 'say "hello" please'),
        ('"T-1","2026-11-20 10:00","say ""hello"" please","a@kunde.example"', 'say "hello" please'),
        ('T-1,2026-11-20 10:00,5" pipe,a@kunde.example', '5" pipe'),
        ('"T-1","2026-11-20 10:00","C:\\new\\","a@kunde.example"', "C:\\new\\"),
        ('"T-1","2026-11-20 10:00","one\ntwo, three;","a@kunde.example"', "one two, three;"),
        ('="T-1",="2026-11-20 10:00",="00123",="a@kunde.example"', "00123"),
    ],
)
def test_quotes_and_backslashes(tmp_path: Path, line: str, cells: str) -> None:
    (tmp_path / "m.toml").write_text(
        'source = "s"\nzone = "UTC"\n[fields]\nexternal_id = "{Ticket}"\nchannel = "email"\ntouchpoint = "support"\n'
        'started_at = { column = "Created at" }\nissue = { column = "Order" }\n'
    )
    (tmp_path / "a.csv").write_text(f"Ticket,Created at,Order,Email\n{line}\n", encoding="utf-8")
    found = explain_table(tmp_path / "a.csv", tmp_path / "m.toml", NOW)
    assert (found["new"], found["faults"], found["warnings"]) == (1, [], [])


def test_one_bad_row_among_many_names_its_row(tmp_path: Path) -> None:
    for bad, sentence in (
        ("T-9,2026-11-20 10:00,Em\x00ail,x@kunde.example", "has a byte that does not belong"),
        ("T-9,2026-11-20 10:00,Email,x@kunde.example,too,many", "6 cells, but the header has 4"),
        ("T-9,soon,Email,x@kunde.example", "is not a date"),
        (",2026-11-20 10:00,Email,x@kunde.example", "external_id is missing"),
        ("T-9,2026-11-20 10:00,Pigeon,x@kunde.example", "is not among the values"),
    ):
        found = explained(tmp_path, "a.csv", TABLE + bad + "\n" + "T-8,2026-11-20 10:00,Email,y@kunde.example\n")
        assert (found["new"], found["rejected"]) == (6, 1), bad
        [fault] = found["faults"]
        assert fault["row"] == 7
        assert sentence in fault["remedy"]
