"""What did the customer answer, in the words of the question as he read it?"""

from datetime import datetime
from typing import Any

from msgspec import Struct

from vocapp.catalogue import published
from vocapp.questionnaire.definition import Question
from vocapp.timeline.contact_story import Story
from vocapp.timeline.words import words


class Answered(Struct, frozen=True):
    """One answer as staff read it."""

    question: str
    text: str
    is_verbatim: bool
    mode: str
    at: datetime


async def in_words(story: Story) -> list[Answered]:
    """The answers of the story in the survey's order, in the language they were given in."""
    if story.response is None:
        return []
    questionnaire = await published.survey_version(story.response["survey_version_id"])
    language = story.response["language"]
    given = {answer.question: answer for answer in story.answers}
    return [
        Answered(
            asked.text[language], _words(asked, answer.value, language), asked.kind == "text", answer.mode, answer.at
        )
        for asked in questionnaire.questions
        if (answer := given.get(asked.id)) is not None
    ]


def _words(question: Question, value: Any, language: str) -> str:
    labels = {option.id: option.label.get(language, option.id) for option in question.options}
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(labels.get(part, str(part)) for part in value)
    if isinstance(value, dict):
        return _details(value)
    shown = labels.get(value, str(value)) if isinstance(value, str) else str(value)
    return f"{shown} of {question.scale.hi:g}" if question.scale is not None and isinstance(value, int) else shown


def _details(value: dict[str, Any]) -> str:
    """What a compound answer says: that there is none, or a wish to be contacted, and how."""
    if "no_answer" in value:
        return words(value["no_answer"])
    parts = (_words_of_part(part) for part in value.values() if part not in (None, ""))
    return ", ".join(parts)


def _words_of_part(part: Any) -> str:
    return ("yes" if part else "no") if isinstance(part, bool) else str(part)
