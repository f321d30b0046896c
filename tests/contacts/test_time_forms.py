"""Times, numbers and durations as people and programs write them."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.contacts.imports.amounts import EITHER, decimal_of, parse_duration, parse_number_text, unit_in
from vocapp.contacts.imports.time_forms import DateOrder, order_of, parse_time_text
from vocapp.files.table import NumberCell

AFTERNOON = "2026-11-26T14:05:00"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-26 14:05", "2026-11-26T14:05:00", "2026/11/26 2:05 PM", "2026.11.26 14:05", "26.11.26 14:05",
        "26.11.2026, 14:05 Uhr", "26/11/2026 14.05", "26-11-2026 2:05 p.m.", "26 Nov 2026, 14:05",
        "26-Nov-26 02:05:00 PM",
        "Nov 26, 2026, 2:05 PM", "Thursday, November 26, 2026 2:05\u202fPM", "Donnerstag, 26. November 2026 14:05",
        "26 novembre 2026 à 14h05", "26 de noviembre de 2026 14:05", "26 نوفمبر 2026 14:05", "26/11/2026 2:05 م",
        "26 listopada 2026 14:05", "20261126140500",
        "46352.58680556", "2026-11-26 14:05:00.000", "2026-11-26 14:05:00,000",
    ],
)  # fmt: skip
def test_a_local_time(text: str) -> None:
    reading = parse_time_text(text, order_of(text) or DateOrder.DAY_FIRST)
    assert reading is not None
    assert (reading.value.isoformat(), reading.is_day) == (AFTERNOON, False)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-26 14:05:00 UTC", "2026-11-26T14:05:00Z", "2026-11-26T14:05:00.000+0000", "1795701900",
        "1795701900000",
        "1795701900.0", "Thu, 26 Nov 2026 15:05:00 +0100", "2026-11-26 15:05 CET", "26.11.2026 15:05 MEZ",
        "2026-11-26T15:05+01:00[Europe/Berlin]", "Thu Nov 26 2026 15:05:00 GMT+0100 (Central European Standard Time)",
        "Thu Nov 26 09:05:00 EST 2026", "26/11/2026 15:05 (UTC+1)", "20261126T140500Z",
    ],
)  # fmt: skip
def test_a_time_with_its_offset(text: str) -> None:
    reading = parse_time_text(text)
    assert reading is not None
    assert reading.value == datetime(2026, 11, 26, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2026-11-26", "26.11.2026", "26/11/26", "26 Nov 2026", "20261126", "46352", "Nov 26, 2026"]
)
def test_a_day(text: str) -> None:
    reading = parse_time_text(text)
    assert reading is not None
    assert (reading.value.isoformat(), reading.is_day) == ("2026-11-26T00:00:00", True)


@pytest.mark.parametrize(
    "text", ["", "soon", "14:05", "2:05 PM", "13/13/2026", "2026-02-30", "5", "T-1", "2026-11-26 BST", "9" * 50_000]
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    assert parse_time_text(text) is None


def test_noon_midnight_and_the_end_of_the_day() -> None:
    found = {text: parse_time_text(f"2026-11-26 {text}") for text in ("12:00 AM", "12:00 PM", "24:00", "13:00 AM")}
    shown = {text: reading and reading.value.isoformat() for text, reading in found.items()}
    assert shown == {
        "12:00 AM": "2026-11-26T00:00:00",
        "12:00 PM": "2026-11-26T12:00:00",
        "24:00": "2026-11-27T00:00:00",
        "13:00 AM": None,
    }


@given(st.text(max_size=90))
def test_no_text_is_too_much(text: str) -> None:
    parse_time_text(text)
    order_of(text)
    decimal_of(text)
    parse_number_text(text, ",")
    parse_duration(text)


EARLIEST, LATEST = datetime.fromisoformat("1970-01-02"), datetime.fromisoformat("2068-01-01")


@given(st.datetimes(EARLIEST, LATEST), st.sampled_from(["%d.%m.%Y %H:%M:%S", "%d %b %Y %H:%M:%S"]))
def test_what_strftime_writes_is_read_again(moment: datetime, form: str) -> None:
    reading = parse_time_text(moment.strftime(form))
    assert reading is not None
    assert reading.value == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1,5", "", 1.5), ("1.234,56", "", 1234.56), ("1,234.56", "", 1234.56), ("1'234.50", "", 1234.5),
        ("1 234,5", "", 1234.5), ("€ 1.234,50", "", 1234.5), ("1.234.567", "", 1234567), ("1,234", "", None),
        ("1,234", ",", 1.234), ("1,234", ".", 1234), ("0,123", "", 0.123), ("−5", "", -5), ("25 kg", "", None),
        ("nan", "", None), ("9" * 50_000, "", None), ("", "", None),
    ],
)  # fmt: skip
def test_numbers(text: str, decimal: str, number: float | None) -> None:
    assert parse_number_text(text, decimal) == number


def test_a_number_of_the_file_has_a_decimal_point() -> None:
    assert decimal_of("1.234") == EITHER
    assert parse_number_text(NumberCell("1.234"), ",") == 1.234


@pytest.mark.parametrize(
    ("cell", "unit", "seconds"),
    [
        ("450", "", 450), ("450.4", "", 450), ("7:30", "", 450), ("0:07:30", "", 450), ("00:07:30.250", "", 450),
        ("7m 30s", "", 450), ("450 s", "", 450), ("450000 ms", "", 450), ("PT7M30S", "", 450), ("450000", "ms", 450),
        ("7.5", "min", 450), ("7,5 min", "", 450), ("75:30", "", 4530), ("1 day, 2:03:04", "", 93784),
        ("1:30", "h", 5400), (timedelta(minutes=7, seconds=30), "", 450), (time(0, 7, 30), "", 450),
        ("soon", "", None), ("-5", "", None),
    ],
)  # fmt: skip
def test_durations(cell: str | time | timedelta, unit: str, seconds: int | None) -> None:
    assert parse_duration(cell, unit) == seconds


def test_the_name_of_a_column_may_state_its_unit() -> None:
    units = {name: unit_in(name) for name in ("Duration (ms)", "handle_time_sec", "Dauer in Minuten", "Wait", "Team S")}
    assert units == {
        "Duration (ms)": "ms",
        "handle_time_sec": "sec",
        "Dauer in Minuten": "minuten",
        "Wait": "",
        "Team S": "s",
    }
