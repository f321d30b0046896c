"""Calibration of a classifier: its probabilities are fitted to how often they come true in a company's corrections.

By isotonic regression, on texts that the classifier was not trained on. For training only.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression  # type: ignore[import-untyped]

from vocapp.nlp.sentiment.classifier import Calibration, CalibrationCurve, Classifier, calibrate_chances
from vocapp.nlp.training.calibration_result import MIN_CALIBRATED, CalibrationResult
from vocapp.nlp.training.train_classifier import ClassifierCase, train_classifier
from vocapp.nlp.types import LABELS

PARTS: Final = 5
BINS: Final = 10
IDENTITY_SHARE: Final = 0.05  # share of the identity in a curve, so that the order of probabilities stays
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class CalibratedClassifier(NamedTuple):
    """A classifier, and the results of its calibration: for words alone, and for words with a score."""

    classifier: Classifier
    calibrations: tuple[CalibrationResult, ...] = ()


def calibrate_classifier(
    classifier: Classifier, examples: Sequence[Sequence[ClassifierCase]], before: Classifier
) -> CalibratedClassifier:
    """Calibrates a classifier where that helps on held-out examples. `examples`: per example its cases, a person's
    first.
    """
    labelled = [at for at, cases in enumerate(examples) if len(cases) > len(LABELS)]
    if len(labelled) < MIN_CALIBRATED:
        return CalibratedClassifier(classifier)
    part = {at: place % PARTS for place, at in enumerate(labelled)}
    plain, scored, labels = list[list[float]](), list[list[float]](), list[tuple[int, bool]]()
    for held in range(PARTS):
        kept = [case for at, cases in enumerate(examples) if part.get(at) != held for case in cases]
        other = train_classifier(kept, before)
        for at in [at for at in labelled if part[at] == held]:
            case = examples[at][0]
            given = (case.polar, case.mute, case.asks, case.words)
            plain.append(other.chances(*given))
            scored.append(other.chances(*given, case.score))
            labels.append((case.label, case.score is not None))
    wanted, has_score = np.array([label for label, _ in labels]), np.array([has for _, has in labels])
    ways = ((False, np.array(plain), wanted), (True, np.array(scored)[has_score], wanted[has_score]))
    found = [fit_calibration(chances, labels, with_score=with_score) for with_score, chances, labels in ways]
    tried = tuple(one.result for one in found if one.result is not None)
    return CalibratedClassifier(replace(classifier, bend=found[0].curves, bend_scored=found[1].curves), tried)


class CalibrationTrial(NamedTuple):
    """The curves, where they are kept, and their result; both None where there are too few examples."""

    curves: Calibration | None = None
    result: CalibrationResult | None = None


def fit_calibration(chances: Floats, labels: Ints, *, with_score: bool = False) -> CalibrationTrial:
    """Fits the curves of negative and positive; none where there are too few examples, or held-out ones get worse.

    `chances`: of negative, neutral and positive, one row per text; `labels`: −1, 0, 1.
    """
    if len(labels) < MIN_CALIBRATED:
        return CalibrationTrial()
    part, tried = np.arange(len(labels)) * 2_654_435_761 % 2**32 % PARTS, np.empty_like(chances)
    for held in range(PARTS):
        bend = _fit_curves(chances[part != held], labels[part != held])
        tried[part == held] = [calibrate_chances(row, bend) for row in chances[part == held].tolist()]
    before, after = _error(chances, labels), _error(tried, labels)
    is_better = _loss(tried, labels) <= _loss(chances, labels) and after <= before
    result = CalibrationResult(with_score, len(labels), before, after, is_better)
    return CalibrationTrial(_fit_curves(chances, labels) if is_better else None, result)


def _fit_curves(chances: Floats, labels: Ints) -> Calibration:
    return _fit_curve(chances[:, 0], labels < 0), _fit_curve(chances[:, 2], labels > 0)


def _fit_curve(predicted: Floats, came_true: NDArray[np.bool_]) -> CalibrationCurve:
    """A curve through the middles of the steps of an isotonic regression; it never reaches 0 or 1."""
    steps = IsotonicRegression().fit_transform(predicted, came_true.astype(float))
    knots = [(0.0, 0.0)]
    for step in np.unique(steps):
        inside = steps == step
        share = (came_true[inside].sum() + 0.5) / (inside.sum() + 1)
        knots.append((float(predicted[inside].mean()), float(max(share, knots[-1][1]))))
    knots.append((1.0, (1.0 + knots[-1][1]) / 2))
    knots[0] = (0.0, knots[1][1] / 2)
    return CalibrationCurve(*zip(*((x, (1 - IDENTITY_SHARE) * y + IDENTITY_SHARE * x) for x, y in knots), strict=True))


def _loss(chances: Floats, labels: Ints) -> float:
    return float(-np.log(chances[np.arange(len(labels)), labels + 1]).mean())


def _error(chances: Floats, labels: Ints) -> float:
    """The expected calibration error of the likeliest class."""
    sure, right = chances.max(1), chances.argmax(1) - 1 == labels
    bins = np.minimum(BINS - 1, (sure * BINS).astype(int))
    return float(sum(abs((sure - right)[bins == number].sum()) for number in range(BINS)) / len(labels))
