"""Comparison of a candidate with the incumbent on labelled comments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.nlp.training.evaluate import compare_models, measure_accuracy
from vocapp.nlp.types import LABELS, Analysis, Label


def analysis_of(label: Label | None, probability: float | None = 0.8, model: str = "m") -> Analysis:
    return Analysis("en", 0.0, label, probability, False, False, (), (), "", model)


def test_a_candidate_that_is_right_much_more_often_is_better() -> None:
    truth: list[Label] = ["negative"] * 20 + ["positive"] * 20
    old = [analysis_of("positive", 0.6, "old") for _ in truth]
    new = [analysis_of(label, 0.9, "new") for label in truth]
    found = compare_models(truth, old, new)
    assert (found.gained, found.lost, found.verdict) == (20, 0, "better")
    assert found.chance == pytest.approx(2 / 2**20)
    assert found.candidate.right is not None
    assert found.candidate.right.value == 100
    assert found.incumbent.found is not None
    assert found.incumbent.found.value == 0
    assert found.incumbent.meant is None, "it calls nothing negative"
    assert found.candidate.honest == pytest.approx(0.1)
    assert found.is_safe
    assert compare_models(truth, new, old).verdict == "worse"
    assert not compare_models(truth, new, old).is_safe


def test_a_few_more_right_are_no_detectable_difference() -> None:
    truth: list[Label] = ["negative"] * 30
    old = [analysis_of("negative") for _ in range(25)] + [analysis_of("neutral") for _ in range(5)]
    new = [analysis_of("neutral") for _ in range(2)] + [analysis_of("negative") for _ in range(28)]
    found = compare_models(truth, old, new)
    assert (found.gained, found.lost, found.verdict) == (5, 2, "no detectable difference")
    assert not found.is_safe


def test_a_better_but_overconfident_model_is_not_activated_automatically() -> None:
    truth: list[Label] = ["negative", "positive"] * 20
    old = [analysis_of("neutral", 0.01) for _ in truth]
    new = [analysis_of(label, 1.0) for label in truth[:30]] + [analysis_of("neutral", 1.0) for _ in truth[30:]]
    found = compare_models(truth, old, new)
    assert (found.verdict, found.candidate.honest) == ("better", pytest.approx(0.25))
    assert not found.is_safe


def test_a_comment_without_verdict_counts_as_wrong() -> None:
    found = measure_accuracy(["negative", "neutral"], [analysis_of(None, None), analysis_of(None, None)])
    assert (found.unread, found.honest, found.bins) == (2, None, ())
    assert found.right is not None
    assert found.right.value == 0
    assert measure_accuracy([], []).right is None


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS), st.floats(0, 1)), max_size=60))
def test_every_analysis_is_in_one_bin(rows: list[tuple[Label, Label, float]]) -> None:
    truth = [label for label, _, _ in rows]
    found = measure_accuracy(truth, [analysis_of(label, probability) for _, label, probability in rows])
    assert sum(one.right.n for one in found.bins) == len(rows)
    assert found.honest is None or 0 <= found.honest <= 1
    same = compare_models(truth, [analysis_of(label) for label in truth], [analysis_of(label) for label in truth])
    assert (same.verdict, same.chance) == ("no detectable difference", 1.0)
