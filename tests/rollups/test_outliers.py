"""Which groups stand apart? Not those that chance alone would name."""

import random

from hypothesis import given
from hypothesis import strategies as st

from vocapp.metrics.change import FigureChange
from vocapp.metrics.histogram import Histogram, add_histograms
from vocapp.metrics.measure import Measure
from vocapp.rollups.queries.outliers import change_p_value, find_outliers

CSAT = Measure("csat", 1, 5, "higher_is_better", "contact", "post_contact")


def found(**groups: Histogram) -> dict[str, str]:
    everything = add_histograms(groups.values())
    return {key: each.verdict for key, each in find_outliers(CSAT, groups, everything).items()}


def test_the_one_that_differs_is_named_and_the_surest_comes_first() -> None:
    alike = {5: 80, 1: 20}
    assert found(mail={5: 30, 1: 70}, chat=alike, phone=alike, letter={5: 100}) == {"mail": "down", "letter": "up"}


def test_groups_that_do_not_differ_are_not_named() -> None:
    assert found(mail={5: 40, 1: 10}, chat={5: 41, 1: 9}) == {}


def test_a_group_alone_has_no_rest_to_be_compared_with() -> None:
    assert found(mail={5: 40, 1: 10}) == {}


def test_a_group_that_holds_more_than_the_whole_is_left_out() -> None:
    assert find_outliers(CSAT, {"mail": {5: 40}, "chat": {3: 1}}, {5: 10}) == {}


def test_chance_alone_names_few() -> None:
    dice, named = random.Random(1), 0
    for _ in range(200):
        groups = {str(group): {5: (n := sum(dice.random() < 0.7 for _ in range(40))), 1: 40 - n} for group in range(13)}
        named += bool(find_outliers(CSAT, groups, add_histograms(groups.values())))
    assert named <= 20, "without a correction it would be about half of them"


@given(st.floats(-100, 100), st.floats(0.01, 50))
def test_an_interval_that_touches_nought_is_one_in_twenty(difference: float, half: float) -> None:
    touching = FigureChange(half, 0.0, 2 * half, "up")
    assert abs(change_p_value(touching) - 0.05) < 1e-6
    assert 0 <= change_p_value(FigureChange(difference, difference - half, difference + half, "up")) <= 1


def test_no_interval_is_certainty() -> None:
    assert change_p_value(FigureChange(0.0, 0.0, 0.0, "no detectable change")) == 1.0
    assert change_p_value(FigureChange(5.0, 5.0, 5.0, "up")) == 0.0
