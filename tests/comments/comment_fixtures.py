"""Fixtures of comments: customers who answer, and the rows of their comments."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import httpx

from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite, invite_many
from tests.responses.visitor import ALL_SIX, Visitor
from tests.rows import insert_many
from vocapp import clock
from vocapp.comments.score_stage import ScoreStage
from vocapp.database import DB, from_json
from vocapp.feature import Registry
from vocapp.tokens import Keyring, token_hash

QUESTION = "improve"
BAD = "The agent was rude and the wait was terrible."


async def answer_survey(
    browser: httpx.AsyncClient, keys: Keyring, text: str = BAD, **given: Any
) -> tuple[UUID, Visitor]:
    """A new customer answers all questions, with `text` as the comment. Returns the response and the visitor."""
    fields = {**ALL_SIX, QUESTION: text, **given.pop("fields", {})}
    ada = Visitor(browser, await invite(keys, shipped("support"), **given))
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
    tokens = await invite_many(keys, shipped("support"), len(texts))
    rows = await DB.fetch("SELECT id, survey_version_id, answer_hash FROM invitation")
    by_hash = {bytes(row["answer_hash"]): row for row in rows}
    invitations = [by_hash[token_hash(token)] for token in tokens]
    responses = await insert_many(
        "response",
        [
            {"invitation_id": row["id"], "survey_version_id": row["survey_version_id"], "completed_at": clock.now()}
            for row in invitations
        ],
    )
    for response, text, score in zip(responses, texts, scores, strict=True):
        answers = {QUESTION: text, "csat": score}
        await insert_many(
            "answer", [{"response_id": response, "question": name, "value": value} for name, value in answers.items()]
        )
    scoring = ScoreStage(registry)
    await scoring.prepare(responses)
    for response in responses:
        await scoring(response)
    return responses
