"""The measures of a published survey, question by question. Pure: a questionnaire in, its series out."""

import hashlib
from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import Struct

from vocapp.metrics.measure import Measure
from vocapp.metrics.sentiment_mean import PARTS
from vocapp.questionnaire.definition import Question, Questionnaire

NUMBER, YES_NO, OPTION, SENTIMENT, SCORED = "number", "yes_no", "option", "sentiment", "scored"
BETTER: Final = "higher_is_better"
_LESS_IS_BETTER: Final = frozenset({"had_to_repeat"})


class SurveyMeasure(Struct, frozen=True, kw_only=True):
    """A series of a question. `reads` says how a value comes out of an answer, `options` are those of a choice.

    `lead_in` is a digest of the questions up to this one. Where it changes, answers to the same question may change,
    so a new series begins.
    """

    question: str
    measure: Measure
    reads: str
    lead_in: str
    options: tuple[str, ...] = ()


def list_measures(survey: Questionnaire) -> Iterator[SurveyMeasure]:
    """Every series of a survey. A comment has two: its sentiment, and whether it has a sentiment yet.

    Comments belong to the object of the survey's first metric: they follow it and give its reason.
    """
    for number, question in enumerate(survey.questions):
        lead_in = _lead_in(survey, number)
        if question.metric:
            measure = _measure(question)
            reads = {"yes_no": YES_NO, "choice": OPTION}.get(question.kind, NUMBER)
            options = tuple(option.id for option in question.options)
            yield SurveyMeasure(question=question.id, measure=measure, reads=reads, lead_in=lead_in, options=options)
        elif question.kind == "text":
            judged = _judged(survey)
            for reads, low, high in ((SENTIMENT, -PARTS, PARTS), (SCORED, 0, 1)):
                measure = Measure(reads, low, high, BETTER, *judged)
                yield SurveyMeasure(question=question.id, measure=measure, reads=reads, lead_in=lead_in)


def _measure(question: Question) -> Measure:
    """The measure of a question with a metric; the catalogue has seen to it that everything is stated."""
    low, high = 0, 1
    if question.scale is not None:
        low, high = int(question.scale.lo), int(question.scale.hi)
    elif question.options:
        low, high = 1, len(question.options)
    metric = question.metric or ""
    direction = "lower_is_better" if metric in _LESS_IS_BETTER else question.direction
    return Measure(metric, low, high, direction, question.object or "contact", question.occasion or "post_contact")


def _judged(survey: Questionnaire) -> tuple[str, str]:
    first = next(iter(survey.metrics), None)
    return (first.object or "contact", first.occasion or "post_contact") if first else ("contact", "post_contact")


def _lead_in(survey: Questionnaire, number: int) -> str:
    asked = [
        (
            question.kind,
            question.text.get(survey.default_language, ""),
            question.scale,
            [option.id for option in question.options],
            question.when,
        )
        for question in survey.questions[: number + 1]
    ]
    return hashlib.sha256(msgspec.json.encode(asked, order="sorted")).hexdigest()[:32]
