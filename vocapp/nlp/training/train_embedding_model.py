"""Trains the second opinion of a company's model, by embeddings, on the labels of people.

Each text gets an opinion from a model that was not trained on it. On these, the weights of words and embeddings are
fitted; the prior is equal weights.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from vocapp.nlp.sentiment.classifier import Classifier
from vocapp.nlp.sentiment.embedding_model import MIN_CHANCE, EmbeddingModel, OpinionPool, question_inputs
from vocapp.nlp.sentiment.embeddings import EmbeddingUse
from vocapp.nlp.training.train_classifier import ClassifierCase
from vocapp.nlp.types import LABELS

MAX_CORRECTIONS: Final = 3_000
"""The newest corrections that are used: more would take longer than a nightly training may."""
MIN_SCORED: Final = 50
PARTS: Final = 5
SPREAD: Final = 10.0  # embeddings lie near to each other: factor that spreads them
STRENGTH: Final = 0.2
PSEUDO_COUNT: Final = 0.1  # weight of one artificial text per class, so that every class exists
PRIOR_STRENGTH: Final = 20.0  # weight of the prior, in corrections
PRIOR_POOL: Final = np.array([0.5, 0.5, 0.0, 0.0, 0.0])
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def train_embedding_model(
    cases: Sequence[ClassifierCase], vectors: NDArray[np.float32], classifier: Classifier, embedder: str
) -> EmbeddingModel:
    """Trains on cases, weighed by a model that was not trained on them, and their embeddings, a row each."""
    labels = np.array([case.label for case in cases])
    rows = np.hstack([vectors * SPREAD, np.stack([question_inputs(case.asks) for case in cases])]).astype(float)
    whole = _cross_fit(rows, labels)
    given = [(case.polar, case.mute, case.asks, case.words) for case in cases]
    plain = np.array([classifier.chances(*one) for one in given])
    scored = np.array([classifier.chances(*one, case.score) for one, case in zip(given, cases, strict=True)])
    has_score = np.array([case.score is not None for case in cases])
    pool = of_score = fit_pool(plain, whole, labels)
    if has_score.sum() >= MIN_SCORED:
        of_score = fit_pool(scored[has_score], whole[has_score], labels[has_score])
    favours = [classifier.favour_scored if has else classifier.favour for has in has_score]
    pools = [of_score if has else pool for has in has_score]
    beyond = _measure_use(scored, whole, pools, np.array(favours), embedder)
    weights = _fit_opinion(rows, labels)
    weights[:, : vectors.shape[1]] *= SPREAD
    return EmbeddingModel(weights.astype(np.float32), pool, of_score, beyond)


def fit_pool(words: Floats, whole: Floats, labels: Ints) -> OpinionPool:
    """Fits the weights of both opinions; probabilities of three classes per row, labels −1, 0, 1."""
    one, other = (np.log(np.maximum(MIN_CHANCE, chances)) for chances in (words, whole))
    targets = np.eye(3)[labels + 1]

    def cost(tried: Floats) -> tuple[float, Floats]:
        logits = tried[0] * one + tried[1] * other + tried[2:]
        logits -= logits.max(1, keepdims=True)
        chances = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        off, apart = chances - targets, tried - PRIOR_POOL
        slope = np.array([(off * one).sum(), (off * other).sum(), *off.sum(0)]) + 2 * PRIOR_STRENGTH * apart
        return float(-np.log((chances * targets).sum(1)).sum() + PRIOR_STRENGTH * (apart * apart).sum()), slope

    bounds = [(0, None)] * 2 + [(None, None)] * 3
    found = optimize.minimize(cost, PRIOR_POOL, jac=True, bounds=bounds, method="L-BFGS-B").x.tolist()
    return OpinionPool(found[0], found[1], (found[2], found[3], found[4]))


def _cross_fit(rows: Floats, labels: Ints) -> Floats:
    """Probabilities of each class, by a model that was trained on the other rows."""
    part, found = np.arange(len(rows)) * 2_654_435_761 % 2**32 % PARTS, np.empty((len(rows), len(LABELS)))
    for held in range(PARTS):
        logits = rows[part == held] @ _fit_opinion(rows[part != held], labels[part != held]).T
        powers = np.exp(logits - logits.max(1, keepdims=True))
        found[part == held] = powers / powers.sum(1, keepdims=True)
    return found


def _fit_opinion(rows: Floats, labels: Ints) -> Floats:
    """Weights of the columns of `rows`, the last of which is the constant; a row per class."""
    middle = rows[:, :-1].mean(0)
    given = np.vstack([rows[:, :-1] - middle, np.zeros((3, rows.shape[1] - 1))])
    counts = np.concatenate([np.ones(len(rows)), np.full(3, PSEUDO_COUNT)])
    model = LogisticRegression(C=STRENGTH, solver="lbfgs", tol=1e-6, max_iter=5000)
    found: Any = model.fit(given, np.concatenate([labels, [-1, 0, 1]]), sample_weight=counts)
    constant = found.intercept_ - found.coef_ @ middle
    return np.hstack([found.coef_, constant[:, None]])


def _measure_use(
    words: Floats, whole: Floats, pools: Sequence[OpinionPool], favours: Floats, embedder: str
) -> EmbeddingUse:
    """The share of verdicts that the second opinion changes."""
    sides = [np.log(np.maximum(MIN_CHANCE, one[:, 2]) / np.maximum(MIN_CHANCE, one[:, 0])) for one in (words, whole)]
    by_words = np.abs(sides[0]) * [pool.words for pool in pools]
    by_whole = np.abs(sides[1]) * [pool.whole for pool in pools]
    share = float((by_whole / np.maximum(by_words + by_whole, MIN_CHANCE)).mean())
    both = np.array([pool.of(*row) for pool, *row in zip(pools, words.tolist(), whole.tolist(), strict=True)])
    moved = float(((both * favours).argmax(1) != (words * favours).argmax(1)).mean())
    return EmbeddingUse(embedder, share, moved)
