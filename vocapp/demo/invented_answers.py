"""Answers of an invented customer to a survey, as the form fields that a browser would send."""

import random
from collections.abc import Mapping
from typing import Final

from vocapp.demo.comment_texts import comments
from vocapp.questionnaire.definition import SCALE_KINDS, Question, Questionnaire
from vocapp.questionnaire.path import path
from vocapp.questionnaire.values import Facts, Value

WRITES: Final = 0.62
WANTS_A_CALL: Final = 0.35


def invent_answers(
    survey: Questionnaire, facts: Facts, language: str, mood: float, dice: random.Random, most: int | None = None
) -> dict[str, str]:
    """Field → text for the questions on the respondent's path; with `most`, the respondent stops after so many."""
    form: dict[str, str] = {}
    answers: dict[str, Value] = {}
    for _ in survey.questions:
        question = next((q for q in path(survey, answers, facts) if q.id not in answers), None)
        if question is None or (most is not None and len(answers) >= most):
            break
        text, answers[question.id] = _reply(question, language, mood, dice)
        form |= {question.id: text} if text else {question.skip_field: "1"}
    return form


def _reply(question: Question, language: str, mood: float, dice: random.Random) -> tuple[str, Value]:
    """The typed or chosen text, and its approximate value for the conditions that follow."""
    if question.kind in SCALE_KINDS:
        step = _step(question.steps, mood, dice)
        return str(step), step
    if question.kind == "yes_no":
        well = mood + dice.gauss(0, 0.08) > 0.36
        said = well if question.direction == "higher_is_better" else not well
        return ("yes" if said else "no"), said
    if question.kind == "contact_me":
        wish = mood < 0.45 and dice.random() < WANTS_A_CALL
        return ("yes" if wish else "no"), {"wish": wish}
    if question.kind == "text":
        words = dice.choice(comments(language, mood)) if dice.random() < WRITES else ""
        return words, words
    if question.kind in ("choice", "choices"):
        option = _option(question, mood, dice)
        return option, option
    return "", ""


def _option(question: Question, mood: float, dice: random.Random) -> str:
    """The first option for a met expectation; otherwise any."""
    place = min(0.999, max(0.0, 1 - mood + dice.gauss(0, 0.15)))
    options = question.options
    return (options[int(place * len(options))] if question.metric else dice.choice(options)).id


def _step(steps: tuple[int, ...], mood: float, dice: random.Random) -> int:
    """The point of a scale that fits the mood, with a little noise."""
    place = min(0.999, max(0.0, mood + dice.gauss(0, 0.07)))
    return steps[int(place * len(steps))]


MOODS: Final[Mapping[str, float]] = {
    "phone_outsourced": -0.14,
    "ivr": -0.12,
    "fax": -0.05,
    "web_chat": 0.05,
    "face_to_face": 0.08,
    "co_browse": 0.06,
}


def mood_of(nature: float, channel: str, touchpoint: str, day: int) -> float:
    """The mood after this contact, from the customer's nature, the channel, the topic and the day.

    `day` counts the days before today. Billing had problems for a week, three weeks ago; deliveries improve.
    """
    mood = nature + MOODS.get(channel, 0.0)
    if touchpoint in ("billing", "cancellation"):
        mood -= 0.3 if 8 <= day <= 14 and touchpoint == "billing" else 0.06
    if touchpoint == "delivery":
        mood += 0.12 - 0.01 * day
    return min(0.999, max(0.0, mood))
