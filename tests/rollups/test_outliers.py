"""Which groups stand apart? Not those that chance alone would name."""

import random

from hypothesis import given
from hypothesis import strategies as st

from vocapp.metrics.change import Change
from vocapp.metrics.histogram import Histogram, added
from vocapp.metrics.measure import Measure
from vocapp.rollups.queries.outliers import apart, chance

CSAT = Measure("csat", 1, 5, "higher_is_better", "contact", "post_contact")


def found(**groups: Histogram) -> dict[str, str]:
    everything = added(groups.values())
    return {key: each.verdict for key, each in apart(CSAT, groups, everything).items()}


def test_the_one_that_differs_is_named_and_the_surest_comes_first() -> None:
    alike = {5: 80, 1: 20}
    assert found(mail={5: 30, 1: 70}, chat=alike, phone=alike, letter={5: 100}) == {"mail": "down", "letter": "up"}


def test_groups_that_are_alike_are_not_named() -> None:
    assert found(mail={5: 40, 1: 10}, chat={5: 41, 1: 9}) == {}


def test_a_group_alone_has_no_rest_to_be_compared_with() -> None:
    assert found(mail={5: 40, 1: 10}) == {}


def test_a_group_that_holds_more_than_the_whole_is_left_out() -> None:
    assert apart(CSAT, {"mail": {5: 40}, "chat": {3: 1}}, {5: 10}) == {}


def test_chance_alone_names_few() -> None:
    dice, named = random.Random(1), 0
    for _ in range(200):
        groups = {str(group): {5: (n := sum(dice.random() < 0.7 for _ in range(40))), 1: 40 - n} for group in range(13)}
        named += bool(apart(CSAT, groups, added(groups.values())))
    assert named <= 20, "without a correction it would be about half of them"


@given(st.floats(-100, 100), st.floats(0.01, 50))
def test_an_interval_that_touches_nought_is_one_in_twenty(difference: float, half: float) -> None:
    touching = Change(half, 0.0, 2 * half, "up")
    assert abs(chance(touching) - 0.05) < 1e-6
    assert 0 <= chance(Change(difference, difference - half, difference + half, "up")) <= 1


def test_no_interval_is_certainty() -> None:
    assert chance(Change(0.0, 0.0, 0.0, "no detectable change")) == 1.0
    assert chance(Change(5.0, 5.0, 5.0, "up")) == 0.0
