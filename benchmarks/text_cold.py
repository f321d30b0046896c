"""Before anything was learned: surveys of another company or a later time, reviews and languages of unseen domains.

What is measured was never trained on: the model of each line is learned without the rows of the line.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks import text_sets
from benchmarks.text_lines import OURS, Goal, Line, Said, lines
from benchmarks.text_peers import said_by_peers
from benchmarks.text_sets import Row
from benchmarks.text_training import Training
from vocapp.nlp.sentiment.sentiment_model import ScoredText, Sentiment, SentimentModel
from vocapp.nlp.training.train_classifier import ClassifierCase
from vocapp.nlp.types import LABELS

Choice = NDArray[np.bool_]
"""Which rows."""
LATER: Final = "2021-10-15"
COMPANIES: Final = ("survey NEAS", "survey NHFT")
SURVEY_GOALS: Final[dict[str, Goal]] = {
    "negR": (0.63, 0.72), "mF1": (0.52, 0.58), "AUC": (0.81, 0.88), "acc": (None, None), "ECE": (None, 0.04),
}  # fmt: skip
NO_GOAL: Final[Goal] = (None, None)
UCI: Final[dict[str, Goal]] = {"2 classes": (0.85, 0.89), "AUC": NO_GOAL}
MULTILINGUAL: Final[dict[str, Goal]] = {"2 classes": (None, 0.89), "AUC": NO_GOAL}
FOOD: Final = "reviews food"  # the hardest: five of six speak for it, many of them by facts alone
REVIEW_GOALS: Final = {
    "uci amazon_cells": UCI, "uci imdb": UCI, "reviews phone": MULTILINGUAL, FOOD: MULTILINGUAL,
}  # fmt: skip
LANGUAGE_GOALS: Final[dict[str, Goal]] = {"AUC": (None, 0.92)}
IN_DOMAIN_GOALS: Final[dict[str, Goal]] = {"AUC": (0.91, 0.94)}
BEST_KNOWN: Final = ("de", "fr", "es", "pt", "nl")  # beside English; of the others nobody measured before
BLOCKS: Final = 5
# What is too near to a set of reviews to be learned from while that is measured.
NEAR: Final = {"uci amazon_cells": ("vader amazon",), "reviews food": ("mams",), "vader movie": ("uci imdb",)}


@cache
def english() -> Training:
    """Returns all English rows as numbers."""
    return Training(text_sets.english(), "en")


def without(is_held: Callable[[Row], bool]) -> SentimentModel:
    """Returns the English model of the rows that are not held back."""
    kept = [at for at, row in enumerate(english().rows) if not is_held(row)]
    return english().model(np.array(kept))


def without_groups(*names: str) -> SentimentModel:
    """Returns the English model without some sets."""
    return without(lambda row: row.group in names)


def said_of(model: SentimentModel, rows: Sequence[Row], score: bool = False) -> list[Said]:
    """Returns the verdicts of a model on rows; with the respondents' scores, or without."""
    return [said(one) for one in model.analyse(given(rows, score))]


def given(rows: Sequence[Row], score: bool) -> list[ScoredText]:
    """Returns rows as input of a model; with the respondents' scores, or without."""
    return [(row.text, row.asks, own(row) if score else None) for row in rows]


def own(row: Row) -> float | None:
    """Returns the score of a row, −1 … 1."""
    return None if row.score is None else (3 - row.score) / 2


def said(sentiment: Sentiment) -> Said:
    """Returns a sentiment as an entry of the table."""
    verdict = sentiment.verdict
    return Said(verdict.sentiment, LABELS.index(verdict.label) - 1, verdict.probability)


@cache
def without_company(company: str) -> SentimentModel:
    """Returns the English model without the rows of a company."""
    return without(lambda row: row.group == company)


@cache
def without_later() -> SentimentModel:
    """Returns the English model of the rows before `LATER`."""
    return without(lambda row: row.group.startswith("survey") and row.date >= LATER)


def surveys() -> Iterable[Line]:
    """Surveys of a company, or of a time, that the model was not trained on."""
    coded = [row for row in text_sets.survey() if row.label is not None]
    held = [(f"another company, {name}", [row for row in coded if row.group == name], name) for name in COMPANIES]
    for title, rows, company in [*held, (f"from {LATER}", [row for row in coded if row.date >= LATER], None)]:
        model = without_later() if company is None else without_company(company)
        found = {OURS: said_of(model, rows), **said_by_peers([row.text for row in rows])}
        yield from lines(title, [row.label or 0 for row in rows], found, SURVEY_GOALS)


def reviews() -> Iterable[Line]:
    """Sentences of reviews from a domain that the model was not trained on; of food also where it was trained on the
    rest of it.
    """
    for name, goals in REVIEW_GOALS.items():
        rows = [row for row in text_sets.english() if row.group == name and row.label]
        found = {
            OURS: said_of(without_groups(name, *NEAR.get(name, ())), rows),
            **said_by_peers([row.text for row in rows]),
        }
        yield from lines(f"unseen {name}", [row.label or 0 for row in rows], found, goals)
    of_food = np.array([row.group == FOOD for row in english().rows])
    yield from _by_the_rest(english(), f"{FOOD}, in domain", MULTILINGUAL, blocks(of_food))


def languages() -> Iterable[Line]:
    """Reviews of phones by a model of that language that was trained on food only, the other way round, and on both."""
    for language in text_sets.LANGUAGES[1:]:
        training = Training(text_sets.reviews(language), language)
        domains = np.array([row.group for row in training.rows])
        for domain in ("reviews phone", "reviews food"):
            yield from _by_the_rest(training, f"{language}, unseen {domain}", LANGUAGE_GOALS, [domains == domain])
        everything = np.full(len(domains), fill_value=True)
        goals = IN_DOMAIN_GOALS if language in BEST_KNOWN else LANGUAGE_GOALS
        yield from _by_the_rest(training, f"{language}, in domain", goals, blocks(everything))


def blocks(chosen: Choice) -> list[Choice]:
    """A choice of rows in five parts; neighbours stay together, since sentences of one review follow each other."""
    part = np.cumsum(chosen) * BLOCKS // (chosen.sum() + 1)
    return [chosen & (part == at) for at in range(BLOCKS)]


def _by_the_rest(training: Training, title: str, goals: dict[str, Goal], held_back: Sequence[Choice]) -> Iterable[Line]:
    """Each of the choices of rows by a model that was trained on all others."""
    rows, ours = list[Row](), list[Said]()
    asked = () if training.language == "en" else (_cases(), without_company(COMPANIES[0]).linear)
    for held in held_back:
        model = training.model(np.flatnonzero(~held), *asked)
        chosen = [training.rows[at] for at in np.flatnonzero(held) if training.rows[at].label]
        rows += chosen
        ours += said_of(model, chosen)
    found = {OURS: ours, **said_by_peers([row.text for row in rows])}
    yield from lines(title, [row.label or 0 for row in rows], found, goals)


@cache
def _cases() -> list[ClassifierCase]:
    training = english()
    return training.cases(np.flatnonzero(training.is_survey))


CASES: Final = (surveys, reviews, languages)
