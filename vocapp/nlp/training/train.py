"""Training of a company's model: scores fit the ranking, labels the threshold.

A trained model adds to the shipped one, which holds until there is evidence against it.
"""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from vocapp.nlp.language.detect_language import detect_language, narrow_languages
from vocapp.nlp.sentiment.classifier import Classifier
from vocapp.nlp.sentiment.company_model import CompanyModel
from vocapp.nlp.sentiment.embedding_model import EmbeddingModel
from vocapp.nlp.sentiment.embeddings import MIN_CORRECTIONS, Embedder
from vocapp.nlp.sentiment.empty_comment import is_empty_answer
from vocapp.nlp.sentiment.linear_model import MUTE_SIZE, POLAR_INPUTS, LinearModel
from vocapp.nlp.sentiment.question_context import normalized_score, question_intent
from vocapp.nlp.sentiment.sentiment_features import TextFeatures, extract_features
from vocapp.nlp.sentiment.sentiment_model import SENTIMENT_LANGUAGES, SentimentModel, shipped_sentiment_model
from vocapp.nlp.training.calibrate import calibrate_classifier
from vocapp.nlp.training.design_matrix import TermMatrix
from vocapp.nlp.training.examples import TrainingExample
from vocapp.nlp.training.train_classifier import ClassifierCase, train_classifier
from vocapp.nlp.training.train_embedding_model import MAX_CORRECTIONS, train_embedding_model
from vocapp.nlp.training.train_themes import train_themes
from vocapp.nlp.types import LABELS

MIN_TEXTS: Final = 2  # texts that a term must be in
CORRECTION_WEIGHT: Final = 4.0  # weight of a correction, relative to a score
STRENGTH: Final = 1.0
OWN_TERM_FACTOR: Final = 0.7  # factor of the company's own terms, beside the shipped polarity
PRIOR_STRENGTH: Final = 40.0  # weight of the shipped model's opinion, in corrections
PARTS: Final = 5
EMBEDDING_BATCH: Final = 64  # texts per call of the embedder
UNCHANGED: Final = LinearModel((), {}, (0.0,) * (len(POLAR_INPUTS) + 1), (0.0,) * MUTE_SIZE)
Floats = NDArray[np.float64]


class NothingToLearnError(ValueError):
    """The examples are too few, or all alike."""


class TooFewLabelsError(NothingToLearnError):
    """Too few labelled examples to use embeddings."""


def train_model(
    examples: Sequence[TrainingExample],
    progress: Callable[[str], None] = lambda _: None,
    base: Callable[[str], SentimentModel] = shipped_sentiment_model,
    embedder: Embedder | None = None,
) -> bytes:
    """Returns the content of a model over the shipped one of each language, which `base` gives.

    NothingToLearnError where fewer than two examples are usable, or all say the same, and there are no themes either;
    with an `embedder`, TooFewLabelsError where people labelled fewer than MIN_CORRECTIONS.
    """
    progress("themes")
    themes = train_themes(examples)
    progress("reading")
    known = [one for example in examples if (one := _WeighedExample.of(example, base)) is not None]
    if len({one.wanted > 0.5 for one in known if one.teaches}) < 2:
        if themes is None or embedder is not None:
            raise NothingToLearnError(
                "There is nothing to learn: give comments with a score or a label, good ones and bad ones."
            )
        return CompanyModel(UNCHANGED, 1.0, None, len(examples), themes).packed()
    progress("learning")
    matrix = TermMatrix([one.features for one in known], MIN_TEXTS)
    polar = _cross_fit(known, matrix)
    progress("judging")
    overlay = _fit(known, matrix, np.arange(len(known)))
    opinion = PRIOR_STRENGTH / len(known)
    cases = [one.cases(float(polar[at]), opinion) for at, one in enumerate(known)]
    classifier, tried = calibrate_classifier(
        train_classifier([*chain(*cases)], known[0].classifier), cases, known[0].classifier
    )
    meaning = (
        None if embedder is None else _train_embedding(known, [one[0] for one in cases], classifier, embedder, progress)
    )
    shipped_counts = float(overlay.coef_[0][0])
    return CompanyModel(
        _linear_model(overlay, matrix), shipped_counts, classifier, len(known), themes, meaning, tried
    ).packed()


def _train_embedding(
    known: Sequence["_WeighedExample"],
    cases: Sequence[ClassifierCase],
    classifier: Classifier,
    embedder: Embedder,
    progress: Callable[[str], None],
) -> EmbeddingModel:
    """The second opinion, trained on the newest labelled texts."""
    labelled = [at for at, one in enumerate(known) if one.label is not None][-MAX_CORRECTIONS:]
    if len(labelled) < MIN_CORRECTIONS:
        raise TooFewLabelsError(
            f"With embeddings it takes at least {MIN_CORRECTIONS} comments with a label, "
            f"and {len(labelled)} can be read. "
            "Label more of them, or learn without embeddings."
        )
    vectors = list[NDArray[np.float32]]()
    for start in range(0, len(labelled), EMBEDDING_BATCH):
        vectors.append(embedder.vectors([known[at].text for at in labelled[start : start + EMBEDDING_BATCH]]))
        progress("embedding")
    return train_embedding_model([cases[at] for at in labelled], np.vstack(vectors), classifier, embedder.name)


