"""A frame of pandas as cells of Python: what is missing is empty, whole numbers stay whole, text stays text."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import NA, DataFrame, NaT, Timestamp

from vocapp.files.frame_content import COUNT, frame_content
from vocapp.files.write_csv import csv_bytes
from vocapp.files.write_xlsx import build_xlsx

COLUMNS = ("text", "count", "value", "day")
rows = st.lists(
    st.tuples(
        st.none() | st.text(max_size=6) | st.sampled_from(["nan", "NaN", "None", "<NA>", "=1+1", "007", "1e5", "true"]),
        st.none() | st.integers(0, 2**53),
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
        st.none() | st.dates(date(2000, 1, 1), date(2199, 12, 31)),
    ),
    max_size=8,
)


@given(rows)
def test_the_cells_and_the_bytes_are_those_of_the_rows(rows: list[tuple[Any, ...]]) -> None:
    frame = DataFrame(rows, columns=COLUMNS).astype({"count": COUNT})
    columns, cells = frame_content(frame)
    assert (columns, cells) == (list(COLUMNS), rows)
    assert csv_bytes(columns, cells) == csv_bytes(COLUMNS, rows)


def test_numbers_are_those_of_python() -> None:
    _, [cells] = frame_content(DataFrame({"count": [3], "value": [2.5], "is_shown": [True]}))
    assert [type(cell) for cell in cells] == [int, float, bool]


@pytest.mark.parametrize("missing", [None, NA, NaT, float("nan")])
def test_everything_that_is_missing_is_none(missing: Any) -> None:
    _, cells = frame_content(DataFrame({"value": [missing, 1.5], "day": [missing, Timestamp(2026, 5, 4)]}))
    assert cells[0] == (None, None)


def test_the_index_is_left_out_and_columns_may_have_one_name() -> None:
    frame = DataFrame([[1, 2.5], [None, None]], index=["a", "a"], columns=["North", "North"])
    columns, cells = frame_content(frame)
    assert (columns, cells) == (["North", "North"], [(1, 2.5), (None, None)])
    assert frame_content(DataFrame(columns=["a", "b"])) == (["a", "b"], [])
    build_xlsx({"table": frame_content(frame)})
