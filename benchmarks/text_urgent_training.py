"""Trains the shipped urgency models: ``python -m benchmarks.text_urgent_training``.

Urgent are sentences of our own, in `benchmarks/urgent/` by language and kind. Not urgent are the calm ones from there,
and comments of customers. The threshold is set on other comments: one ordinary comment in `ALARMS` raises an alarm.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from benchmarks import text_sets
from vocapp.nlp.text.sentences import split_sentences
from vocapp.nlp.urgency.detect_urgency import find_urgent_phrases
from vocapp.nlp.urgency.urgency_model import (
    URGENCY_LANGUAGES,
    URGENT_KINDS,
    UrgencyModel,
    build_urgency_model,
    sentence_terms,
)

PLACE: Final = Path(__file__).parents[1] / "vocapp/nlp/data/models"
WRITTEN: Final = Path(__file__).parent / "urgent"
LEAST: Final = 2  # sentences that must contain a term
STRENGTH, KIND_STRENGTH = 3.0, 3.0
COUNTS: Final = 3.0  # weight of an urgent sentence
CALM_COUNTS: Final = 4.0  # weight of a calm one that was written to sound urgent
ALARMS: Final = 50
FAINT: Final = 0.005
NOT_CUSTOMERS: Final = ("vader tweets", "vader nyt", "vader movie")
MOST_COMMENTS: Final = 6000

Words = list[str]
Floats = NDArray[np.float64]


def written(language: str) -> dict[str, list[str]]:
    """Returns the sentences of our own, by kind; calm ones under "calm"."""
    return tomllib.loads((WRITTEN / f"{language}.toml").read_text(encoding="utf-8"))


def ordinary(language: str) -> list[list[str]]:
    """Returns comments that are hardly ever urgent: answers to surveys, and others.

    Only positive and neutral ones, since complaints may be urgent; in a fixed pseudo-random order.
    """
    rows = text_sets.english() if language == "en" else text_sets.reviews(language)
    calm = [row for row in rows if row.label is not None and row.label >= 0 and not row.group.startswith(NOT_CUSTOMERS)]
    kinds = [[row.text for row in calm if row.group.startswith("survey") == asked] for asked in (True, False)]
    return [_scattered(texts, language) for texts in kinds if texts]


def _scattered(texts: Iterable[str], language: str) -> list[str]:
    kept = {text for text in texts if not find_urgent_phrases(text, language)[0]}
    return sorted(kept, key=lambda text: (hash_of(text), text))[:MOST_COMMENTS]


def hash_of(text: str) -> int:
    """Returns a number that is the same on every machine."""
    number = 0
    for byte in text.encode():
        number = (number * 31 + byte) % 2**32
    return number


def words_of(text: str, language: str) -> list[Words]:
    """Returns the words of each sentence."""
    return [[token.word for token in sentence.words] for sentence in split_sentences(text, language)]


class Matrix:
    """Sentences as rows, a column per term."""

    def __init__(self, rows: Sequence[Words]) -> None:
        seen = Counter(name for words in rows for name in {*sentence_terms(words)})
        self.names = sorted(name for name, times in seen.items() if times >= LEAST)
        self._place = {name: at for at, name in enumerate(self.names)}
        self.rows = self.of(rows)

    def of(self, rows: Sequence[Words]) -> Any:
        """Returns the rows of further sentences."""
        columns, values, ends = list[int](), list[float](), [0]
        for words in rows:
            known = [self._place[name] for name in sentence_terms(words) if name in self._place]
            columns += known
            values += [len(words) ** -0.5] * len(known)
            ends.append(len(columns))
        return sparse.csr_matrix((values, columns, ends), (len(rows), len(self.names)))


def learn(said: dict[str, list[str]], language: str, others: Sequence[Sequence[str]]) -> UrgencyModel:
    """Trains on these sentences, and on comments that are not urgent; half of those set the threshold."""
    urgent_ones = [(URGENT_KINDS.index(kind), words_of(text, language)) for kind in URGENT_KINDS for text in said[kind]]
    calm = [words for text in said["calm"] for words in words_of(text, language)]
    calm_others = [words for texts in others for text in texts[::2] for words in words_of(text, language)]
    chosen = [[*chain.from_iterable(parts)] for _, parts in urgent_ones]
    for _ in range(2):  # first on whole comments, then on the most urgent sentence of each
        rows = [*chosen, *calm, *calm_others]
        matrix = Matrix(rows)
        labels = np.array([1] * len(chosen) + [0] * (len(calm) + len(calm_others)))
        counts = np.array([COUNTS] * len(chosen) + [CALM_COUNTS] * len(calm) + [1.0] * len(calm_others))
        model = LogisticRegression(C=STRENGTH, tol=1e-8, max_iter=3000).fit(matrix.rows, labels, sample_weight=counts)
        chosen = [max(parts, key=lambda words: _score(model, matrix, words)) for _, parts in urgent_ones]
    kinds = LogisticRegression(C=KIND_STRENGTH, tol=1e-8, max_iter=3000)
    kinds.fit(matrix.of(chosen), np.array([kind for kind, _ in urgent_ones]))
    weights = dict(_kept(matrix.names, model.coef_[0]))
    of_kinds = {name: tuple(row) for name, row in zip(matrix.names, kinds.coef_.T.round(4).tolist(), strict=True)}
    found = build_urgency_model(float(model.intercept_[0]), weights, kinds.intercept_.tolist(), _telling(of_kinds))
    return build_urgency_model(
        found.base - max(_told_from(found, language, texts[1::2]) for texts in others),
        weights,
        found.kinds_base,
        found.kinds,
    )


def _score(model: Any, matrix: Matrix, words: Words) -> float:
    return float(model.decision_function(matrix.of([words]))[0])


def _kept(names: Sequence[str], weights: Floats) -> Iterator[tuple[str, float]]:
    return (
        (name, weight) for name, weight in zip(names, weights.round(4).tolist(), strict=True) if abs(weight) > FAINT
    )


def _telling(kinds: dict[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
    return {name: row for name, row in kinds.items() if max(map(abs, row)) > FAINT * 10}


def _told_from(model: UrgencyModel, language: str, others: Sequence[str]) -> float:
    """The score that one ordinary comment in `ALARMS` reaches."""
    best = [max((model.score(words) for words in words_of(text, language)), default=-9.0) for text in others]
    return float(np.quantile(best, 1 - 1 / ALARMS))


def main() -> int:
    """Writes the files; 2 where the comments are missing."""
    if not text_sets.present():
        print(f"There are no comments in {text_sets.FOLDER}: set VOCAPP_COMMENTS to where they are.")
        return 2
    for language in URGENCY_LANGUAGES:
        content = learn(written(language), language, ordinary(language)).packed()
        (PLACE / f"urgent_{language}.model").write_bytes(content)
        print(f"{language}  {len(content) / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
