"""Due times by the hours in which people work, over week-ends, holidays and the change of the clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.cases import due_times
from vocapp.cases.due_times import Calendar, Clocks, calendar_of
from vocapp.catalogue.case_rule import Targets
from vocapp.catalogue.company import Company
from vocapp.catalogue.working_hours import Service, ServiceHours, Weekday

BERLIN = ZoneInfo("Europe/Berlin")
DESK = Calendar(ServiceHours(holidays=("12-25", "2026-05-14")), "Europe/Berlin")
EVERY_DAY: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MINUTE = timedelta(minutes=1)
ALWAYS = Calendar(ServiceHours(days=EVERY_DAY, opens="00:00", closes="24:00"), "Europe/Berlin")


def at(text: str) -> datetime:
    """A moment by the clock in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-05-04 10:00", 4, "2026-05-04 14:00"),  # a Monday
        ("2026-05-04 15:00", 4, "2026-05-05 11:00"),  # over night
        ("2026-05-04 05:00", 1, "2026-05-04 10:00"),  # nobody is there yet
        ("2026-05-08 16:30", 1, "2026-05-11 09:30"),  # over the week-end
        ("2026-05-09 12:00", 8, "2026-05-11 17:00"),  # ends as the desk closes
        ("2026-05-13 16:00", 2, "2026-05-15 10:00"),  # over a holiday
        ("2026-12-24 16:00", 2, "2026-12-28 10:00"),
        ("2026-03-27 16:00", 2, "2026-03-30 10:00"),  # the clocks go forward on Sunday
        ("2026-05-04 10:00", 0.25, "2026-05-04 10:15"),
    ],
)
def test_hours_of_work_from_a_moment_on(start: str, hours: float, due: str) -> None:
    assert DESK.add(at(start), hours) == at(due)


def test_a_moment_of_closing_belongs_to_the_next_day_of_service() -> None:
    assert DESK.add(at("2026-05-04 17:00"), 0) == at("2026-05-05 09:00")
    assert DESK.add(at("2026-05-04 16:59"), 0) == at("2026-05-04 16:59")


def test_a_day_on_which_the_clocks_change_has_its_own_length() -> None:
    [spring], [autumn] = (ALWAYS.spans(day) for day in (date(2026, 3, 29), date(2026, 10, 25)))
    assert spring[1] - spring[0] == timedelta(hours=23)
    assert autumn[1] - autumn[0] == timedelta(hours=25)
    assert ALWAYS.add(at("2026-03-28 12:00"), 24) == at("2026-03-29 13:00")


def test_opening_at_a_time_that_does_not_exist_is_when_the_clock_jumps() -> None:
    night = Calendar(ServiceHours(days=EVERY_DAY, opens="02:30", closes="06:00"), "Europe/Berlin")
    assert night.add(at("2026-03-29 00:00"), 1).astimezone(UTC) == datetime(2026, 3, 29, 2, 30, tzinfo=UTC)


MOMENTS = st.integers(0, 730 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE)


@given(MOMENTS, st.floats(0.02, 200), st.sampled_from([DESK, ALWAYS]))
def test_added_hours_equal_the_hours_between(begin: datetime, hours: float, calendar: Calendar) -> None:
    due = calendar.add(begin, hours)
    assert abs(calendar.between(begin, due) - timedelta(hours=hours)) < timedelta(seconds=1)


@given(st.lists(MOMENTS, min_size=3, max_size=3).map(sorted))
def test_work_adds_up(moments: list[datetime]) -> None:
    first, second, third = moments
    assert DESK.between(first, second) + DESK.between(second, third) == DESK.between(first, third)
    assert DESK.between(third, first) == timedelta(0)


def test_a_target_that_no_calendar_has_is_an_error() -> None:
    closed = Calendar(ServiceHours(days=("monday",), opens="09:00", closes="09:01"), "UTC")
    with pytest.raises(ValueError, match="shorten the target"):
        closed.add(at("2026-05-04 10:00"), 1000)


def test_a_unit_has_its_own_hours_and_zone() -> None:
    manila = ServiceHours(opens="22:00", closes="24:00", timezone="Asia/Manila")
    company = Company(
        name="A", timezone="Europe/Berlin", country="DE", languages=("en",), brand="a",
        service=Service(units={"manila": manila}),
    )  # fmt: skip
    assert calendar_of("manila", company) == Calendar(manila.__class__(opens="22:00", closes="24:00"), "Asia/Manila")
    assert calendar_of("berlin", company) == calendar_of(None, company) == Calendar(ServiceHours(), "Europe/Berlin")


def test_the_clocks_of_a_new_case() -> None:
    now = at("2026-05-08 16:00")
    running = due_times.start_clocks(Targets(acknowledge_hours=2, resolve_hours=None, customer_hours=48), DESK, now)
    assert running == Clocks(acknowledge=at("2026-05-11 10:00"), customer=at("2026-05-10 16:00"))
    assert running.first == at("2026-05-10 16:00")


def test_a_clock_that_stands_still_keeps_its_hours() -> None:
    due = at("2026-05-05 11:00")
    left = due_times.remaining_seconds(due, DESK, at("2026-05-04 15:00"))
    assert left == 4 * 3600
    assert due_times.resume_clock(left, DESK, at("2026-05-08 16:00")) == at("2026-05-11 12:00")
    assert due_times.remaining_seconds(due, DESK, at("2026-05-06 09:00")) is None
    assert due_times.remaining_seconds(None, DESK, due) is None
    assert due_times.remaining_seconds(due, DESK, due) is None, "due now: no time is left"
    assert due_times.remaining_seconds(due, DESK, due - timedelta(seconds=1)) == 1


def test_the_earlier_of_two() -> None:
    early, late = at("2026-05-04 10:00"), at("2026-05-04 11:00")
    assert due_times.earliest(late, early) == early
    assert due_times.earliest(None, late) == late
    assert due_times.earliest(None, None) is None
