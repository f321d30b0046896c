"""What did the customer say, about which contact, and what speaks in it? The responses of a case on its page."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.json import decode

from vocapp.cases.pages.types import Comment, Joined
from vocapp.database import DB, from_json
from vocapp.nlp.sentiment.word_highlights import TextPiece, highlight_words
from vocapp.nlp.types import WordWeight
from vocapp.responses.answers_as_text import AnswerText, answers_as_text

READ: Final = "SELECT response_id, question, evidence FROM verbatim WHERE response_id = ANY($1::uuid[])"
CONTACTS: Final = "SELECT id, promises, outcome, wait_seconds FROM contact WHERE id = ANY($1::uuid[])"


class Said(Struct, frozen=True, kw_only=True):
    """One answer: as a row of facts, or as words in pieces with what was read out of them."""

    answer: AnswerText
    pieces: Sequence[TextPiece] = ()
    comment: Comment | None = None


class Heard(Struct, frozen=True, kw_only=True):
    """One response of the case with its contact; the words come apart from the scores."""

    joined: Joined
    words: Sequence[Said]
    scores: Sequence[Said]
    promises: Sequence[Mapping[str, Any]] = ()
    outcome: str | None = None
    wait_seconds: int | None = None


async def heard(responses: Sequence[Joined]) -> list[Heard]:
    """The responses in their order. Who may see them was said when they were read."""
    ids = [joined.response_id for joined in responses]
    answers, evidence = await answers_as_text(ids), await _evidence(ids)
    rows = await DB.fetch(CONTACTS, [joined.contact_id for joined in responses])
    contacts = {row["id"]: row for row in rows}
    return [_heard(joined, answers.get(joined.response_id, []), evidence, contacts) for joined in responses]


def _heard(
    joined: Joined,
    answers: Sequence[AnswerText],
    evidence: Mapping[tuple[UUID, str], Any],
    contacts: Mapping[UUID, Any],
) -> Heard:
    comments = {comment.question: comment for comment in joined.comments}
    said = [
        Said(
            answer=answer,
            pieces=highlight_words(answer.text, evidence.get((joined.response_id, answer.question_id), ())),
            comment=comments.get(answer.question_id),
        )
        for answer in answers
    ]
    contact = contacts[joined.contact_id]
    return Heard(
        joined=joined,
        words=[one for one in said if one.answer.is_verbatim],
        scores=[one for one in said if not one.answer.is_verbatim],
        promises=from_json(contact["promises"]),
        outcome=contact["outcome"],
        wait_seconds=contact["wait_seconds"],
    )


async def _evidence(responses: Sequence[UUID]) -> dict[tuple[UUID, str], list[WordWeight]]:
    rows = await DB.fetch(READ, list(responses))
    return {(row["response_id"], row["question"]): decode(row["evidence"], type=list[WordWeight]) for row in rows}
