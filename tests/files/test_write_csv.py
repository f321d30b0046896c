"""Written CSV is text in every spreadsheet, and reads back unchanged."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.files.open_table import open_table
from vocapp.files.write_csv import STARTS, csv_bytes, csv_writer, neutralise


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "  ＠x", '=HYPERLINK("http://x")']
)
def test_a_formula_is_only_text(cell: str) -> None:
    assert neutralise(cell) == f"'{cell}"


def test_other_cells_stay_as_they_are() -> None:
    assert [neutralise(cell) for cell in ("Ada", "", "a=b", -5, 2.5, None)] == ["Ada", "", "a=b", -5, 2.5, None]


@given(st.text(max_size=20))
def test_no_text_starts_a_formula(text: str) -> None:
    assert not neutralise(text).lstrip().startswith(STARTS) or not text


@given(st.lists(st.lists(st.none() | st.text(max_size=6), min_size=1, max_size=3), min_size=1, max_size=3))
def test_every_row_comes_back_from_bytes(rows: list[list[str | None]]) -> None:
    text = csv_bytes(("a", "b;c"), rows).decode("utf-8-sig")
    assert text.startswith('a,"b;c"\r\n'), "a semicolon separates in half of Europe"
    back = list(csv.reader(StringIO(text, newline="")))[1:]
    assert back == [[neutralise(cell) or "" for cell in row] for row in rows]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    rows = [(3, "name", 'Zoë "the, one"', "two\nlines"), (4, "=cmd()", "", "")]
    with csv_writer(path, ("row", "field", "value", "remedy")) as write:
        for row in rows:
            write(row)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfrow,field,value,remedy\r\n")
    with open_table(path) as sheet:
        read = [tuple(row.cells.values()) for row in sheet.rows]
    assert read == [("3", "name", 'Zoë "the, one"', "two\nlines"), ("4", "'=cmd()", "", "")]
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 3
