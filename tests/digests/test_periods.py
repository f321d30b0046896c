"""A digest is due by the reader's local time, once a period, through every clock change."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.digests.periods import (
    DigestPeriod,
    Frequency,
    PlannedPeriod,
    Schedule,
    due_between,
    frequency_of,
    last_complete_period,
    next_due,
    period_before,
    period_of,
    plan_periods,
    trend_periods,
)

TEN_ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",  # springs forward at midnight
    "Africa/Cairo",  # so it does here
    "Asia/Kathmandu",  # 5:45 off
    "Australia/Lord_Howe",  # springs by half an hour
    "Pacific/Kiritimati",  # the first of all, 14 h ahead
    "Pacific/Pago_Pago",  # the last of all, 11 h behind
    "America/St_Johns",  # 3:30 off
    "Asia/Tehran",
)
ZONES = st.sampled_from(TEN_ZONES)
SCHEDULES = st.builds(
    Schedule, st.just(Frequency.WEEK), st.integers(1, 7), st.integers(0, 23), ZONES, ZONES
) | st.builds(Schedule, st.just(Frequency.MONTH), st.integers(1, 31), st.integers(0, 23), ZONES, ZONES)
MOMENTS = st.integers(0, 6 * 365 * 24 * 60).map(lambda minutes: utc(2024, 1, 1) + timedelta(minutes=minutes))
MONDAYS = Schedule(Frequency.WEEK, 1, 7, "Europe/Berlin", "Europe/Berlin")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_a_weekly_digest_covers_the_whole_week_before() -> None:
    due = next_due(MONDAYS, utc(2026, 11, 20))

    assert due.period == DigestPeriod(date(2026, 11, 16), date(2026, 11, 22))
    assert due.at == utc(2026, 11, 23, 6), "seven o'clock in Berlin"


def test_a_digest_sent_on_friday_still_covers_a_whole_week() -> None:
    fridays = Schedule(Frequency.WEEK, 5, 7, "Europe/Berlin", "Europe/Berlin")

    assert next_due(fridays, utc(2026, 11, 24)).period == DigestPeriod(date(2026, 11, 16), date(2026, 11, 22))


def test_the_last_day_stands_in_for_a_day_that_the_month_lacks() -> None:
    schedule = Schedule(Frequency.MONTH, 31, 8, "UTC", "UTC")

    due = next_due(schedule, utc(2027, 2, 1))

    assert (due.at, due.period) == (utc(2027, 2, 28, 8), DigestPeriod(date(2027, 1, 1), date(2027, 1, 31)))


@pytest.mark.parametrize(
    ("zone", "hour", "at"),
    [
        ("Europe/Berlin", 2, utc(2026, 3, 29, 1)),  # 02:00 does not exist: 03:00 summer time
        ("Africa/Cairo", 0, utc(2026, 4, 23, 22)),  # midnight of Friday 24 April does not exist: 01:00
        ("America/New_York", 1, utc(2026, 11, 1, 5)),  # 01:00 comes twice: the first
    ],
)
def test_an_hour_that_is_missing_or_doubled(zone: str, hour: int, at: datetime) -> None:
    day = at.astimezone(ZoneInfo(zone)).date()
    schedule = Schedule(Frequency.WEEK, day.isoweekday(), hour, zone, zone)

    assert [due.at for due in due_between(schedule, at - timedelta(days=2), at + timedelta(days=2))] == [at]


def test_a_reader_in_the_far_east_waits_until_the_week_is_over_where_the_company_is() -> None:
    schedule = Schedule(Frequency.WEEK, 1, 7, "Pacific/Auckland", "America/Los_Angeles")

    due = next_due(schedule, utc(2026, 11, 20))

    assert due.at == utc(2026, 11, 23, 8), "Monday 00:00 in Los Angeles"


@given(SCHEDULES, MOMENTS)
def test_each_period_is_due_once_and_they_follow_each_other(schedule: Schedule, start: datetime) -> None:
    dues = due_between(schedule, start, start + timedelta(days=400))

    assert len(dues) >= 12
    for one, other in pairwise(dues):
        assert one.at < other.at
        assert other.period.since == one.period.until + timedelta(days=1)
    for due in dues:
        assert due.at >= datetime.combine(due.period.until, datetime.min.time(), ZoneInfo(schedule.company_zone))


@given(SCHEDULES, MOMENTS, st.lists(st.integers(1, 60 * 24 * 40), min_size=1, max_size=40))
def test_every_period_is_due_once_at_any_tick_pattern(schedule: Schedule, start: datetime, steps: list[int]) -> None:
    found: dict[DigestPeriod, PlannedPeriod] = {}
    now = start
    stored = next_due(schedule, now).at
    for minutes in steps:
        now += timedelta(minutes=minutes)
        if stored > now:
            continue
        for each in plan_periods(schedule, stored, now):
            found.setdefault(each.due.period, each)
        stored = next_due(schedule, now).at
    assert [*found] == [due.period for due in due_between(schedule, start, now)]


def test_after_two_months_without_service_only_the_newest_is_sent() -> None:
    first = next_due(MONDAYS, utc(2026, 9, 1)).at

    back = plan_periods(MONDAYS, first, first + timedelta(days=56, hours=3))

    assert [each.in_time for each in back] == [False] * 8 + [True]


def test_a_day_too_late_the_digest_is_missed() -> None:
    first = next_due(MONDAYS, utc(2026, 9, 1)).at

    assert [each.in_time for each in plan_periods(MONDAYS, first, first + timedelta(hours=24))] == [True]
    assert [each.in_time for each in plan_periods(MONDAYS, first, first + timedelta(hours=25))] == [False]


@given(st.sampled_from(Frequency), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_periods_tile_the_calendar(every: Frequency, day: date) -> None:
    period = period_of(every, day)

    assert period.since <= day <= period.until
    assert frequency_of(period) is every
    assert period_before(period).until == period.since - timedelta(days=1)
    assert last_complete_period(every, day) == period_before(period)
    assert trend_periods(period, 3) == [period_before(period_before(period)), period_before(period), period]
