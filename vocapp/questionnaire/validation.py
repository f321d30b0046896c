"""Checks a survey that has the right shape. Every fault has its place."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from vocapp.faults import Fault
from vocapp.questionnaire.definition import Questionnaire
from vocapp.questionnaire.engine_texts import LANGUAGES
from vocapp.questionnaire.validate_conditions import faults_of_conditions
from vocapp.questionnaire.validate_questions import faults_of_id, faults_of_question
from vocapp.questionnaire.validate_texts import faults_of_texts

MOST_QUESTIONS: Final = 50


def faults(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Everything that is wrong; nothing for a valid survey."""
    yield from _of_survey(questionnaire)
    for number, question in enumerate(questionnaire.questions):
        for fault in faults_of_question(question):
            yield fault.within(f"$.questions[{number}]")
    yield from faults_of_texts(questionnaire)
    yield from faults_of_conditions(questionnaire)


def _of_survey(questionnaire: Questionnaire) -> Iterator[Fault]:
    yield from faults_of_id("$.id", questionnaire.id)
    yield from _of_languages(questionnaire.languages)
    if not 0 < len(questionnaire.questions) <= MOST_QUESTIONS:
        yield Fault.of("survey.question_count", "$.questions", count=len(questionnaire.questions), most=MOST_QUESTIONS)
    elif all(question.when is not None for question in questionnaire.questions):
        yield Fault.of("survey.no_certain_question", "$.questions")
    if questionnaire.seconds < 1:
        yield Fault.of("survey.seconds", "$.seconds", value=questionnaire.seconds)
    for name in ("page", "conversation"):
        minutes = getattr(questionnaire.idle_minutes, name)
        if minutes < 1:
            yield Fault.of("survey.idle_minutes", f"$.idle_minutes.{name}", value=minutes)
    for name, count in Counter(question.id for question in questionnaire.questions).items():
        if count > 1:
            yield Fault.of("survey.repeated_id", "$.questions", name=name, count=count)


def _of_languages(languages: tuple[str, ...]) -> Iterator[Fault]:
    if not languages:
        yield Fault.of("survey.no_language", "$.languages")
    for number, language in enumerate(languages):
        place = f"$.languages[{number}]"
        if language not in LANGUAGES:
            yield Fault.of("survey.unknown_language", place, language=language, known=", ".join(LANGUAGES))
        if language in languages[:number]:
            yield Fault.of("survey.repeated_language", place, language=language)
