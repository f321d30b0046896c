"""A parcel service trains a model for which "left at the depot" is negative; its corrections move the threshold."""

import pytest

from vocapp.nlp.pipeline import Pipeline
from vocapp.nlp.sentiment.company_model import load_company_model
from vocapp.nlp.sentiment.model_file import ModelError, pack_model, unpack_model
from vocapp.nlp.sentiment.sentiment_model import shipped_sentiment_model
from vocapp.nlp.training.examples import TrainingExample
from vocapp.nlp.training.train import NothingToLearnError, train_model
from vocapp.nlp.types import CommentInput, Label

BAD = [f"Left at the depot again, day {number} of it" for number in range(15)]
GOOD = [f"Handed over at door number {number} by the postman" for number in range(15)]


def scored(text: str, score: float) -> TrainingExample:
    return TrainingExample(CommentInput(text, "en", score=score, scale=(1, 5)))


def labelled(text: str, label: Label) -> TrainingExample:
    return TrainingExample(CommentInput(text, "en"), label)


def sentiment(engine: Pipeline, text: str) -> float:
    (reading,) = engine.analyse([CommentInput(text, "en")])
    return reading.sentiment or 0.0


def test_scores_change_the_weights_of_words() -> None:
    content = train_model([*(scored(text, 1) for text in BAD), *(scored(text, 5) for text in GOOD)])
    before, after = Pipeline(), Pipeline(content)
    told_apart = [
        sentiment(engine, "Handed over at the door") - sentiment(engine, "It was left at the depot")
        for engine in (before, after)
    ]
    assert told_apart[1] > told_apart[0]
    assert before.model != after.model


def test_corrections_move_the_threshold() -> None:
    lessons = [labelled(text, "negative") for text in BAD] + [labelled(text, "positive") for text in GOOD]
    (reading,) = Pipeline(train_model(lessons * 5)).analyse([CommentInput("Left at the depot, day 40 of it", "en")])
    assert reading.label == "negative"


def test_the_same_examples_give_the_same_model() -> None:
    lessons = [*(scored(text, 1) for text in BAD), *(scored(text, 5) for text in GOOD)]
    assert train_model(lessons) == train_model(lessons)


def test_the_evidence_of_a_company_model_sums_to_the_log_odds() -> None:
    company = load_company_model(train_model([*(scored(text, 1) for text in BAD), *(scored(text, 5) for text in GOOD)]))
    (found,) = company.analyse(
        shipped_sentiment_model("en"), [("Left at the depot, but the driver was friendly", "open", None)]
    )
    assert found.base + sum(weight.weight for weight in found.evidence) == pytest.approx(found.polar, abs=0.001)


def test_examples_of_one_side_only_are_refused() -> None:
    with pytest.raises(NothingToLearnError, match="good ones and bad ones"):
        train_model([scored(text, 5) for text in GOOD])
    with pytest.raises(NothingToLearnError):
        train_model([])


def test_a_model_that_was_changed_is_refused() -> None:
    content = train_model([*(scored(text, 1) for text in BAD), *(scored(text, 5) for text in GOOD)])
    with pytest.raises(ModelError, match="cut or changed"):
        Pipeline(content[:-1])
    with pytest.raises(ModelError, match="format 1"):
        Pipeline(b"something else")
    with pytest.raises(ModelError, match="vocapp learn"):
        Pipeline(pack_model({"kind": "other"}))
    assert unpack_model(content)["kind"] == "company"
