"""Every number of the definitions, computed and not copied."""

from collections import Counter

import pytest

from vocapp.metrics.change import compare_figures
from vocapp.metrics.figure import Figure
from vocapp.metrics.measure import Measure
from vocapp.metrics.nps import nps
from vocapp.metrics.nps import variance as nps_variance
from vocapp.metrics.power import answers_needed, detectable_difference
from vocapp.metrics.scores import figure, shares, variance
from vocapp.metrics.sentiment_mean import sentiment
from vocapp.metrics.wilson import share

NPS = Measure("nps", 0, 10, "higher_is_better", "company", "relationship")
CSAT = Measure("csat", 1, 5, "higher_is_better", "contact", "post_contact")
CES = Measure("ces", 1, 7, "higher_is_better", "contact", "post_contact")
EFFORT_OF_FIVE = Measure("ces", 1, 5, "lower_is_better", "contact", "post_contact")
SOLVED = Measure("resolution", 0, 1, "higher_is_better", "contact", "post_contact")
EXPECTED = Measure("expectation", 1, 3, "higher_is_better", "contact", "post_contact")
SENTIMENT = Measure("sentiment", -100, 100, "higher_is_better", "contact", "post_contact")


def numbers(found: Figure | None) -> tuple[float, float, float]:
    """Value and interval to one place, as they are printed."""
    assert found is not None
    return round(found.value, 1), round(found.low, 1), round(found.high, 1)


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "expected"),
    [
        (6, 2, 2, (40, -12.6, 74.1)),
        (50, 30, 20, (30, 14.1, 44.2)),
        (5, 0, 0, (100, 17.5, 100)),
        (9, 1, 0, (90, 38.1, 100)),  # the interval is clamped at both ends of the scale
        (0, 1, 9, (-90, -100, -38.1)),
    ],
)
def test_nps(promoters: int, passives: int, detractors: int, expected: tuple[float, float, float]) -> None:
    assert numbers(nps({10: promoters, 7: passives, 0: detractors})) == expected


@pytest.mark.parametrize(
    ("answers", "value", "n"),
    [
        ((10, 9, 8, 7, 6, 0), 0, 6),  # case 72; who skips is in no histogram
        ((0,), -100, 1),
        ((0, 10), 0, 2),
        ((0, 0, 10), -33.3, 3),
        ((7, 8, 7), 0, 3),
        ((9, 6, 8, 8), 0, 4),
    ],
)
def test_case_72_zero_is_an_answer_and_nothing_is_minus_zero(answers: tuple[int, ...], value: float, n: int) -> None:
    found = nps(Counter(answers))
    assert found is not None
    assert (round(found.value, 1), found.n) == (value, n)
    assert "-0" not in {f"{round(found.value)}", f"{found.value:.0f}"}


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (8, 10, (80.0, 49.0, 94.3)),
        (5, 5, (100.0, 56.6, 100.0)),
        (960, 1200, (80.0, 77.6, 82.2)),
        (1, 5, (20.0, 3.6, 62.4)),
    ],
)
def test_wilson(part: int, whole: int, expected: tuple[float, float, float]) -> None:
    assert numbers(share(part, whole)) == expected


@pytest.mark.parametrize("whole", [1, 5, 1200])
def test_none_and_all_are_exact_ends_of_the_interval(whole: int) -> None:
    none, every = share(0, whole), share(whole, whole)
    assert none and (none.value, none.low) == (0, 0)
    assert every and (every.value, every.high) == (100, 100)
    assert share(0, 0) is None


def test_the_ends_of_the_classes_of_nps() -> None:
    assert numbers(nps({9: 1, 8: 1, 7: 1, 6: 1}))[0] == 0
    assert numbers(nps({0: 1, 6: 1}))[0] == -100  # zero counts


def test_a_six_is_a_detractor_in_the_variance_and_a_seven_is_not() -> None:
    assert nps_variance({7: 1, 6: 1}) == 2500
    assert nps_variance({10: 1, 8: 1}) == 2500
    assert nps_variance({7: 1, 8: 1}) == 0


