"""Many more forms of times, durations and numbers, as programs and people of other countries write them."""

from datetime import UTC, datetime

import pytest

from vocapp.contacts.imports.amounts import parse_duration, parse_number_text
from vocapp.contacts.imports.time_forms import DateOrder, order_of, parse_time_text


@pytest.mark.parametrize(
    "text",
    [
        "26.11.2026 14:05:00", "26.11.2026 um 14:05 Uhr", "26. Nov. 2026 14:05", "26. November 2026, 14:05 Uhr",
        "Do., 26.11.2026 14:05", "Do 26.11.2026 14:05", "Thu 11/26/2026 2:05 PM", "11/26/2026 2:05PM",
        "11/26/2026 02:05:00 pm", "11/26/26 2:05 p", "Nov 26 2026 2:05PM", "November 26 2026 at 2:05 PM",
        "26/11/2026 à 14h05", "26/11/2026 14h05", "26/11/2026 à 14 h 05", "26/11/2026 14:05:00,000",
        "le 26/11/2026 à 14:05", "jeudi 26 novembre 2026 14:05", "jeu. 26 nov. 2026 14:05", "26-nov-2026 14:05",
        "26-NOV-2026 14:05:00", "26NOV2026 14:05", "26-Nov-26 14.05.00.000000 ", "26-NOV-26 02.05.00.000000 PM",
        "2026-11-26 14.05.00", "2026-11-26-14.05.00.000000", "2026-11-26_14-05-00", "20261126 1405",
        "20261126 14:05:00", "20261126T1405", "2026-11-26 02:05:00 PM", "2026年11月26日 14:05", "26.11.2026 - 14:05",
        "26.11.2026 / 14:05", "26.11.2026 | 14:05", "26.11.2026\t14:05", "26.11.2026;14:05", "26 Kasım 2026 14:05",
        "26 ноября 2026 14:05", "26 ноября 2026 г., 14:05", "26 listopadu 2026 14:05", "2026. november 26. 14:05",
        "2026.11.26. 14:05", "26 noiembrie 2026 14:05", "26 de nov de 2026 14:05",
        "26 de novembro de 2026 às 14:05", "26 nov. 2026 14:05", "26 nov 2026 kl. 14:05",
        "26 november 2026 kl 14.05", "26 novembre 2026 alle ore 14:05", "26 novembre 2026 ore 14:05",
        "26-11-2026 14:05 u", "26-11-2026 14:05 uur", "2:05 PM 11/26/2026", "14:05 26.11.2026",
        "14:05:00 26/11/2026", "14:05, 26 Nov 2026", "14:05 on 26 November 2026", "26th November 2026 14:05",
        "26th of November, 2026 14:05", "November 26th, 2026 2:05 PM", "Nov-26-2026 14:05", "2026-Nov-26 14:05",
        "26/Nov/2026 14:05", "26/Nov/2026:14:05:00", "26.Nov.2026 14:05", "2026/11/26 14:05:00.000000",
        "２０２６-11-26 14:05", "26 / 11 / 2026 14:05", "2026-11-26 14:05 hrs", "2026-11-26 1405",
        "26.11.2026 1405 Uhr", "2026-11-26T14:05:00.0000000", "2026-11-26 2:05 nachm.", "2026-11-26 下午2:05",
        "46352.5868055556", "46352,5868055556",
    ],
)  # fmt: skip
def test_a_local_time(text: str) -> None:
    reading = parse_time_text(text, order_of(text) or DateOrder.DAY_FIRST)
    assert reading is not None
    assert (reading.value.isoformat(), reading.is_day) == ("2026-11-26T14:05:00", False)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-26T14:05:00+00:00", "2026-11-26T15:05:00+01", "2026-11-26T15:05:00+0100",
        "2026-11-26 15:05:00 +01:00", "2026-11-26 15:05:00+01", "2026-11-26 14:05:00 +00:00 UTC",
        "2026-11-26 14:05:00 +0000 UTC", "2026-11-26 14:05:00 (UTC)", "2026-11-26 14:05:00 Etc/UTC",
        "2026-11-26 14:05 GMT", "26 Nov 2026 14:05:00 GMT", "Thu, 26 Nov 2026 14:05:00 GMT",
        "11/26/2026 2:05 PM UTC", "11/26/2026, 2:05:00 PM UTC", "Nov 26, 2026 2:05 PM UTC", "2026-11-26 14:05:00Z",
        "2026-11-26 14:05 Z", "2026-11-26T09:05:00-05:00", "2026-11-26T09:05:00 EST", "2026-11-26T15:05:00 CET",
        "2026-11-26 15:05:00 Europe/Berlin", "2026-11-26T15:05:00[Europe/Berlin]", "26.11.2026 15:05 (MEZ)",
        "26.11.2026 15:05 Uhr MEZ", "/Date(1795701900000)/", "1795701900", "1795701900000", "1795701900000000",
        "1795701900000000000", "1795701900.123456", "1,795,701,900", "@1795701900",
    ],
)  # fmt: skip
def test_a_time_with_its_offset_or_zone(text: str) -> None:
    reading = parse_time_text(text, order_of(text) or DateOrder.DAY_FIRST)
    assert reading is not None
    assert reading.value.tzinfo is not None
    assert reading.value.replace(microsecond=0) == datetime(2026, 11, 26, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-26", "26.11.26", "26.11.2026", "26 November 2026", "November 26, 2026", "26 nov 2026",
        "26/11/2026", "26. November 2026", "Do 26.11.2026", "Thu Nov 26 2026", "20261126", "46352", "26-Nov-26",
        "2026/11/26", "26.11.2026.", "2026. 11. 26.", "le 26 novembre 2026", "26NOV2026",
    ],
)  # fmt: skip
def test_a_day(text: str) -> None:
    reading = parse_time_text(text, order_of(text) or DateOrder.DAY_FIRST)
    assert reading is not None
    assert (reading.value.date().isoformat(), reading.is_day) == ("2026-11-26", True)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-26 15:05 (Central European Time)", "26.11.2026 15:05 IST", "2026-11-26 25:00", "2026-11-26 14:65",
        "1.7957019E+9", "26.11.", "November 2026", "Q4 2026", "KW 48", "2026", "14:05 Uhr", "26.11.206 14:05", "T-1",
        "26 Smarch 2026", "2026-11-26 15:05 Mars/Olympus", "n/a", "heute", "0000-00-00 00:00:00", "12.345.678",
    ],
)  # fmt: skip
def test_what_is_no_time_or_could_be_several(text: str) -> None:
    assert parse_time_text(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("450", 450), ("450.0", 450), ("450s", 450), ("450 sec.", 450), ("7:30", 450), ("07:30", 450),
        ("0:07:30", 450), ("00:07:30", 450), ("00:07:30.000", 450), ("7m30s", 450), ("7m 30s", 450),
        ("7 min 30 sec", 450), ("7min 30s", 450), ("7 minutes, 30 seconds", 450), ("7 Min. 30 Sek.", 450),
        ("7,5 min", 450), ("7.5 min", 450), ("PT7M30S", 450), ("PT450S", 450), ("P0DT0H7M30S", 450),
        ("0 days 00:07:30", 450), ("0d 00:07:30", 450), ("0.00:07:30", 450), ("7'30\"", 450), ("7' 30''", 450),
        ("7′30″", 450), ("7 min 30", 450), ("7mn30", 450), ("7 mn 30 s", 450), ("450000 ms", 450),
        ("450000ms", 450), ("7:30 min", 450), ("7:30 mins", 450), ("0:07:30 h", 450), ("00h07m30s", 450),
        ("0h 7min 30s", 450), ("7 минут 30 секунд", 450), ("450 seg", 450), ("7 min. 30 sek.", 450),
        ("1:02:03", 3723), ("1h 2m 3s", 3723), ("1 h 2 min 3 s", 3723), ("1h02", 3720), ("1 h 02", 3720),
        ("1d 2h", 93600), ("1 day 02:00:00", 93600), ("1.02:00:00", 93600), ("26:00:00", 93600), ("0,125 h", 450),
        ("0.125h", 450), ("450 ", 450), ("00:00", 0), ("0", 0), ("1,200", 1200), ("7 m 30 s", 450),
        ("< 1 min", None), ("-", None), ("7:75", None), ("-5", None), ("7 min 30 s", 450),
    ],
)  # fmt: skip
def test_a_duration(text: str, seconds: int | None) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "decimal", "seconds"),
    [
        ("1,200", "", 1200), ("1,200", ".", 1200), ("1,200", ",", 1), ("312.000", "", 312), ("1.200", ",", 1),
        ("7,5", "", 8),
    ],
)  # fmt: skip
def test_seconds_with_a_comma_are_decided_by_their_column(text: str, decimal: str, seconds: int) -> None:
    assert parse_duration(text, decimal=decimal) == seconds


