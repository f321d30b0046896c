"""Quiet hours: nobody is written to at night, in any zone and at any clock change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hypothesis_profiles import examples
from tests.invitations.policy_examples import COMPANY, changed
from vocapp.catalogue.company import Company, WritingHours
from vocapp.invitations.policy.quiet_hours import WEEKDAYS, is_blocked, next_allowed, zones_of, zones_of_country

ZONES = sorted(name for name in available_timezones() if not name.startswith(("Etc/", "posix", "right")))
BERLIN = ZoneInfo("Europe/Berlin")
moments = st.datetimes(datetime(2024, 1, 1), datetime(2034, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
days = st.dates().map("{:%m-%d}".format)
companies = st.builds(
    lambda opens, length, blocked, weekdays: changed(
        COMPANY,
        hours=WritingHours(opens=opens, closes=min(24, opens + length)),
        blocked_days=blocked,
        blocked_weekdays=weekdays,
    ),
    st.integers(0, 23),
    st.integers(1, 24),
    st.lists(days, max_size=5).map(tuple),
    st.lists(st.sampled_from(WEEKDAYS), max_size=4, unique=True).map(tuple),
)


def allows(moment: datetime, zone: ZoneInfo, company: Company) -> bool:
    local = moment.astimezone(zone)
    return company.hours.opens <= local.hour < company.hours.closes and not is_blocked(local.date(), company)


@given(moments, st.sampled_from(ZONES), companies)
@examples(300)
def test_one_clock_is_always_kept_to(moment: datetime, name: str, company: Company) -> None:
    zone = ZoneInfo(name)
    found = next_allowed(moment, (zone,), company)
    assert found is not None
    assert found >= moment
    assert allows(found, zone, company)
    if allows(moment, zone, company):
        assert found == moment


@given(moments, st.sampled_from(("US", "RU", "AU", "BR", "FR", "GB", "KI", "AQ", "UM", "CA")))
@examples(100)
def test_every_zone_of_a_country_is_respected_or_nobody_is_invited(moment: datetime, country: str) -> None:
    zones = zones_of_country(country)
    found = next_allowed(moment, zones, COMPANY)
    assert found is None or all(allows(found, zone, COMPANY) for zone in zones)
    if country in ("US", "RU", "AU", "BR", "FR", "GB", "CA"):
        assert found is not None


@given(moments, st.sampled_from(ZONES))
@examples(100)
def test_no_earlier_quarter_of_an_hour_would_have_done(moment: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    found = next_allowed(moment, (zone,), COMPANY)
    assert found is not None
    assert found - moment <= timedelta(hours=12)
    earlier = moment
    while earlier < found:
        assert not allows(earlier, zone, COMPANY)
        earlier += timedelta(minutes=15)


def test_an_evening_waits_for_eight_in_the_morning_of_the_shorter_night() -> None:
    spring = datetime(2026, 3, 28, 21, 30, tzinfo=BERLIN)
    assert next_allowed(spring, (BERLIN,), COMPANY) == datetime(2026, 3, 29, 8, 0, tzinfo=BERLIN)
    opening = next_allowed(spring, (BERLIN,), COMPANY)
    assert opening is not None
    assert opening - spring.astimezone(UTC) == timedelta(hours=9, minutes=30)


def test_where_clocks_go_back_over_the_opening_the_second_one_counts() -> None:
    early = changed(COMPANY, hours=WritingHours(opens=2, closes=20))
    back = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)  # 02:30 comes twice
    assert next_allowed(back, (BERLIN,), early) == back
    three = changed(COMPANY, hours=WritingHours(opens=3, closes=20))
    found = next_allowed(back, (BERLIN,), three)
    assert found == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)  # 03:00, an hour and a half later


def test_a_skipped_calendar_day_is_passed_over() -> None:
    apia = ZoneInfo("Pacific/Apia")  # had no 30 December 2011
    evening = datetime(2011, 12, 29, 22, 0, tzinfo=apia)
    found = next_allowed(evening, (apia,), COMPANY)
    assert found is not None
    assert f"{found.astimezone(apia):%d %H}" == "31 08"


def test_blocked_days_are_the_customers_days() -> None:
    company = changed(COMPANY, blocked_days=("12-25", "2026-12-26"), blocked_weekdays=("sunday",))
    eve = datetime(2026, 12, 24, 22, 0, tzinfo=BERLIN)
    assert next_allowed(eve, (BERLIN,), company) == datetime(2026, 12, 28, 8, 0, tzinfo=BERLIN)
    year_after = datetime(2027, 12, 26, 12, 0, tzinfo=BERLIN)
    assert is_blocked(year_after.date(), company)  # a Sunday
    assert not is_blocked((year_after + timedelta(days=1)).date(), company)


def test_a_country_without_a_common_hour_has_no_time() -> None:
    morning = changed(COMPANY, hours=WritingHours(opens=9, closes=11))
    assert next_allowed(datetime(2026, 5, 4, 12, tzinfo=UTC), zones_of_country("US"), morning) is None


@pytest.mark.parametrize(
    ("timezone", "country", "zones"),
    [
        ("Asia/Tokyo", "US", ["Asia/Tokyo"]),
        (None, "JP", ["Asia/Tokyo"]),
        (None, None, ["Europe/Berlin", "Europe/Busingen"]),
        (None, "XX", ["Europe/Berlin"]),
    ],
)
def test_an_unknown_zone_is_every_zone_it_may_be(timezone: str | None, country: str | None, zones: list[str]) -> None:
    assert [zone.key for zone in zones_of(timezone, country, COMPANY)] == zones
