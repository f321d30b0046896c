"""Cases 83 and 84: targets over weekends, holidays, changes of the clocks, lunch, nights and half days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.cases.due_times import Calendar
from vocapp.catalogue.working_hours import WEEK, OtherHours, ServiceHours

BERLIN = "Europe/Berlin"
LUNCH = ServiceHours(spans=("08:30-12:00", "13:00-17:30"), holidays=("12-25",))
NIGHT = ServiceHours(opens="22:00", closes="06:00", holidays=("12-24",))
NIGHTS = ServiceHours(days=WEEK, opens="22:00", closes="06:00")
HALF = ServiceHours(
    other=(
        OtherHours(days=("saturday",), spans=("09:00-12:00",)),
        OtherHours(days=("wednesday",), spans=("09:00-13:00",)),
    )
)
CLOSED_FRIDAYS = ServiceHours(other=(OtherHours(days=("friday",), spans=()),))
THREE_SHIFTS = ServiceHours(days=WEEK, spans=("06:00-14:00", "14:00-22:00", "22:00-06:00"))
WEEKDAYS = ServiceHours(holidays=("12-25", "12-26", "01-01", "02-29"))
ALWAYS = ServiceHours(days=WEEK, opens="00:00", closes="24:00")


def due(hours: ServiceHours, start: str, count: float, zone: str = BERLIN) -> str:
    """The due time so many hours of service after `start`, by the clock of the zone."""
    place = ZoneInfo(zone)
    found = Calendar(hours, zone).add(datetime.fromisoformat(start).replace(tzinfo=place), count)
    return found.astimezone(place).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-27 16:00", 2, "2026-11-30 10:00"),  # a Friday
        ("2026-11-27 17:00", 0.5, "2026-11-30 09:30"),
        ("2026-12-24 16:00", 2, "2026-12-28 10:00"),
        ("2026-12-31 16:30", 1, "2027-01-04 09:30"),
        ("2028-02-28 16:00", 2, "2028-03-01 10:00"),
        ("2026-11-29 12:00", 8, "2026-11-30 17:00"),
    ],
)
def test_case_83_weekends_and_holidays(start: str, hours: float, end: str) -> None:
    assert due(WEEKDAYS, start, hours) == end


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        (BERLIN, "2026-10-24 12:00", "2026-10-25 11:00"),
        (BERLIN, "2026-03-28 12:00", "2026-03-29 13:00"),
        ("Asia/Beirut", "2026-03-28 12:00", "2026-03-29 13:00"),
        ("America/Santiago", "2026-09-05 12:00", "2026-09-06 13:00"),
        ("Australia/Lord_Howe", "2026-04-04 12:00", "2026-04-05 11:30"),
        ("Asia/Kolkata", "2026-03-28 12:00", "2026-03-29 12:00"),
    ],
)
def test_case_83_a_day_of_real_hours_over_a_change_of_the_clocks(zone: str, start: str, end: str) -> None:
    assert due(ALWAYS, start, 24, zone) == end


@pytest.mark.parametrize(
    ("hours", "start", "count", "end"),
    [
        # lunch
        (LUNCH, "2026-11-30 11:30", 1, "2026-11-30 13:30"),
        (LUNCH, "2026-11-30 12:15", 1, "2026-11-30 14:00"),
        (LUNCH, "2026-11-30 08:30", 8, "2026-11-30 17:30"),
        (LUNCH, "2026-11-27 17:00", 1, "2026-11-30 09:00"),
        (LUNCH, "2026-12-24 11:00", 6, "2026-12-28 09:00"),
        (LUNCH, "2026-11-30 08:30", 3.5, "2026-11-30 12:00"),
        # nights, of Monday to Friday
        (NIGHT, "2026-11-30 23:00", 2, "2026-12-01 01:00"),
        (NIGHT, "2026-12-01 02:00", 2, "2026-12-01 04:00"),
        (NIGHT, "2026-12-01 05:00", 2, "2026-12-01 23:00"),
        (NIGHT, "2026-12-01 12:00", 1, "2026-12-01 23:00"),
        (NIGHT, "2026-11-28 02:00", 4, "2026-11-28 06:00"),  # the night of Friday
        (NIGHT, "2026-11-28 02:00", 5, "2026-11-30 23:00"),
        (NIGHT, "2026-11-30 01:00", 1, "2026-11-30 23:00"),  # the night of Sunday is none
        (NIGHT, "2026-12-23 23:00", 8, "2026-12-25 23:00"),  # that of the 24th is a holiday
        (NIGHTS, "2026-10-24 23:00", 7, "2026-10-25 05:00"),  # nine hours long
        (NIGHTS, "2026-03-28 23:00", 6, "2026-03-29 06:00"),  # seven hours long
        # half days, days of their own and none
        (HALF, "2026-11-28 11:00", 2, "2026-11-30 10:00"),
        (HALF, "2026-11-27 16:00", 3, "2026-11-28 11:00"),
        (HALF, "2026-12-02 12:00", 2, "2026-12-03 10:00"),
        (CLOSED_FRIDAYS, "2026-11-26 16:00", 2, "2026-11-30 10:00"),
        # three shifts
        (THREE_SHIFTS, "2026-11-28 13:30", 48, "2026-11-30 13:30"),
        (THREE_SHIFTS, "2026-03-28 12:00", 24, "2026-03-29 13:00"),
    ],
)  # fmt: skip
def test_case_84_lunch_nights_and_half_days(hours: ServiceHours, start: str, count: float, end: str) -> None:
    assert due(hours, start, count) == end


def test_only_the_time_of_service_counts_between_two_moments() -> None:
    place = ZoneInfo(BERLIN)
    morning, noon, night = (datetime(2026, 11, 30, hour, tzinfo=place) for hour in (8, 12, 23))
    assert Calendar(LUNCH, BERLIN).between(morning, night) == timedelta(hours=8)
    assert Calendar(NIGHT, BERLIN).between(noon, night) == timedelta(hours=1)
    assert Calendar(NIGHT, BERLIN).between(night, night + timedelta(hours=4)) == timedelta(hours=4)
    assert Calendar(HALF, BERLIN).between(night - timedelta(days=3), night - timedelta(days=1)) == timedelta(hours=3)


MOMENTS = st.integers(0, 730 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(MOMENTS, st.floats(0.02, 200), st.sampled_from([LUNCH, NIGHT, NIGHTS, HALF, CLOSED_FRIDAYS, THREE_SHIFTS]))
def test_added_hours_equal_the_hours_between(begin: datetime, hours: float, service: ServiceHours) -> None:
    calendar = Calendar(service, BERLIN)
    assert abs(calendar.between(begin, calendar.add(begin, hours)) - timedelta(hours=hours)) < timedelta(seconds=1)


@given(st.lists(MOMENTS, min_size=3, max_size=3).map(sorted), st.sampled_from([LUNCH, NIGHT, HALF, THREE_SHIFTS]))
def test_work_adds_up(moments: list[datetime], service: ServiceHours) -> None:
    first, second, third = moments
    calendar = Calendar(service, BERLIN)
    assert calendar.between(first, second) + calendar.between(second, third) == calendar.between(first, third)
