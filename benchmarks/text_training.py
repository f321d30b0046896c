"""`python -m benchmarks.text_training`: trains the shipped sentiment models again, from the comments that they were
learned from.

One file per language in vocapp/nlp/data/models. The same comments give the same weights to four decimals.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks import text_sets
from benchmarks.text_sets import Row
from vocapp.nlp.sentiment.linear_model import LinearModel
from vocapp.nlp.sentiment.sentiment_features import INTENT_MEASURES, MEASURES, extract_features
from vocapp.nlp.sentiment.sentiment_model import SentimentModel
from vocapp.nlp.training.design_matrix import RegressionFit, TermMatrix
from vocapp.nlp.training.train_classifier import UNSEEN_COMPANIES, ClassifierCase, train_classifier

PLACE: Final = Path(__file__).parents[1] / "vocapp/nlp/data/models"
STEMS: Final = {"en": ()}  # other languages inflect more
OTHER_STEMS: Final = (5, 4)
LEAST: Final = {"en": 3}  # texts that must contain a term
OTHER_LEAST: Final = 2
TYPICAL_SET: Final = 3000.0  # rows; each row of a smaller set weighs more
OTHERS_COUNT: Final = 0.3  # weight of other texts in the classifier, relative to survey answers
SURVEY_SILENCE: Final = (2.0, 0.5)
PARTS: Final = 4
Ints = NDArray[np.int64]


class Training:
    """Rows of one language as numbers, and the models of a choice of them.

    A survey answer is used twice, with the intent of its question and without, so that a survey with carelessly
    declared questions is analysed by its words.
    """

    def __init__(self, rows: Sequence[Row], language: str) -> None:
        self.language, self.stems = language, STEMS.get(language, OTHER_STEMS)
        twice = [at for at, row in enumerate(rows) if row.asks != "open"]
        self.rows = [*rows, *(rows[at]._replace(asks="open") for at in twice)]
        self.source: Ints = np.array([*range(len(rows)), *twice])
        self.labels: Ints = np.array([row.label for row in self.rows])
        known = [extract_features(row.text, row.asks, language, self.stems) for row in self.rows]
        self.words = [len(one.cut.words) for one in known]
        self.matrix = TermMatrix(known, LEAST.get(language, OTHER_LEAST))
        self.is_survey = np.array([row.group.startswith("survey") for row in self.rows])
        self.weights = self._weights(set(twice))
        self.silence = np.where(self.is_survey, *SURVEY_SILENCE)

    def _weights(self, twice: set[int]) -> NDArray[np.float64]:
        sizes = Counter(row.group for row in self.rows)
        of_sets = [(TYPICAL_SET / sizes[row.group]) ** 0.5 for row in self.rows]
        return np.array(of_sets) * np.where(np.isin(self.source, list(twice)), 0.5, 1.0)

    def fit(self, rows: Ints) -> RegressionFit:
        """Returns the regressions over some rows."""
        return RegressionFit(self.matrix, self.labels, self.weights, self.silence, rows)

    def model(
        self, rows: Ints, more: Sequence[ClassifierCase] = (), around: LinearModel | None = None
    ) -> SentimentModel:
        """Trains on some rows. `more`: further cases for the classifier; `around`: a model with the weights of
        questions.
        """
        classifier = train_classifier([*self.cases(rows), *more], freedom=UNSEEN_COMPANIES)
        return SentimentModel(self.language, self.linear(rows, around), classifier)

    def linear(self, rows: Ints, around: LinearModel | None = None) -> LinearModel:
        """Returns the weights alone."""
        return _with_question_weights(self.fit(rows).linear(self.stems), around)

    def cases(self, rows: Ints) -> list[ClassifierCase]:
        """Returns each row as it is weighed by a model that was trained on other rows."""
        polar, mute = np.zeros(len(self.rows)), np.zeros(len(self.rows))
        part = self.source * 2_654_435_761 % 2**32 % PARTS  # pseudo-random, and the same every time
        for held in range(PARTS):
            mine, others = rows[part[rows] == held], rows[part[rows] != held]
            polar[mine], mute[mine] = self.fit(others).weigh(mine)
        counts = self._counts(rows)
        return [self._case(at, polar[at], mute[at], counts[at]) for at in rows]

    def _counts(self, rows: Ints) -> NDArray[np.float64]:
        counts = np.zeros(len(self.rows))
        for kind, share in ((True, 1.0), (False, OTHERS_COUNT)):
            mine = rows[self.is_survey[rows] == kind]
            if len(mine):
                counts[mine] = share * TYPICAL_SET * self.weights[mine] / self.weights[mine].sum()
        return counts

    def _case(self, at: int, polar: float, mute: float, weight: float) -> ClassifierCase:
        row = self.rows[at]
        score = None if row.score is None else (3 - row.score) / 2
        return ClassifierCase(
            float(polar), float(mute), row.asks, self.words[at], score, int(self.labels[at]), float(weight)
        )


def _with_question_weights(linear: LinearModel, other: LinearModel | None) -> LinearModel:
    """The same model with the weights of questions of `other`."""
    if other is None:
        return linear
    first, end = len(MEASURES), -1
    polar = (*linear.polar[:first], *other.polar[first:end], linear.polar[end])
    crossed = first + len(INTENT_MEASURES)
    mute = (*linear.mute[:crossed], *other.mute[crossed : crossed + 10], *linear.mute[crossed + 10 :])
    return LinearModel(linear.stems, linear.terms, polar, mute)


def train() -> dict[str, SentimentModel]:
    """Returns the model of every language. English first: the others use its weights of questions."""
    english = Training(text_sets.english(), "en")
    everything = np.arange(len(english.rows))
    models = {"en": english.model(everything)}
    surveyed = english.cases(everything[english.is_survey])
    for language in text_sets.LANGUAGES[1:]:
        training = Training(text_sets.reviews(language), language)
        models[language] = training.model(np.arange(len(training.rows)), surveyed, models["en"].linear)
    return models


def main() -> int:
    """Writes the files; 2 where the comments are missing."""
    if not text_sets.present():
        print(f"There are no comments in {text_sets.FOLDER}: set VOCAPP_COMMENTS to where they are.")
        return 2
    PLACE.mkdir(exist_ok=True)
    for language, model in train().items():
        content = model.packed()
        (PLACE / f"sentiment_{language}.model").write_bytes(content)
        print(f"{language}  {len(model.linear.terms):7,} terms  {len(content) / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
