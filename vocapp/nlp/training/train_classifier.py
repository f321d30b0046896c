"""How is a judge found? From what was weighed in texts that the weights were not learned from; for training only."""

from collections.abc import Sequence
from itertools import product
from typing import Any, Final, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import accuracy_score, f1_score, recall_score  # type: ignore[import-untyped]

from vocapp.nlp.sentiment.classifier import Judge, beside
from vocapp.nlp.types import Asks

Favour = tuple[float, float, float]
FAVOURS: Final[tuple[Favour, ...]] = tuple(product((1.2, 1.6, 2.0), (1.2, 1.6, 2.0), (1.0,)))


class Freedom(NamedTuple):
    """How freely a judge follows cases without own scores, and with them."""

    without: float
    scored: float


OWN: Final = Freedom(1.0, 1.0)
"""Of a company that judges its own comments."""
UNSEEN: Final = Freedom(0.002, 0.02)
"""Of companies that nobody has seen: where what is said of them fits best (log loss)."""
FOUND: Final = 0.5
"""What finding a negative text counts, beside accuracy and macro-F1."""


class Case(Struct, frozen=True):
    """One text as it was weighed, with the class (−1, 0, 1) that a person gave it."""

    polar: float
    mute: float
    asks: Asks
    words: int
    score: float | None
    label: int
    weight: float = 1.0


def judge_of(cases: Sequence[Case], before: Judge | None = None, freedom: Freedom = OWN) -> Judge:
    """The judge that these cases call for. Where none has a score, scores are judged as `before`."""
    scored = [case for case in cases if case.score is not None]
    known = [beside(case.polar, case.mute, case.asks, case.words) for case in cases]
    plain, favour = _regression(known, cases, freedom.without)
    if before is not None and not scored:
        return Judge(plain, before.scored, favour, before.favour_scored)
    known = [beside(case.polar, case.mute, case.asks, case.words, case.score) for case in scored]
    by_score, favour_scored = _regression(known, scored, freedom.scored)
    return Judge(plain, by_score, favour, favour_scored)


def _regression(
    known: Sequence[tuple[float, ...]], cases: Sequence[Case], freely: float
) -> tuple[tuple[tuple[float, ...], ...], Favour]:
    rows, labels = np.array(known), np.array([case.label for case in cases])
    weights = np.array([case.weight for case in cases])
    model = LogisticRegression(C=freely, solver="newton-cholesky", tol=1e-8, max_iter=200)
    model.fit(rows, labels, sample_weight=weights)
    found = np.hstack([model.coef_, model.intercept_[:, None]])
    return tuple(map(tuple, found.tolist())), _favour(model.predict_proba(rows), labels, weights)


def _favour(chances: NDArray[np.float64], labels: NDArray[np.int64], weights: NDArray[np.float64]) -> Favour:
    """Which classes to prefer in doubt, so that the rare and the negative are found: accuracy, macro-F1, recall."""

    def quality(favour: Favour) -> float:
        chosen: Any = (chances * np.array(favour)).argmax(1) - 1
        accuracy = accuracy_score(labels, chosen, sample_weight=weights)
        found = recall_score(labels, chosen, labels=[-1], average="macro", sample_weight=weights, zero_division=0)
        return float(accuracy + f1_score(labels, chosen, average="macro", sample_weight=weights) + FOUND * found)

    return max(FAVOURS, key=quality)
