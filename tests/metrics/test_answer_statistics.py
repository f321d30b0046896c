"""The mean of answers, and the shares of the best and the worst."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.metrics import scores
from vocapp.metrics.answer_statistics import STATISTICS, box, compute_statistic, mean_answer, statistics_of
from vocapp.metrics.histogram import size
from vocapp.metrics.measure import Measure
from vocapp.metrics.wilson import share

CSAT = Measure("csat", 1, 5, "higher_is_better", "contact", "post_contact")
NPS = Measure("nps", 0, 10, "higher_is_better", "company", "relationship")
HARD = Measure("ces", 1, 7, "lower_is_better", "contact", "post_contact")
TONE = Measure("sentiment", -100, 100, "higher_is_better", "contact", "post_contact")
EXPECTED = Measure("expectation", 1, 3, "higher_is_better", "contact", "post_contact")
histograms = st.dictionaries(st.integers(1, 5), st.integers(1, 500), min_size=1)


def test_the_best_answer_is_at_the_good_end_of_the_scale() -> None:
    assert (box("top", CSAT), box("bottom", CSAT)) == ((5, 5), (1, 1))
    assert (box("top", HARD), box("bottom", HARD)) == ((1, 1), (7, 7))
    assert (box("top", NPS), box("bottom", NPS)) == ((9, 10), (0, 6))
    assert compute_statistic("top", CSAT, {5: 8, 4: 2}) == share(8, 10)
    assert compute_statistic("bottom", NPS, {10: 6, 8: 2, 3: 2}) == share(2, 10)


def test_promoters_less_detractors_is_the_score() -> None:
    histogram = {10: 5, 9: 1, 8: 2, 6: 1, 0: 1}
    top, bottom, score = (compute_statistic(one, NPS, histogram) for one in ("top", "bottom", "score"))
    assert top and bottom and score
    assert top.value - bottom.value == score.value == 40


def test_a_mean_lies_on_its_scale() -> None:
    found = compute_statistic("mean", CSAT, {5: 3, 4: 1, 1: 1})
    assert found is not None
    assert (found.value, found.n, found.unit) == (4.0, 5, "rating")
    assert found.low == pytest.approx(4 - 1.96 * (22 / 6 / 7) ** 0.5, abs=0.001) and found.high == 5.0
    assert mean_answer(CSAT, {}) is None


@given(histograms)
def test_the_interval_holds_the_mean_and_is_never_certain(histogram: dict[int, int]) -> None:
    found = mean_answer(CSAT, histogram)
    assert found is not None
    assert 1 <= found.low <= found.value <= found.high <= 5
    assert found.low < found.high
    assert found.n == size(histogram)


@given(histograms, st.integers(2, 9))
def test_more_answers_of_the_same_kind_narrow_the_interval(histogram: dict[int, int], times: int) -> None:
    few, many = mean_answer(CSAT, histogram), mean_answer(CSAT, {value: n * times for value, n in histogram.items()})
    assert few and many
    assert many.high - many.low < few.high - few.low
    assert many.value == pytest.approx(few.value)


def test_what_has_no_such_statistic_has_its_score() -> None:
    assert statistics_of(CSAT) == STATISTICS
    assert statistics_of(TONE) == ("score", "n")
    assert statistics_of(EXPECTED) == ("score", "bottom", "n")
    assert compute_statistic("mean", TONE, {50: 6}) == scores.figure(TONE, {50: 6})
    assert compute_statistic("n", CSAT, {5: 6}) is None