@pytest.mark.parametrize(
    ("text", "number", "decimal"),
    [
        ("1234,5", 1234.5, ","), ("1.234,50", 1234.5, ","), ("1,234.50", 1234.5, "."), ("1 234,50", 1234.5, ","),
        ("1 234,50 €", 1234.5, ","), ("€ 1.234,50", 1234.5, ","), ("1'234.50", 1234.5, "."),
        ("1’234.50", 1234.5, "."), ("$1,234.50", 1234.5, "."), ("-1.234,50", -1234.5, ","),
        ("1.234,50-", -1234.5, ","), ("(1,234.50)", -1234.5, "."), ("12%", 12, "."), ("12,5 %", 12.5, ","),
        ("1.23E+3", 1230, "."), ("+5", 5, ""), ("1.234.567", 1234567, ""), ("1,234,567", 1234567, ""),
        ("USD 5", 5, ""), ("5,00 EUR", 5, ""), ("5 Stk", None, ""), ("0,5", 0.5, ""), (".5", 0.5, ""),
        ("١٢", 12, ""), ("1,234", 1234, "."), ("1,234", 1.234, ","), ("1,234", None, ""), ("'5", 5, ""),
        ("1 234", 1234, ""), ("-", None, ""), ("1.2.3", None, ""),
    ],
)  # fmt: skip
def test_a_number(text: str, number: float | None, decimal: str) -> None:
    assert parse_number_text(text, decimal) == number
