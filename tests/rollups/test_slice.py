"""Slices: periods, what they are narrowed to, and their addresses."""

from datetime import date, timedelta
from urllib.parse import parse_qsl
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.metrics.privacy_floor import stretch_of
from vocapp.rollups.rollup_slice import NONE, Dimension, Slice, SliceError, days_of, from_query, periods

TODAY = date(2026, 5, 20)
MAY = Slice(date(2026, 5, 1), date(2026, 5, 31))
UNIT = UUID("01900000-0000-7000-8000-000000000001")
words = st.none() | st.sampled_from(["email", "web_chat", "über & mehr"])
days = st.dates(date(2001, 1, 1), date(2100, 1, 1))
slices = st.builds(
    lambda since, length, **more: Slice(since, since + timedelta(days=length), **more),
    days, st.integers(0, 400), channel=words, touchpoint=words, survey=words,
    line=st.none() | st.uuids(), unit=st.none() | st.uuids(),
)  # fmt: skip


@given(slices)
def test_an_address_leads_back_to_its_slice(slice_: Slice) -> None:
    assert from_query(dict(parse_qsl(slice_.query())), TODAY) == slice_


@given(slices)
def test_whole_periods_are_made_of_stretches(slice_: Slice) -> None:
    whole = slice_.whole()
    assert whole.since <= slice_.since <= slice_.until <= whole.until
    assert (stretch_of(whole.since).first, stretch_of(whole.until).last) == (whole.since, whole.until)
    assert whole.whole() == whole


@given(slices, st.sampled_from([Dimension.DAY, Dimension.WEEK, Dimension.MONTH]))
def test_periods_cover_every_day_once(slice_: Slice, by: Dimension) -> None:
    parts = [slice_.within(by, key) for key in periods(slice_, by)]
    assert [part.since for part in parts if part] == sorted(part.since for part in parts if part)
    assert sum(part.days for part in parts if part) == slice_.days


def test_without_a_period_the_last_four_weeks() -> None:
    assert from_query({"page": "2"}, TODAY) == Slice(date(2026, 4, 23), TODAY)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"since": "2026-05-21"}, "since: 2026-05-21 lies after 2026-05-20"),
        ({"since": "2020-01-01"}, "more than three years"),
        ({"until": "yesterday"}, "until: yesterday is not a date"),
        ({"until": "0001-01-01"}, "until: 0001-01-01 is not a date"),
        ({"unit": "north"}, "unit: north is not an id"),
    ],
)
def test_an_invalid_slice_is_refused_with_the_remedy(query: dict[str, str], words: str) -> None:
    with pytest.raises(SliceError, match=words):
        from_query(query, TODAY)


def test_the_period_before() -> None:
    assert MAY.before() == Slice(date(2026, 4, 1), date(2026, 4, 30))
    week = Slice(date(2026, 5, 4), date(2026, 5, 10))
    assert week.before() == Slice(date(2026, 4, 27), date(2026, 5, 3))


def test_looking_closer() -> None:
    assert MAY.within(Dimension.CHANNEL, "sms") == MAY.but(channel="sms")
    assert MAY.within(Dimension.UNIT, str(UNIT)) == MAY.but(unit=UNIT)
    assert MAY.within(Dimension.LINE, NONE) is None
    assert MAY.within(Dimension.WEEK, "2026-04-27") == Slice(date(2026, 5, 1), date(2026, 5, 3))
    assert days_of(Dimension.MONTH, date(2026, 2, 14)) == (date(2026, 2, 1), date(2026, 2, 28))
