"""A parcel service learns that "left at the depot" is bad news; what it corrected moves the boundary."""

import pytest

from vocapp.nlp.pipeline import Pipeline
from vocapp.nlp.sentiment.company_model import company_of
from vocapp.nlp.sentiment.model_file import ModelError, packed, unpacked
from vocapp.nlp.sentiment.sentiment_model import shipped
from vocapp.nlp.training.examples import Lesson
from vocapp.nlp.training.train import TooLittleError, learn
from vocapp.nlp.types import Comment, Label

BAD = [f"Left at the depot again, day {number} of it" for number in range(15)]
GOOD = [f"Handed over at door number {number} by the postman" for number in range(15)]


def scored(text: str, score: float) -> Lesson:
    return Lesson(Comment(text, "en", score=score, scale=(1, 5)))


def labelled(text: str, label: Label) -> Lesson:
    return Lesson(Comment(text, "en"), label)


def sentiment(engine: Pipeline, text: str) -> float:
    (reading,) = engine.read([Comment(text, "en")])
    return reading.sentiment or 0.0


def test_scores_teach_what_words_mean_here() -> None:
    content = learn([*(scored(text, 1) for text in BAD), *(scored(text, 5) for text in GOOD)])
    before, after = Pipeline(), Pipeline(content)
    told_apart = [
        sentiment(engine, "Handed over at the door") - sentiment(engine, "It was left at the depot")
        for engine in (before, after)
    ]
    assert told_apart[1] > told_apart[0]
    assert before.model != after.model


def test_corrections_move_the_boundary() -> None:
    lessons = [labelled(text, "negative") for text in BAD] + [labelled(text, "positive") for text in GOOD]
    (reading,) = Pipeline(learn(lessons * 5)).read([Comment("Left at the depot, day 40 of it", "en")])
    assert reading.label == "negative"


def test_the_same_lessons_give_the_same_model() -> None:
    lessons = [*(scored(text, 1) for text in BAD), *(scored(text, 5) for text in GOOD)]
    assert learn(lessons) == learn(lessons)


def test_the_words_still_sum_to_the_whole() -> None:
    company = company_of(learn([*(scored(text, 1) for text in BAD), *(scored(text, 5) for text in GOOD)]))
    (found,) = company.read(shipped("en"), [("Left at the depot, but the driver was friendly", "open", None)])
    assert found.base + sum(weight.weight for weight in found.evidence) == pytest.approx(found.polar, abs=0.001)


def test_nothing_is_learned_from_one_side() -> None:
    with pytest.raises(TooLittleError, match="good ones and bad ones"):
        learn([scored(text, 5) for text in GOOD])
    with pytest.raises(TooLittleError):
        learn([])


def test_a_model_that_was_changed_is_refused() -> None:
    content = learn([*(scored(text, 1) for text in BAD), *(scored(text, 5) for text in GOOD)])
    with pytest.raises(ModelError, match="cut or changed"):
        Pipeline(content[:-1])
    with pytest.raises(ModelError, match="format 1"):
        Pipeline(b"something else")
    with pytest.raises(ModelError, match="vocapp learn"):
        Pipeline(packed({"kind": "other"}))
    assert unpacked(content)["kind"] == "company"
