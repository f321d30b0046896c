"""Texts in the respondent's language: those of the survey with their pipes filled, and the engine's own."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel.dates import format_date, format_timedelta

from vocapp.questionnaire.conditions import holds
from vocapp.questionnaire.definition import Question, Questionnaire, Style, Thanks, Worded
from vocapp.questionnaire.engine_texts import RIGHT_TO_LEFT, engine_text
from vocapp.questionnaire.isolate_text import isolate
from vocapp.questionnaire.parse_answer import AnswerError
from vocapp.questionnaire.parse_number import decimal_mark
from vocapp.questionnaire.values import NO_FACTS, PREFER_NOT_TO_SAY, SKIPPED, Answers, Facts, Value

PIPE: Final = re.compile(r"\{([a-z_]+)\|([^{}|]+)\}")
"""``{agent|our colleague}``: a name of `definition.PIPES` and the words that stand in where it is not known."""


def choose_language(questionnaire: Questionnaire, wanted: str | None) -> str:
    """The survey's language for a wanted tag:

    "de" for "de-AT", and the survey's default for a language that it does not have.
    """
    tag = (wanted or "").replace("_", "-").lower()
    for candidate in (tag, tag.partition("-")[0]):
        if candidate in questionnaire.languages:
            return candidate
    return questionnaire.default_language


def reading_direction(language: str) -> str:
    """ "ltr" or "rtl", for the `dir` of the page."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def text_for(said: Worded, language: str, style: Style = "text", facts: Facts = NO_FACTS) -> str:
    """The text in one of the survey's languages. A style that is not written falls back to `text`."""
    texts = said.short if style == "short" else said.spoken if style == "spoken" else said.text
    return fill((texts or said.text)[language], facts, "" if style == "spoken" else language)


def fill(template: str, facts: Facts, language: str = "") -> str:
    """The template with its pipes filled from `facts`, in one pass: a fact with "{brand}" in it is shown literally.

    In a text of `language` to be read, a fact that runs the other way is isolated.
    """
    if "{" not in template:
        return template

    def known(pipe: re.Match[str]) -> str:
        fact = _known(facts.get(pipe[1]))
        return (isolate(fact, language) if language else fact) or pipe[2]

    return PIPE.sub(known, template)


def thanks_for(questionnaire: Questionnaire, answers: Answers, facts: Facts = NO_FACTS) -> Thanks:
    """The closing text for these answers: the first whose condition holds. The last one has no condition."""
    return next(said for said in questionnaire.thanks if said.when is None or holds(said.when, answers, facts))


def labels_for(question: Question, language: str) -> tuple[str, str]:
    """The labels of the two ends of a scale: the survey's own, or the usual ones of the kind; else ("", "")."""
    if not question.steps:
        return "", ""
    low, high = question.low_label, question.high_label
    return (
        low[language] if low else engine_text(f"{question.kind}_low", language),
        high[language] if high else engine_text(f"{question.kind}_high", language),
    )


def explain(error: AnswerError, language: str) -> str:
    """One sentence that tells the respondent what to do."""
    shown = {
        name: show_number(value, language) if isinstance(value, int | float) else value
        for name, value in error.params.items()
    }
    if error.code == "number":
        shown["example"] = show_number(12, language)
    return engine_text(error.code, language, **shown)


@lru_cache
def format_duration(seconds: int, language: str) -> str:
    """The duration of the survey, with the right plural: "about 40 seconds"."""
    return engine_text("takes", language, duration=format_timedelta(timedelta(seconds=seconds), locale=language))


def render(question: Question, value: Value, language: str) -> str:
    """The answer in words, as a person would write it. `parse_answer.parse` understands it again."""
    if value in (SKIPPED, PREFER_NOT_TO_SAY):
        return engine_text("skipped" if value == SKIPPED else "prefer_not_to_say", language)
    if isinstance(value, bool):
        return engine_text("yes" if value else "no", language)
    if isinstance(value, int | float):
        return show_number(value, language)
    if isinstance(value, list):
        return "; ".join(option.label[language] for option in question.options if option.id in value)
    if isinstance(value, str):
        return _shown_text(question, value, language)
    return ", ".join(filter(None, (engine_text("yes" if value["wish"] else "no", language), str(value.get("how", "")))))


def show_number(value: float, language: str) -> str:
    """7.5 → "7,5" in German. No thousands separators."""
    return format(Decimal(str(value)), "f").replace(".", decimal_mark(language))


def _shown_text(question: Question, value: str, language: str) -> str:
    if question.kind == "date":
        return format_date(date.fromisoformat(value), "long", locale=language)
    if question.kind == "choice":
        return next((option.label[language] for option in question.options if option.id == value), value)
    return value


def _known(fact: object) -> str:
    return "" if fact is None else str(fact).strip()
