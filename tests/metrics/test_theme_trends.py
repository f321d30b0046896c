"""A theme is said to rise where it does; thirty quiet themes raise no alarm."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.metrics.theme_trends import compare_themes, holm_correction, p_value


def test_what_doubles_is_found_among_many_that_do_not() -> None:
    before = {f"theme {number}": 40 for number in range(30)} | {"billing": 40}
    after = {f"theme {number}": 41 for number in range(30)} | {"billing": 90}
    trends = compare_themes(before, 1000, after, 1000)
    assert [one.theme for one in trends if one.change.verdict == "up"] == ["billing"]
    assert trends[0].theme == "billing"
    assert (trends[0].before.value, trends[0].after.value) == (pytest.approx(4), pytest.approx(9))
    assert all(one.change.verdict == "no detectable change" for one in trends[1:])


def test_a_new_theme_and_one_that_went() -> None:
    trends = compare_themes({"old": 30}, 400, {"new": 30}, 400)
    assert {one.theme: one.change.verdict for one in trends} == {"new": "up", "old": "down"}


def test_noise_raises_an_alarm_in_one_look_of_twenty_at_most() -> None:
    luck = random.Random(5)
    shares = [luck.choice((0.003, 0.01, 0.05, 0.2, 0.5)) for _ in range(30)]

    def period(comments: int) -> dict[str, int]:
        return {str(at): sum(luck.random() < share for _ in range(comments)) for at, share in enumerate(shares)}

    looks = 120
    alarms = sum(
        any(one.change.verdict != "no detectable change" for one in compare_themes(period(150), 150, period(220), 220))
        for _ in range(looks)
    )
    assert alarms / looks <= 0.08


def test_a_period_without_comments_has_no_trend() -> None:
    assert compare_themes({}, 0, {"new": 3}, 10) == []
    assert compare_themes({"old": 3}, 10, {}, 0) == []


@pytest.mark.parametrize(
    ("seen", "p"),
    [((3, 10, 9, 10), 0.01977), ((0, 5, 0, 5), 1.0), ((1, 10, 1, 10), 1.0), ((500, 1000, 400, 1000), 6.97e-06)],
)
def test_the_chance_of_a_difference(seen: tuple[int, int, int, int], p: float) -> None:
    assert p_value(*seen) == pytest.approx(p, rel=0.03)


def test_holm() -> None:
    assert holm_correction({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})


@given(st.integers(0, 60), st.integers(0, 60), st.integers(60, 300), st.integers(60, 300))
def test_a_p_value_is_symmetric(part: int, later: int, whole: int, of_later: int) -> None:
    p = p_value(part, whole, later, of_later)
    assert 0 <= p <= 1
    assert p == pytest.approx(p_value(later, of_later, part, whole), abs=1e-9)
