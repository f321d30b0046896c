"""Probabilities are calibrated where corrections show that this helps, and left alone elsewhere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from vocapp.nlp.sentiment.classifier import CalibrationCurve, Classifier, calibrate_chances
from vocapp.nlp.sentiment.company_model import CompanyModel, load_company_model
from vocapp.nlp.sentiment.sentiment_model import shipped_sentiment_model
from vocapp.nlp.training.calibrate import calibrate_classifier, fit_calibration
from vocapp.nlp.training.calibration_result import MIN_CALIBRATED
from vocapp.nlp.training.train import UNCHANGED
from vocapp.nlp.training.train_classifier import ClassifierCase, train_classifier

CHANCE = st.floats(0.0, 1.0)


def overconfident(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Overconfident probabilities and their labels: right six times in ten."""
    draw = np.random.default_rng(7)
    good = draw.random(size) < 0.5
    right = draw.random(size) < 0.6
    sure = 0.9 + 0.09 * draw.random(size)
    rest = (1 - sure) / 2
    chances = np.where(good[:, None], np.stack([rest, rest, sure], 1), np.stack([sure, rest, rest], 1))
    return chances, np.where(good == right, 1, -1)


def test_overconfident_probabilities_become_calibrated() -> None:
    chances, labels = overconfident(800)
    bend, tried = fit_calibration(chances, labels)
    assert bend is not None and tried is not None
    assert tried.is_bent and tried.texts == 800 and tried.before > 0.3 > 0.1 > tried.after
    after = np.array([calibrate_chances(row, bend) for row in chances.tolist()])
    assert chances.max(1).mean() > 0.9
    assert after.max(1).mean() == pytest.approx(0.6, abs=0.06)


def test_few_corrections_calibrate_nothing() -> None:
    assert fit_calibration(*overconfident(MIN_CALIBRATED - 1)) == (None, None)
    before = shipped_sentiment_model("en").classifier
    lessons = [[ClassifierCase(1.0, 0.0, "open", 5, None, 1)]] * (MIN_CALIBRATED - 1)
    assert calibrate_classifier(before, lessons, before) == (before, ())


def test_calibrated_probabilities_stay() -> None:
    draw = np.random.default_rng(3)
    good = draw.random(3000)
    chances = np.stack([0.9 * (1 - good), np.full(3000, 0.1), 0.9 * good], 1)
    labels = np.array([draw.choice([-1, 0, 1], p=row) for row in chances])
    bend, tried = fit_calibration(chances, labels)
    assert tried is not None and tried.is_bent is (bend is not None)
    assert bend is None or max(abs(calibrate_chances(row, bend)[2] - row[2]) for row in chances.tolist()) < 0.15


def test_calibration_of_a_company_classifier_moves_no_text_to_another_class() -> None:
    before, draw = shipped_sentiment_model("en").classifier, np.random.default_rng(5)
    lessons = []
    for number in range(400):  # strong words that are right little more often than not, and mild ones always
        polar, is_strong = draw.choice([-1, 1]), number % 2
        label = polar if not is_strong or draw.random() < 0.55 else -polar
        case = ClassifierCase(float(polar * (6 if is_strong else 2)), -2.0, "open", 8, None, int(label))
        lessons.append([case, *(replace(case, label=at - 1, weight=0.03) for at in range(3))])
    classifier = train_classifier([case for cases in lessons for case in cases], before)
    found, tried = calibrate_classifier(classifier, lessons, before)
    assert found.bend_scored is None and [(one.with_score, one.texts) for one in tried] == [(False, 400)]
    for polar in (-6.0, -2.0, 2.0, 6.0):
        one, other = (each.verdict(polar, -2.0, "open", 8) for each in (classifier, found))
        assert one.label == other.label
        assert (one.sentiment > 0) == (other.sentiment > 0)
    kept = load_company_model(CompanyModel(UNCHANGED, 1.0, found, 400, calibrations=tried).packed())
    assert (kept.classifier, kept.calibrations) == (found, tried)


def test_a_model_without_calibration_still_loads() -> None:
    classifier = shipped_sentiment_model("en").classifier
    old = Classifier(classifier.plain, classifier.scored, classifier.favour, classifier.favour_scored)
    assert (old.bend, old.bend_scored) == (None, None)
    assert load_company_model(CompanyModel(UNCHANGED, 1.0, old, 1).packed()).classifier == old


BEND = fit_calibration(*overconfident(800)).curves


@given(one=CHANCE, other=CHANCE)
def test_calibration_keeps_the_order_of_probabilities(one: float, other: float) -> None:
    assert BEND is not None
    for curve in BEND:
        low, high = curve.at(min(one, other)), curve.at(max(one, other))
        assert 0.0 < low <= high < 1.0
    blame = 1 - one
    found = calibrate_chances([blame, 0.0, one], BEND)
    assert sum(found) == pytest.approx(1.0)
    assert all(0 < chance < 1 for chance in found)


def test_a_curve_interpolates_linearly() -> None:
    curve = CalibrationCurve((0.0, 0.5, 1.0), (0.1, 0.4, 0.8))
    assert [curve.at(x) for x in (0.0, 0.25, 0.5, 0.75, 1.0)] == pytest.approx([0.1, 0.25, 0.4, 0.6, 0.8])
