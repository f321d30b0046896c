"""Times with offsets, local times, and times that are rejected."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fault_sentences import refused
from vocapp.contacts.local_times import TimeError, find_zone, promise_to_utc, to_utc

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-05-04T10:00:00+02:00", "2026-05-04T08:00:00+00:00"),
        ("2026-05-04T10:00:00Z", "2026-05-04T10:00:00+00:00"),
        ("2026-05-04T10:00:00", "2026-05-04T08:00:00+00:00"),
        ("2025-10-26T02:30:00", "2025-10-26T00:30:00+00:00"),
        ("2026-05-20T10:05:00Z", "2026-05-20T10:05:00+00:00"),
    ],
)
def test_a_time_is_kept_in_utc_and_of_two_hours_the_first_is_taken(text: str, utc: str) -> None:
    assert to_utc(at(text), BERLIN, NOW).isoformat() == utc


@pytest.mark.parametrize(
    ("text", "zone", "remedy"),
    [
        ("2026-05-04T10:00:00", None, "Add the offset"),
        ("2026-03-29T02:30:00", BERLIN, "does not exist"),
        ("2026-05-20T10:05:01Z", BERLIN, "is in the future"),
        ("1969-12-31T23:59:59Z", BERLIN, "year"),
        ("0001-01-01T00:00:00+14:00", BERLIN, "year"),
        ("0001-01-01T00:00:00", BERLIN, "year"),
    ],
)
def test_impossible_local_times_are_refused(text: str, zone: ZoneInfo | None, remedy: str) -> None:
    with refused(TimeError, match=remedy):
        to_utc(at(text), zone, NOW)


@given(st.datetimes(datetime(1980, 1, 1), datetime(2026, 1, 1)), st.sampled_from(["Europe/Berlin", "Asia/Tehran"]))  # noqa: DTZ001
def test_a_local_time_is_itself_again_or_refused(local: datetime, zone: str) -> None:
    try:
        found = to_utc(local, ZoneInfo(zone), NOW)
    except TimeError as refusal:
        assert [fault.code for fault in refusal.faults] == ["time.skipped"]
        return
    assert found.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == local.replace(fold=0)


def test_a_promise_may_lie_in_the_future() -> None:
    assert promise_to_utc(NOW + timedelta(days=3), None) == NOW + timedelta(days=3)


def test_a_zone_is_one_of_the_database() -> None:
    assert find_zone("Europe/Berlin") == BERLIN
    with refused(TimeError, match="Europe/Berlin"):
        find_zone("Europe/Berln")
    with refused(TimeError, match="America/New_York"):
        find_zone("../../etc/passwd")
