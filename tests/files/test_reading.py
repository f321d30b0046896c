"""Tables as people and programs write them, and files that must not be opened."""

import csv
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fault_sentences import refused
from tests.hypothesis_profiles import examples
from vocapp.faults import Fault
from vocapp.files.encodings import BLOCK, detect_encoding
from vocapp.files.open_table import open_table
from vocapp.files.read_xlsx import MOST_PARTS
from vocapp.files.table import FileError, OpenTable, ReadOptions, TableRow
from vocapp.http.fault_texts import format_fault

Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def write(content: str | bytes, name: str = "contacts.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def read(path: Path, separator: str = "") -> tuple[OpenTable, list[TableRow]]:
    with open_table(path, ReadOptions(separator=separator)) as sheet:
        return sheet, list(sheet.rows)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_separator_and_encoding(save: Save, separator: str, encoding: str) -> None:
    lines = [separator.join(row) for row in (("name", "city"), ("Zoë", '"Köln, Süd"'), ("", "Åre"))]
    sheet, rows = read(save("\r\n".join(lines).encode(encoding)))
    assert sheet.columns == ("name", "city")
    assert [dict(row.cells) for row in rows] == [{"name": "Zoë", "city": "Köln, Süd"}, {"name": "", "city": "Åre"}]
    assert [row.number for row in rows] == [2, 3]
    assert bool(sheet.notes) == (encoding == "cp1252")


def test_a_guessed_encoding_is_reported(save: Save) -> None:
    sheet, _ = read(save("name\nZoë\n".encode("cp1252")))
    assert "byte 8" in format_fault(sheet.notes[0])
    assert "Windows-1252" in format_fault(sheet.notes[0])


def test_an_accent_across_two_blocks_is_read(save: Save) -> None:
    content = b"name\n" + b"x" * (BLOCK - 6) + "ë\n".encode()
    assert detect_encoding(save(content)) == ("utf-8", None)
    assert detect_encoding(save(content[:-2]))[0] == "cp1252"


def test_line_breaks_and_separators_in_quotes(save: Save) -> None:
    _, rows = read(save('name,note\nAda,"one, two\nthree ""four"""\n\nGrace,ok\n'))
    assert rows[0].cells["note"] == 'one, two\nthree "four"'
    assert rows[1].cells["name"] == "Grace"


def test_rows_that_do_not_fit_the_header_are_faults_and_the_others_are_read(save: Save) -> None:
    _, rows = read(save('a,b\n1\n1,2,3\n1,"2" x\n3,4\n5,6,,\n'))
    assert [bool(row.fault) for row in rows] == [False, True, True, False, False]
    assert rows[0].cells == {"a": "1", "b": ""}
    assert rows[1].fault == Fault.of("row.width", cells=3, columns=2)
    assert rows[2].fault is not None and rows[2].fault.params["number"] == 4
    assert rows[4].cells == {"a": "5", "b": "6"}


def test_a_quote_that_never_closes_is_one_fault(save: Save) -> None:
    _, rows = read(save('a,b\n1,2\n"3,4\n5,6\n'))
    assert [bool(row.fault) for row in rows] == [False, True]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ('"name\nAda', "The first row of contacts.csv cannot be read"),
        (b"name\x00\n", "is not text"),
        (b"\xff\xfea\x00b", "is not text"),
        (b"name\n" + bytes(range(32)) * 40, "is not text"),
    ],
)
def test_a_file_without_a_good_header_is_refused(save: Save, content: str | bytes, message: str) -> None:
    with refused(FileError, match=message):
        read(save(content))


def test_a_kind_of_file_nobody_reads(save: Save) -> None:
    with refused(FileError, match=r"Use a file that ends in one of \.csv"):
        read(save("x", "contacts.pdf"))


def test_the_share_that_is_done_grows(save: Save) -> None:
    with open_table(save("a,b\n" + "1,2\n" * 50_000)) as sheet:
        next(sheet.rows)
        early = sheet.done()
        for _ in sheet.rows:
            pass
        assert 0 < early < 0.6
        assert sheet.done() == 1.0


def test_a_given_separator_is_not_guessed(save: Save) -> None:
    sheet, _ = read(save("a,b;c\n1,2;3\n"), ";")
    assert sheet.columns == ("a,b", "c")


