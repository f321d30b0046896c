"""What did the customer answer, in the words of the question as he read it? For staff, of whichever responses."""

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
    """One answer as staff read it. `asked` is the question's id in the survey, `question` its words."""

    asked: str
    question: str
    text: str
    is_verbatim: bool
    mode: str
    at: datetime


async def in_words(responses: Iterable[UUID]) -> dict[UUID, list[AnswerText]]:
    """The answers of each response in its survey's order and its own language; a response without any is absent.

    Who may see them is for the caller to say.
    """
    rows: dict[UUID, list[asyncpg.Record]] = defaultdict(list)
    for row in await DB.fetch(ANSWERS, list(responses)):
        rows[row["response_id"]].append(row)
    return {response: await _of_one(answers) for response, answers in rows.items()}


async def _of_one(rows: list[asyncpg.Record]) -> list[AnswerText]:
    first = rows[0]
    questionnaire = await published.survey_version(first["survey_version_id"])
    language, facts = first["language"], from_json(first["facts"])
    given_to = {row["question"]: row for row in rows}
    return [
        _answered(asked, row, language, facts)
        for asked in questionnaire.questions
        if (row := given_to.get(asked.id)) is not None
    ]


def _answered(asked: Question, row: asyncpg.Record, language: str, facts: dict[str, Any]) -> AnswerText:
    return AnswerText(
        asked=asked.id,
        question=wording.text_for(asked, language, facts=facts),
        text=_shown(asked, from_json(row["value"]), language),
        is_verbatim=asked.kind == "text",
        mode=row["mode"],
        at=row["answered_at"],
    )


def _shown(question: Question, value: Value, language: str) -> str:
    if not is_given(value):
        return str(value["no_answer"]).replace("_", " ") if isinstance(value, dict) else ""
    text = wording.render(question, value, language)
    return f"{text} / {question.scale.hi:g}" if question.steps and question.scale is not None else text
