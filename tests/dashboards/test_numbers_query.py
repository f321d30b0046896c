"""Which days a page shows, what it compares them with, and that its address says all of it."""

from datetime import date, timedelta
from urllib.parse import parse_qsl
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.dashboards.numbers_query import COMPARISONS, PERIODS, DashboardView, from_query, months_before
from vocapp.rollups.rollup_slice import Dimension, Slice, SliceError, days_of

TODAY = date(2026, 6, 3)
DAY = timedelta(days=1)
RIVERSIDE = UUID("00000000-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        ("7", date(2026, 5, 28), TODAY),
        ("28", date(2026, 5, 7), TODAY),
        ("90", date(2026, 3, 6), TODAY),
        ("month", date(2026, 6, 1), TODAY),
        ("last-month", date(2026, 5, 1), date(2026, 5, 31)),
        ("quarter", date(2026, 4, 1), TODAY),
        ("last-quarter", date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_a_period_moves_with_the_day(period: str, since: date, until: date) -> None:
    view = from_query({"period": period}, TODAY)
    assert (view.slice.since, view.slice.until) == (since, until)


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        ("28", date(2026, 4, 9), date(2026, 5, 6)),
        ("month", date(2026, 5, 1), date(2026, 5, 3)),
        ("last-month", date(2026, 4, 1), date(2026, 4, 30)),
        ("quarter", date(2026, 1, 1), date(2026, 3, 3)),
        ("last-quarter", date(2025, 10, 1), date(2025, 12, 31)),
    ],
)
def test_the_period_before_has_the_same_shape(period: str, since: date, until: date) -> None:
    against = from_query({"period": period}, TODAY).against()
    assert against is not None
    assert (against.since, against.until) == (since, until)


def test_the_year_before_and_nothing() -> None:
    year = from_query({"since": "2024-02-01", "until": "2024-02-29", "compare": "year"}, TODAY).against()
    assert year == Slice(date(2023, 2, 1), date(2023, 2, 28))
    assert from_query({"compare": "nothing"}, TODAY).against() is None


def test_days_that_are_chosen_stay_in_the_address() -> None:
    view = from_query({"since": "2026-05-01", "until": "2026-05-03", "unit": str(RIVERSIDE)}, TODAY)
    assert view.period == ""
    assert dict(parse_qsl(view.query())) == {"since": "2026-05-01", "until": "2026-05-03", "unit": str(RIVERSIDE)}
    assert from_query({"period": "days", "since": "2026-05-01"}, TODAY).slice.until == TODAY
    assert from_query({"period": "7", "since": "2026-01-01"}, TODAY).slice.since == TODAY - 6 * DAY


def test_the_usual_view_has_a_bare_address() -> None:
    assert from_query({}, TODAY).query() == ""
    assert from_query({}, TODAY).query(channel="email", measure="x") == "measure=x&channel=email"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"period": "fortnight"}, "period: fortnight"),
        ({"compare": "luck"}, "compare: luck"),
        ({"since": "soon"}, "since: soon"),
        ({"unit": "sales"}, "unit: sales"),
    ],
)
def test_what_is_no_view_is_refused_with_the_remedy(query: dict[str, str], said: str) -> None:
    with pytest.raises(SliceError, match=said):
        from_query(query, TODAY)


views = st.builds(
    lambda period, compare, measure, channel, days: (
        ({"period": period} if period else {"since": str(TODAY - days * DAY), "until": str(TODAY)})
        | {"compare": compare, "measure": measure, "channel": channel}
    ),
    st.sampled_from(["", *PERIODS]),
    st.sampled_from(COMPARISONS),
    st.sampled_from(["", "nps:0-10"]),
    st.sampled_from(["", "email"]),
    st.integers(0, 1000),
)


@given(views)
def test_an_address_is_read_back(query: dict[str, str]) -> None:
    view = from_query(query, TODAY)
    assert from_query(dict(parse_qsl(view.query())), TODAY) == view


@given(views)
def test_the_compared_period_lies_before_and_does_not_overlap(query: dict[str, str]) -> None:
    view = from_query(query, TODAY)
    against = view.against()
    if against is None:
        return
    assert against.since <= against.until
    assert against.until < view.slice.until
    if view.compare == "before":
        assert against.until < view.slice.since


@given(views)
def test_the_trend_holds_the_period_in_whole_weeks_or_months(query: dict[str, str]) -> None:
    view = from_query(query, TODAY)
    longer, by = view.trend()
    assert longer.since <= view.slice.since and longer.until == view.slice.until
    assert by in (Dimension.WEEK, Dimension.MONTH)
    if by is Dimension.WEEK:
        assert days_of(by, longer.since)[0] == longer.since


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_months_before_is_a_day_of_that_month(day: date, months: int) -> None:
    found = months_before(day, months)
    assert (day.year * 12 + day.month) - (found.year * 12 + found.month) == months
    assert found.day <= day.day


def test_a_view_is_a_value() -> None:
    assert DashboardView(Slice(TODAY, TODAY), TODAY) == DashboardView(Slice(TODAY, TODAY), TODAY)