cells = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cf"]), max_size=12)


@examples(60)
@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=6))
def test_what_the_csv_module_writes_is_read_again(tmp_path: Path, table: list[list[str]]) -> None:
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["a", "b"], *table])
    _, rows = read(path)
    # Empty rows, and the header once more, are no data.
    wanted = [row for row in table if any(cell.strip() for cell in row) and row != ["a", "b"]]
    assert [[row.cells["a"], row.cells["b"]] for row in rows] == wanted


def test_ndjson_rows_bring_their_own_columns(save: Save) -> None:
    long = '{"a": "' + "x" * 200_000 + '"}'
    sheet, rows = read(save(f'\ufeff{{"a": 1}}\n\n{long}\n[1]\n{{"a": {{"b": 2}}}}', "contacts.ndjson"))
    assert sheet.columns == ()
    assert [(row.number, dict(row.cells), bool(row.fault)) for row in rows] == [
        (1, {"a": 1}, False),
        (3, {}, True),
        (4, {}, True),
        (5, {"a": {"b": 2}}, False),
    ]


def workbook(path: Path, *rows: tuple[Any, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_a_workbook_knows_dates_and_numbers(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "contacts.xlsx",
        ("name", "at", "count", "share", "vip", "note"),
        ("Ada", datetime.fromisoformat("2026-05-04T10:30"), 4711, 0.5, True, None),
        (None, None, None, None, None, None),
        ("Grace", date(2026, 5, 4), 2.0, "x", False, "n"),
        ("Kay", 1, 2, 3, 4, 5, 6),
    )
    sheet, rows = read(path)
    assert sheet.columns == ("name", "at", "count", "share", "vip", "note")
    assert list(rows[0].cells.values()) == [
        "Ada",
        datetime.fromisoformat("2026-05-04T10:30"),
        "4711",
        "0.5",
        "true",
        "",
    ]
    assert rows[1].number == 4
    assert rows[1].cells["count"] == "2"
    assert rows[2].fault
    assert sheet.done() == 0.0


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with refused(FileError, match="is empty"):
        read(workbook(tmp_path / "empty.xlsx"))


def test_what_is_no_workbook_is_refused(save: Save, tmp_path: Path) -> None:
    with refused(FileError, match="not an XLSX workbook"):
        read(save("name\n", "contacts.xlsx"))
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    with refused(FileError, match="not an XLSX workbook"):
        read(tmp_path / "other.xlsx")


def test_a_workbook_that_was_damaged_on_its_way_is_refused(tmp_path: Path) -> None:
    """Wrong bytes, missing parts, a truncated sheet: each is reported as a fault of the file, not as a failure of the
    program.
    """
    whole = workbook(tmp_path / "whole.xlsx", ("name", "day"), *(("Ada", date(2026, 5, 4)) for _ in range(40)))
    good = bytearray(whole.read_bytes())
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    damaged = tmp_path / "damaged.xlsx"
    for at in range(40, len(good) - 200, 97):
        damaged.write_bytes(good[:at] + bytes(byte ^ 0x55 for byte in good[at : at + 9]) + good[at + 9 :])
        with suppress(FileError):
            read(damaged)
    sheet = parts["xl/worksheets/sheet1.xml"]
    for name, content in (
        ("xl/worksheets/sheet1.xml", sheet[: len(sheet) // 2]),
        ("xl/workbook.xml", re.sub(rb"<sheet [^>]*>", b"", parts["xl/workbook.xml"])),
        ("xl/_rels/workbook.xml.rels", b""),
    ):
        with zipfile.ZipFile(damaged, "w") as archive:
            for each, was in parts.items():
                archive.writestr(each, content if each == name else was)
        with refused(FileError, match=r"damaged after row|not an XLSX workbook that can be read"):
            read(damaged)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    with refused(FileError, match="unpacks to 50000000 bytes"):
        read(path)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(MOST_PARTS + 1):
            archive.writestr(f"{number}.txt", b"")
    with refused(FileError, match="parts"):
        read(path)


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "entities.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with refused(FileError, match="document type"):
        read(path)
