"""Answers of responses in the wording that the customer read, for staff pages."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
from msgspec import Struct

from vocapp.catalogue import published
from vocapp.database import DB, from_json
from vocapp.questionnaire import wording
from vocapp.questionnaire.definition import Question
from vocapp.questionnaire.values import Value, is_given

ANSWERS: Final = """
SELECT r.id AS response_id, r.survey_version_id, r.language, coalesce(i.facts, '{}') AS facts,
  a.question, a.value, a.mode, a.answered_at
FROM response r LEFT JOIN invitation i ON i.id = r.invitation_id JOIN answer a ON a.response_id = r.id
WHERE r.id = ANY($1::uuid[])"""


class AnswerText(Struct, frozen=True):
    """One answer as staff read it. `question_id` is the id in the survey, `question` the wording."""

    question_id: str
    question: str
    text: str
    is_verbatim: bool
    mode: str
    at: datetime


async def answers_as_text(responses: Iterable[UUID]) -> dict[UUID, list[AnswerText]]:
    """The answers of each response in the order and the language of its survey; a response without answers is absent.

    The caller decides who may see them.
    """
    rows: dict[UUID, list[asyncpg.Record]] = defaultdict(list)
    for row in await DB.fetch(ANSWERS, list(responses)):
        rows[row["response_id"]].append(row)
    return {response: await _of_response(answers) for response, answers in rows.items()}


async def _of_response(rows: list[asyncpg.Record]) -> list[AnswerText]:
    first = rows[0]
    survey = await published.survey_version(first["survey_version_id"])
    language, facts = first["language"], from_json(first["facts"])
    by_question = {row["question"]: row for row in rows}
    return [
        _answer_text(question, row, language, facts)
        for question in survey.questions
        if (row := by_question.get(question.id)) is not None
    ]


def _answer_text(question: Question, row: asyncpg.Record, language: str, facts: dict[str, Any]) -> AnswerText:
    return AnswerText(
        question_id=question.id,
        question=wording.text_for(question, language, facts=facts),
        text=_value_text(question, from_json(row["value"]), language),
        is_verbatim=question.kind == "text",
        mode=row["mode"],
        at=row["answered_at"],
    )


def _value_text(question: Question, value: Value, language: str) -> str:
    if not is_given(value):
        return wording.render(question, value, language) if value is not None else ""
    text = wording.render(question, value, language)
    return f"{text} / {question.scale.hi:g}" if question.steps and question.scale is not None else text
