"""Training of the weights: logistic regression over terms and other inputs.

scikit-learn and SciPy are imported here, and nowhere on the way of an analysis.
"""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from vocapp.nlp.sentiment.linear_model import LinearModel
from vocapp.nlp.sentiment.sentiment_features import TextFeatures

MIN_TEXTS: Final = 3  # texts that a term must be in
POLAR_STRENGTH: Final = 4.0
MUTE_STRENGTH: Final = 1.0
Floats = NDArray[np.float64]


class TermMatrix:
    """Comments as rows: their terms, each row of length 1, and the other inputs."""

    def __init__(self, known: Sequence[TextFeatures], least: int = MIN_TEXTS) -> None:
        counts = [Counter(term[0] for term in one.terms) for one in known]
        seen = Counter(name for one in counts for name in one)
        self.names = sorted(name for name, texts in seen.items() if texts >= least)
        place = {name: at for at, name in enumerate(self.names)}
        self.rarity = np.array([math.log((1 + len(known)) / (1 + seen[name])) + 1 for name in self.names])
        self.terms = _scale_rows(counts, place, self.rarity)
        self.around = np.array([(*one.valence.measures(), *one.crossed, *one.circumstances) for one in known])
        self.silence = np.array([one.silence for one in known])

    def polar(self, rows: Any = slice(None)) -> Any:
        """Returns the inputs of the polarity."""
        return sparse.hstack([self.terms[rows], self.around[rows]]).tocsr()

    def mute(self, rows: Any = slice(None)) -> Any:
        """Returns the inputs of neutral."""
        return sparse.hstack([self.terms[rows], self.around[rows], self.silence[rows]]).tocsr()


def _scale_rows(counts: Sequence[Counter[str]], place: dict[str, int], rarity: Floats) -> Any:
    columns, values, ends = list[int](), list[float](), [0]
    for one in counts:
        for name, times in one.items():
            if name in place:
                columns.append(place[name])
                values.append(times * rarity[place[name]])
        ends.append(len(columns))
    matrix = sparse.csr_matrix((values, columns, ends), (len(counts), len(place)))
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    return (sparse.diags(1 / np.where(length > 0, length, 1.0)) @ matrix).tocsr()


class RegressionFit:
    """The two regressions of one set of rows: `labels` −1, 0, 1, a weight per row, and a further one for neutral."""

    def __init__(
        self, matrix: TermMatrix, labels: NDArray[np.int64], weights: Floats, silence: Floats, rows: NDArray[np.int64],
        strength: float = POLAR_STRENGTH,
    ) -> None:  # fmt: skip
        self._matrix = matrix
        clear = rows[labels[rows] != 0]
        self._polar = _regression(matrix.polar(clear), labels[clear] > 0, weights[clear], strength)
        self._mute = _regression(matrix.mute(rows), labels[rows] == 0, weights[rows] * silence[rows], MUTE_STRENGTH)

    def weigh(self, rows: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Returns polarity and neutral log-odds of rows of the matrix."""
        matrix = self._matrix
        return self._polar.weigh(matrix.polar(rows)), self._mute.weigh(matrix.mute(rows))

    def linear(self, stems: Sequence[int]) -> LinearModel:
        """Returns the model."""
        names, size = self._matrix.names, len(self._matrix.names)
        polar, mute = self._polar.weights, self._mute.weights
        columns = (self._matrix.rarity.tolist(), polar[:size].tolist(), mute[:size].tolist())
        return LinearModel(
            tuple(stems),
            dict(zip(names, zip(*columns, strict=True), strict=True)),
            (*polar[size:].tolist(), self._polar.constant),
            (*mute[size:].tolist(), self._mute.constant),
        )


class _Regression(NamedTuple):
    """Weights of the columns, and the constant."""

    weights: Floats
    constant: float

    def weigh(self, rows: Any) -> Floats:
        """Returns the log-odds of rows."""
        found: Floats = rows @ self.weights + self.constant
        return found


def _regression(rows: Any, wanted: Any, weights: Floats, strength: float) -> _Regression:
    # So near to the minimum that rounding, which differs by machine, moves no weight by 1e-6. The constant is a column,
    # so that it is regularized as the weights are.
    given = sparse.hstack([rows, np.ones((rows.shape[0], 1))]).tocsr()
    model = LogisticRegression(
        C=strength, solver="newton-cg", class_weight="balanced", tol=1e-8, max_iter=1000, fit_intercept=False
    )
    found = model.fit(given, wanted, sample_weight=weights).coef_[0]
    return _Regression(found[:-1], float(found[-1]))
