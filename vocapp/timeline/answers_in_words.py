"""What did the customer answer, in the words of the question as he read it?"""

from datetime import datetime

from msgspec import Struct

from vocapp.catalogue import published
from vocapp.database import from_json
from vocapp.questionnaire import wording
from vocapp.questionnaire.definition import Question
from vocapp.questionnaire.values import Value, given
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
    if story.response is None or story.ask is None:
        return []
    questionnaire = await published.survey_version(story.response["survey_version_id"])
    language, facts = story.response["language"], from_json(story.ask["facts"])
    answers = {answer.question: answer for answer in story.answers}
    return [
        Answered(
            question=wording.text_for(asked, language, facts=facts),
            text=_shown(asked, answer.value, language),
            is_verbatim=asked.kind == "text",
            mode=answer.mode,
            at=answer.at,
        )
        for asked in questionnaire.questions
        if (answer := answers.get(asked.id)) is not None
    ]


def _shown(question: Question, value: Value, language: str) -> str:
    if not given(value):
        return words(value["no_answer"]) if isinstance(value, dict) else ""
    text = wording.render(question, value, language)
    return f"{text} / {question.scale.hi:g}" if question.steps and question.scale is not None else text
