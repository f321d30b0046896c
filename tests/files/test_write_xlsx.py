"""A written workbook reads back unchanged, and contains no formulas."""

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from vocapp.files.write_xlsx import build_xlsx


def read(content: bytes, sheet: str) -> list[tuple[Any, ...]]:
    book = load_workbook(BytesIO(content))
    assert all(cell.data_type != "f" for row in book[sheet].iter_rows() for cell in row)
    return list(book[sheet].iter_rows(values_only=True))


def test_sheets_with_their_columns_and_rows() -> None:
    rows = [("=1+1", 2.5, None, date(2026, 5, 4)), ("a\x07b", 3, "@x", None)]
    found = read(build_xlsx({"one": (("text", "number", "more", "day"), rows), "two": (("x",), [])}), "one")
    assert found[0] == ("text", "number", "more", "day")
    assert found[1][:3] == ("=1+1", 2.5, None)
    assert found[2][0] == "ab", "what a workbook cannot hold is left out"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (date(2026, 5, 4), datetime.fromisoformat("2026-05-04")),
        (datetime.fromisoformat("2026-05-04T14:05:00"), datetime.fromisoformat("2026-05-04T14:05:00")),
        (datetime.fromisoformat("2026-05-04T14:05:00+00:00"), datetime.fromisoformat("2026-05-04T14:05:00")),
        (datetime.fromisoformat("2026-05-04T00:30:00+02:00"), datetime.fromisoformat("2026-05-04T00:30:00")),
        (time(14, 5, tzinfo=UTC), time(14, 5)),
        (timedelta(hours=30), timedelta(hours=30)),
    ],
)
def test_dates_and_times_are_those_of_a_spreadsheet(value: object, cell: object) -> None:
    [_, (found,)] = load_workbook(BytesIO(build_xlsx({"one": (("at",), [(value,)])})))["one"].iter_rows()
    assert (found.value, found.is_date) == (cell, True)


@given(st.text(max_size=20))
def test_no_text_becomes_a_formula(text: str) -> None:
    read(build_xlsx({"one": (("text",), [(text,)])}), "one")