def test_csat_is_the_top_two_and_not_the_mean() -> None:
    assert numbers(figure(CSAT, {5: 3, 4: 5, 3: 2})) == (80.0, 49.0, 94.3)


def test_ease_counts_from_five_of_seven_and_is_mirrored_where_much_is_bad() -> None:
    assert numbers(figure(CES, {7: 1, 5: 1, 4: 1, 1: 1}))[0] == 50
    assert numbers(figure(EFFORT_OF_FIVE, {1: 1, 2: 1, 3: 1, 5: 1}))[0] == 50


def test_shares_of_yes_and_of_each_expectation() -> None:
    assert numbers(figure(SOLVED, {1: 8, 0: 2})) == (80.0, 49.0, 94.3)
    assert numbers(figure(EXPECTED, {3: 8, 2: 1, 1: 1})) == (80.0, 49.0, 94.3)
    assert [round(found.value) for found in shares(EXPECTED, {3: 5, 2: 3, 1: 2}).values() if found] == [20, 30, 50]


def test_sentiment_is_a_mean_and_few_alike_are_no_certainty() -> None:
    alike = sentiment({50: 5})
    assert alike is not None
    assert (alike.value, alike.unit) == (0.5, "mean")
    assert alike.low < 0.2
    mixed = figure(SENTIMENT, {80: 50, -40: 50})
    assert mixed is not None
    assert (round(mixed.value, 2), round(mixed.low, 2), round(mixed.high, 2)) == (0.2, 0.08, 0.32)


@pytest.mark.parametrize("measure", [NPS, CSAT, SENTIMENT])
def test_nothing_answered_has_no_figure(measure: Measure) -> None:
    assert figure(measure, {}) is None
    assert variance(measure, {}) == 0


def test_a_metric_without_a_definition_has_no_figure() -> None:
    with pytest.raises(KeyError, match="stars"):
        figure(Measure("stars", 1, 5, "higher_is_better", "contact", "post_contact"), {1: 1})


def test_how_many_answers_a_change_takes() -> None:
    typical = nps_variance({10: 50, 7: 30, 0: 20})
    assert answers_needed(typical, 5) == 3831
    assert answers_needed(typical, 10) == 958
    assert variance(NPS, {10: 50, 7: 30, 0: 20}) == typical
    found = detectable_difference(typical, 958, 958)
    assert found is not None
    assert round(found, 1) == 10.0
    assert detectable_difference(typical, 958, 0) is None
    with pytest.raises(ValueError, match="difference of 0"):
        answers_needed(typical, 0)


def test_a_change_is_worded_by_its_test() -> None:
    before, after = share(960, 1200), share(1020, 1200)
    assert before is not None
    assert after is not None
    up = compare_figures(before, after)
    assert (round(up.difference, 1), round(up.low, 1), round(up.high, 1), up.verdict) == (5.0, 2.0, 8.0, "up")
    assert compare_figures(after, before).verdict == "down"
    few, fewer = share(8, 10), share(5, 10)
    assert few is not None
    assert fewer is not None
    assert compare_figures(few, fewer).verdict == "no detectable change"
    score = nps({10: 5})
    assert score is not None
    with pytest.raises(ValueError, match="one measure"):
        compare_figures(few, score)


@pytest.mark.parametrize(("after", "verdict"), [(50.5, "up"), (49.5, "down"), (50, "no detectable change")], ids=str)
def test_a_change_is_detected_where_its_interval_leaves_out_zero(after: float, verdict: str) -> None:
    sure = Figure(50, 50, 50, 1000, "percent")
    assert compare_figures(sure, Figure(after, after, after, 1000, "percent")).verdict == verdict


def test_measures_have_keys_and_titles_of_their_own() -> None:
    assert CES.key == "ces:1-7:higher_is_better:contact:post_contact"
    assert CES.title == "Ease (CES), 1 to 7, contact"
    assert NPS.title == "Recommendation (NPS), company, relationship"
    assert (NPS.is_latest_per_person, CSAT.is_latest_per_person) == (True, False)
    assert len({measure.key for measure in (NPS, CSAT, CES, EFFORT_OF_FIVE, SOLVED, EXPECTED, SENTIMENT)}) == 7
