"""Questions in a conversation: the survey's short or spoken wording, then how to reply."""

from typing import Final

from msgspec import Struct

from vocapp.questionnaire.definition import Question, Style
from vocapp.questionnaire.engine_texts import engine_text
from vocapp.questionnaire.page_view import choices_of
from vocapp.questionnaire.values import Facts
from vocapp.questionnaire.wording import labels_for, text_for

_EXAMPLE_DAY: Final = "2026-05-03"


class ReplyChoice(Struct, frozen=True):
    value: str  # what a press replies
    label: str


def choices_offered(question: Question, language: str, max_choices: int, max_label: int) -> tuple[ReplyChoice, ...]:
    """The buttons, or () if a number is typed instead: too many choices, a label that is too long, or several answers.

    The eleven points of an NPS do not fit into a list of ten.
    """
    choices = [ReplyChoice(value, label) for value, label in choices_of(question, language)]
    if question.kind == "choices" or len(choices) > max_choices:
        return ()
    return tuple(choices) if all(len(choice.label) <= max_label for choice in choices) else ()


def prompt(question: Question, language: str, style: Style, facts: Facts, choices: tuple[ReplyChoice, ...]) -> str:
    """The question, and how to reply to it unless buttons show that."""
    text = text_for(question, language, style, facts)
    hint = _ends(question, language) if choices else _hint(question, language, style)
    listed = "" if choices or style == "spoken" else _listed(question, language)
    return "\n".join(filter(None, (text, listed, hint)))


def _listed(question: Question, language: str) -> str:
    return "\n".join(f"{number} {option.label[language]}" for number, option in enumerate(question.options, start=1))


def _ends(question: Question, language: str) -> str:
    """The meanings of the ends of a scale, next to buttons that only show numbers."""
    low, high = labels_for(question, language)
    return f"{question.steps[0]} = {low}, {question.steps[-1]} = {high}" if question.steps else ""


def _hint(question: Question, language: str, style: Style) -> str:
    hint = _spoken(question, language) if style == "spoken" else _written(question, language)
    return f"{hint} {engine_text('hint_skip', language)}" if question.prefer_not_to_say and style != "spoken" else hint


def _written(question: Question, language: str) -> str:
    if question.steps:
        return _scale("hint_scale", question, language)
    if question.kind == "text":
        return engine_text("hint_text_required" if question.required else "hint_text", language)
    if question.kind == "date":
        return engine_text("hint_date", language, example=_EXAMPLE_DAY)
    return engine_text(f"hint_{question.kind.replace('choice', 'option')}", language)


def _spoken(question: Question, language: str) -> str:
    if question.steps:
        return _scale("spoken_scale", question, language)
    if question.options:
        lines = enumerate(question.options, start=1)
        return " ".join(
            engine_text("spoken_option", language, number=n, label=option.label[language]) for n, option in lines
        )
    if question.kind in ("yes_no", "contact_me"):
        return engine_text("spoken_yes_no", language)
    return engine_text("spoken_text", language) if question.kind == "text" else ""


def _scale(name: str, question: Question, language: str) -> str:
    low, high = labels_for(question, language)
    return engine_text(name, language, lo=question.steps[0], hi=question.steps[-1], low=low, high=high)