class _WeighedExample:
    """An example with the features and log-odds of the shipped model."""

    def __init__(self, example: TrainingExample, model: SentimentModel) -> None:
        comment = example.comment
        self.text = comment.text
        self.asks, self.score = question_intent(comment), normalized_score(comment)
        self.features: TextFeatures = extract_features(comment.text, self.asks, model.language, model.linear.stems)
        (self.weighed,) = model.linear.weigh([self.features])
        self.label = None if example.label is None else LABELS.index(example.label) - 1
        self.classifier = model.classifier

    @classmethod
    def of(cls, example: TrainingExample, base: Callable[[str], SentimentModel]) -> "_WeighedExample | None":
        """None where the comment is empty, or its language is not supported."""
        comment = example.comment
        language = detect_language(
            comment.text, narrow_languages(SENTIMENT_LANGUAGES, comment.languages), comment.language
        )
        if language is None or is_empty_answer(comment.text, question_intent(comment)):
            return None
        return cls(example, base(language))

    @property
    def teaches(self) -> bool:
        """Whether it is positive or negative, by its label or its score."""
        return self.label in (-1, 1) or (self.label is None and self.score is not None)

    @property
    def wanted(self) -> float:
        """Target of the polarity: 0 negative … 1 positive."""
        return ((self.label if self.label is not None else self.score or 0.0) + 1) / 2

    @property
    def counts(self) -> float:
        return CORRECTION_WEIGHT if self.label is not None else 1.0

    def cases(self, polar: float, opinion: float) -> list[ClassifierCase]:
        """The label of a person, and the opinion of the shipped classifier, which counts little."""
        words = len(self.features.cut.words)
        given = (polar, self.weighed.mute, self.asks, words, self.score)
        found = [] if self.label is None else [ClassifierCase(*given, self.label)]
        chances = self.classifier.chances(self.weighed.polar, self.weighed.mute, self.asks, words, self.score)
        return found + [ClassifierCase(*given, at - 1, opinion * chance) for at, chance in enumerate(chances)]


def _cross_fit(known: Sequence[_WeighedExample], matrix: TermMatrix) -> Floats:
    """Polarity of each example by a model that was trained on the others."""
    polar, part = np.zeros(len(known)), np.arange(len(known)) * 2_654_435_761 % 2**32 % PARTS
    for held in range(PARTS):
        mine, others = np.flatnonzero(part == held), np.flatnonzero(part != held)
        if len({known[at].wanted > 0.5 for at in others.tolist() if known[at].teaches}) < 2:
            return np.array([one.weighed.polar for one in known])
        if len(mine):
            polar[mine] = _fit(known, matrix, others).decision_function(_rows(known, matrix, mine))
    return polar


def _rows(known: Sequence[_WeighedExample], matrix: TermMatrix, rows: NDArray[np.int64]) -> Any:
    shipped_polar = np.array([[known[at].weighed.polar] for at in rows.tolist()])
    return sparse.hstack(
        [shipped_polar, matrix.terms[rows] * OWN_TERM_FACTOR, matrix.around[rows] * OWN_TERM_FACTOR]
    ).tocsr()


def _fit(known: Sequence[_WeighedExample], matrix: TermMatrix, rows: NDArray[np.int64]) -> Any:
    """A regression in which an unsure example stands on both sides, and the shipped polarity is a prior."""
    rows = np.array([at for at in rows.tolist() if known[at].teaches])
    numbers = _rows(known, matrix, rows)
    alone = sparse.csr_matrix(numbers.multiply(np.eye(1, numbers.shape[1])))
    wanted = np.array([known[at].wanted for at in rows.tolist()])
    believed = 1 / (1 + np.exp(-np.array([known[at].weighed.polar for at in rows.tolist()])))
    counts = np.array([known[at].counts for at in rows.tolist()])
    trust = np.full(len(rows), PRIOR_STRENGTH / len(rows))
    sides = np.repeat([1, 1, 0, 0], len(rows))
    weights = np.concatenate([counts * wanted, trust * believed, counts * (1 - wanted), trust * (1 - believed)])
    used = weights > 0
    model = LogisticRegression(C=STRENGTH, solver="liblinear", class_weight="balanced", tol=1e-5, max_iter=1000)
    return model.fit(sparse.vstack([numbers, alone] * 2).tocsr()[used], sides[used], sample_weight=weights[used])


def _linear_model(overlay: Any, matrix: TermMatrix) -> LinearModel:
    found, size = overlay.coef_[0][1:] * OWN_TERM_FACTOR, len(matrix.names)
    columns = zip(matrix.rarity.tolist(), found[:size].tolist(), [0.0] * size, strict=True)
    around = (*found[size:].tolist(), float(overlay.intercept_[0]))
    return LinearModel((), dict(zip(matrix.names, columns, strict=True)), around, (0.0,) * MUTE_SIZE)
