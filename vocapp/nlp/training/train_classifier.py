"""Trains the classifier on texts that the weights were not learned from."""

from collections.abc import Sequence
from itertools import product
from typing import Any, Final, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import accuracy_score, f1_score, recall_score  # type: ignore[import-untyped]

from vocapp.nlp.sentiment.classifier import Classifier, classifier_inputs
from vocapp.nlp.types import QuestionIntent

ClassFactors = tuple[float, float, float]
CLASS_FACTORS: Final[tuple[ClassFactors, ...]] = tuple(product((1.2, 1.6, 2.0), (1.2, 1.6, 2.0), (1.0,)))


class Regularization(NamedTuple):
    """Inverse strengths of regularization, without own scores and with them."""

    without: float
    scored: float


OWN_COMMENTS: Final = Regularization(1.0, 1.0)
"""For a company that classifies its own comments."""
UNSEEN_COMPANIES: Final = Regularization(0.002, 0.02)
"""For unseen companies: the strengths with the best log loss there."""
RECALL_WEIGHT: Final = 0.5
"""Weight of the recall of negative texts, beside accuracy and macro-F1."""


class ClassifierCase(Struct, frozen=True):
    """One text with its log-odds, and the class (−1, 0, 1) that a person gave it."""

    polar: float
    mute: float
    asks: QuestionIntent
    words: int
    score: float | None
    label: int
    weight: float = 1.0


def train_classifier(
    cases: Sequence[ClassifierCase], before: Classifier | None = None, freedom: Regularization = OWN_COMMENTS
) -> Classifier:
    """Returns the classifier for these cases. Where none has a score, scores are used as in `before`."""
    scored = [case for case in cases if case.score is not None]
    known = [classifier_inputs(case.polar, case.mute, case.asks, case.words) for case in cases]
    plain, favour = _regression(known, cases, freedom.without)
    if before is not None and not scored:
        return Classifier(plain, before.scored, favour, before.favour_scored)
    known = [classifier_inputs(case.polar, case.mute, case.asks, case.words, case.score) for case in scored]
    by_score, favour_scored = _regression(known, scored, freedom.scored)
    return Classifier(plain, by_score, favour, favour_scored)


def _regression(
    known: Sequence[tuple[float, ...]], cases: Sequence[ClassifierCase], freely: float
) -> tuple[tuple[tuple[float, ...], ...], ClassFactors]:
    rows, labels = np.array(known), np.array([case.label for case in cases])
    weights = np.array([case.weight for case in cases])
    model = LogisticRegression(C=freely, solver="newton-cholesky", tol=1e-8, max_iter=200)
    model.fit(rows, labels, sample_weight=weights)
    found = np.hstack([model.coef_, model.intercept_[:, None]])
    return tuple(map(tuple, found.tolist())), _choose_class_factors(model.predict_proba(rows), labels, weights)


def _choose_class_factors(
    chances: NDArray[np.float64], labels: NDArray[np.int64], weights: NDArray[np.float64]
) -> ClassFactors:
    """Class factors that are best for accuracy, macro-F1 and the recall of negative together."""

    def quality(favour: ClassFactors) -> float:
        chosen: Any = (chances * np.array(favour)).argmax(1) - 1
        accuracy = accuracy_score(labels, chosen, sample_weight=weights)
        found = recall_score(labels, chosen, labels=[-1], average="macro", sample_weight=weights, zero_division=0)
        return float(
            accuracy + f1_score(labels, chosen, average="macro", sample_weight=weights) + RECALL_WEIGHT * found
        )

    return max(CLASS_FACTORS, key=quality)
