"""Fixtures of comments: customers who answer, and the rows of their comments."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import httpx

from tests.questionnaire.tiny import shipped
from tests.responses.asks import ask, asks
from tests.responses.visitor import ALL_SIX, Visitor
from vocapp.comments.score_stage import ScoreStage
from vocapp.database import DB, from_json, new_id, to_json
from vocapp.feature import Registry
from vocapp.tokens import Keyring, token_hash

QUESTION = "improve"
BAD = "The agent was rude and the wait was terrible."

WRITE: Final = """
INSERT INTO response (id, invitation_id, survey_version_id, channel, language, state, closed_by, started_at,
  answered_at, completed_at, closed_at)
SELECT $1, id, survey_version_id, 'email', 'en', 'closed', 'complete', now(), now(), now(), now()
FROM invitation WHERE NOT EXISTS (SELECT FROM response r WHERE r.invitation_id = invitation.id) LIMIT 1"""
ANSWER: Final = "INSERT INTO answer (id, response_id, question, value, answered_at) VALUES ($1, $2, $3, $4, now())"


async def answer_survey(
    browser: httpx.AsyncClient, keys: Keyring, text: str = BAD, **given: Any
) -> tuple[UUID, Visitor]:
    """A new customer answers all questions, with `text` as the comment. Returns the response and the visitor."""
    fields = {**ALL_SIX, QUESTION: text, **given.pop("fields", {})}
    ada = Visitor(browser, await ask(keys, shipped("support"), **given))
    sent = await ada.send(**fields)
    assert sent.status_code == 303, sent.text
    return await response_of(ada.token), ada


async def response_of(token: str) -> UUID:
    """The response of a token."""
    found: UUID = await DB.fetch_value(
        "SELECT r.id FROM response r JOIN invitation i ON i.id = r.invitation_id WHERE i.answer_hash = $1",
        token_hash(token),
    )
    return found


async def score_response(registry: Registry, response: UUID) -> dict[str, Any]:
    """Runs the score stage for a response and returns the row of its comment; {} without a comment."""
    await ScoreStage(registry)(response)
    return await load_comment_row(response)


async def load_comment_row(response: UUID) -> dict[str, Any]:
    """The row of the comment of a response; {} without one."""
    row: Mapping[str, Any] | None = await DB.fetch_one("SELECT * FROM verbatim WHERE response_id = $1", response)
    return {} if row is None else {**row, "evidence": from_json(row["evidence"])}


async def queued_jobs(response: UUID) -> dict[str, int]:
    """The jobs of a response: stage and revision."""
    rows = await DB.fetch("SELECT stage, revision FROM due WHERE subject_id = $1 ORDER BY stage", response)
    return {row["stage"]: row["revision"] for row in rows}


async def write_comments(keys: Keyring, registry: Registry, texts: Sequence[str], scores: Sequence[int]) -> list[UUID]:
    """Customers write these texts with these CSAT scores, and they are analysed. Returns the responses."""
    await asks(keys, shipped("support"), len(texts))
    responses = [new_id() for _ in texts]
    for response, text, score in zip(responses, texts, scores, strict=True):
        await DB.execute(WRITE, response)
        await DB.execute(ANSWER, new_id(), response, QUESTION, to_json(text))
        await DB.execute(ANSWER, new_id(), response, "csat", to_json(score))
    scoring = ScoreStage(registry)
    await scoring.prepare(responses)
    for response in responses:
        await scoring(response)
    return responses
