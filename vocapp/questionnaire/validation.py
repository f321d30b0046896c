"""What is wrong with a survey that is well-formed? Every fault names its place and its remedy."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from vocapp.questionnaire.definition import Questionnaire
from vocapp.questionnaire.engine_texts import LANGUAGES
from vocapp.questionnaire.fault import Fault
from vocapp.questionnaire.validate_conditions import faults_of_conditions
from vocapp.questionnaire.validate_questions import faults_of_id, faults_of_question
from vocapp.questionnaire.validate_texts import faults_of_texts

MOST_QUESTIONS: Final = 50


def faults(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Everything that is wrong; nothing for a sound survey."""
    yield from _of_survey(questionnaire)
    for number, question in enumerate(questionnaire.questions):
        for fault in faults_of_question(question):
            yield Fault(f"$.questions[{number}]{fault.place}", fault.what)
    yield from faults_of_texts(questionnaire)
    yield from faults_of_conditions(questionnaire)


def _of_survey(questionnaire: Questionnaire) -> Iterator[Fault]:
    yield from faults_of_id("$.id", questionnaire.id)
    yield from _of_languages(questionnaire.languages)
    if not 0 < len(questionnaire.questions) <= MOST_QUESTIONS:
        yield Fault("$.questions", f"must hold 1 to {MOST_QUESTIONS} questions")
    elif all(question.when is not None for question in questionnaire.questions):
        yield Fault("$.questions", "all have a condition, so nothing may be left to ask: give one of them no `when`")
    if questionnaire.seconds < 1:
        yield Fault("$.seconds", "must be at least 1: say how long answering takes")
    for name in ("page", "conversation"):
        if getattr(questionnaire.idle_minutes, name) < 1:
            yield Fault(f"$.idle_minutes.{name}", "must be at least 1")
    for name, count in Counter(question.id for question in questionnaire.questions).items():
        if count > 1:
            yield Fault("$.questions", f"hold the id '{name}' {count} times: give every question an id of its own")


def _of_languages(languages: tuple[str, ...]) -> Iterator[Fault]:
    if not languages:
        yield Fault("$.languages", "is empty: name the default language first")
    for number, language in enumerate(languages):
        place = f"$.languages[{number}]"
        if language not in LANGUAGES:
            yield Fault(place, f"'{language}' is not spoken by the engine; choose from {', '.join(LANGUAGES)}")
        if language in languages[:number]:
            yield Fault(place, f"'{language}' stands there twice: remove one")
