"""What is there to read in a response? Its text answers, with what is known around them."""

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
"""Characters of a text that are read; the rest of it is kept and shown, but not read."""

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
    """One text answer: what is read of it, and whether just this text has been read before."""

    question: str
    comment: CommentInput
    digest: bytes
    answered_at: datetime
    is_read: bool


class ResponseTexts(NamedTuple):
    """The text answers of one response."""

    response_id: UUID
    is_test: bool
    said: tuple[TextAnswer, ...]
    is_outdated: bool  # there is a reading of a text that has been withdrawn


async def load_texts(responses: Sequence[UUID]) -> list[ResponseTexts]:
    """The text answers of those of `responses` that there are; one statement."""
    published = (await snapshot()).published_company
    spoken = () if published is None else published.languages
    return [await _gathered(row, spoken) for row in await DB.fetch(TEXTS, list(responses))]


async def _gathered(row: asyncpg.Record, spoken: tuple[str, ...]) -> ResponseTexts:
    """`spoken`: the languages of the company; a survey may have others besides."""
    survey = await survey_version(row["survey_version_id"])
    answers, times, read = (from_json(row[name]) or {} for name in ("answers", "times", "read"))
    common, said = _common(row, survey, answers) | {"languages": (*survey.languages, *spoken)}, list[TextAnswer]()
    for question in survey.questions:
        text = answers.get(question.id)
        if question.kind != "text" or not isinstance(text, str):
            continue
        digest = hashlib.sha256(text.encode()).digest()
        at = datetime.fromisoformat(times[question.id])
        is_read = read.get(question.id) == digest.hex()
        said.append(TextAnswer(question.id, _comment(question, text, common), digest, at, is_read))
    return ResponseTexts(row["id"], row["is_test"], tuple(said), bool(read.keys() - {one.question for one in said}))


def _common(row: asyncpg.Record, survey: Questionnaire, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What every comment of a response shares."""
    found: dict[str, Any] = {"language": row["language"], "names": known_names(row), "line": row["line"]}
    score = own_score(survey, answers)
    if score is not None:
        found |= {"score": score.value, "scale": (score.low, score.high)}
    return found


def _comment(question: Question, text: str, common: dict[str, Any]) -> CommentInput:
    asked = question.text.get(common["language"]) or next(iter(question.text.values()), question.id)
    return CommentInput(text=text[:LONGEST], question=asked, asks=question.asks, **common)


def known_names(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What is known already: the customer and his addresses, the contact's agents, ticket and number; each once."""
    handlers: list[dict[str, Any]] = from_json(row["handlers"]) or []
    identities: list[dict[str, Any]] = from_json(row["identities"]) or []
    people = [handler.get(part) for handler in handlers if handler.get("kind") == "agent" for part in ("name", "email")]
    addresses = [*(one.get("value") for one in identities), *(from_json(row["addresses"]) or [])]
    given = [row["customer_name"], *people, *addresses, row["issue"], row["external_id"]]
    return tuple(dict.fromkeys(str(name).strip() for name in given if name and len(str(name).strip()) > 1))
