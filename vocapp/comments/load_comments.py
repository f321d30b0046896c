"""Text answers of responses with their context, as input of the analysis."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg

from vocapp.catalogue.published import snapshot, survey_version
from vocapp.comments.respondent_score import own_score
from vocapp.database import DB, from_json
from vocapp.nlp.types import CommentInput
from vocapp.questionnaire.definition import Question, Questionnaire

LONGEST: Final = 10_000
"""Characters of a text that are analysed; the rest is stored and shown, but not analysed."""

TEXTS: Final = """
SELECT r.id, r.survey_version_id, r.language, r.is_test, c.handlers, c.identities, c.issue, c.external_id,
  l.slug AS line, k.name AS customer_name,
  (SELECT json_agg(n.value) FROM identity n WHERE n.customer_id = k.id) AS addresses,
  (SELECT json_object_agg(a.question, a.value) FROM answer a WHERE a.response_id = r.id) AS answers,
  (SELECT json_object_agg(a.question, a.answered_at) FROM answer a WHERE a.response_id = r.id) AS times,
  (SELECT json_object_agg(v.question, encode(v.text_digest, 'hex')) FROM verbatim v WHERE v.response_id = r.id) AS read
FROM response r LEFT JOIN invitation i ON i.id = r.invitation_id LEFT JOIN contact c ON c.id = i.contact_id
LEFT JOIN customer k ON k.id = i.customer_id LEFT JOIN line_of_business l ON l.id = c.line_id WHERE r.id = ANY($1)"""


class TextAnswer(NamedTuple):
    """One text answer as input of the analysis. `is_analysed`: this very text has an analysis already."""

    question: str
    comment: CommentInput
    digest: bytes
    answered_at: datetime
    is_analysed: bool


class ResponseTexts(NamedTuple):
    """The text answers of one response."""

    response_id: UUID
    is_test: bool
    answers: tuple[TextAnswer, ...]
    is_outdated: bool  # an analysis exists of a text that has been withdrawn


async def load_texts(responses: Sequence[UUID]) -> list[ResponseTexts]:
    """The text answers of those `responses` that exist, in one statement."""
    published = (await snapshot()).published_company
    spoken = () if published is None else published.languages
    return [await _response_texts(row, spoken) for row in await DB.fetch(TEXTS, list(responses))]


async def _response_texts(row: asyncpg.Record, spoken: tuple[str, ...]) -> ResponseTexts:
    """`spoken`: the languages of the company. A survey can have more."""
    survey = await survey_version(row["survey_version_id"])
    answers, times, read = (from_json(row[name]) or {} for name in ("answers", "times", "read"))
    common, found = _common(row, survey, answers) | {"languages": (*survey.languages, *spoken)}, list[TextAnswer]()
    for question in survey.questions:
        text = answers.get(question.id)
        if question.kind != "text" or not isinstance(text, str):
            continue
        digest = hashlib.sha256(text.encode()).digest()
        at = datetime.fromisoformat(times[question.id])
        is_analysed = read.get(question.id) == digest.hex()
        found.append(TextAnswer(question.id, _comment(question, text, common), digest, at, is_analysed))
    return ResponseTexts(row["id"], row["is_test"], tuple(found), bool(read.keys() - {one.question for one in found}))


def _common(row: asyncpg.Record, survey: Questionnaire, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that all comments of a response share."""
    found: dict[str, Any] = {"language": row["language"], "names": known_names(row), "line": row["line"]}
    score = own_score(survey, answers)
    if score is not None:
        found |= {"score": score.value, "scale": (score.low, score.high)}
    return found


def _comment(question: Question, text: str, common: dict[str, Any]) -> CommentInput:
    asked = question.text.get(common["language"]) or next(iter(question.text.values()), question.id)
    return CommentInput(text=text[:LONGEST], question=asked, asks=question.asks, **common)


def known_names(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Known names to redact: the customer and their addresses, the contact's agents, ticket and number; each once."""
    handlers: list[dict[str, Any]] = from_json(row["handlers"]) or []
    identities: list[dict[str, Any]] = from_json(row["identities"]) or []
    people = [handler.get(part) for handler in handlers if handler.get("kind") == "agent" for part in ("name", "email")]
    addresses = [*(one.get("value") for one in identities), *(from_json(row["addresses"]) or [])]
    given = [row["customer_name"], *people, *addresses, row["issue"], row["external_id"]]
    return tuple(dict.fromkeys(str(name).strip() for name in given if name and len(str(name).strip()) > 1))
