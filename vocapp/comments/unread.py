"""Responses whose comments wait for analysis, and those whose analysis failed."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp.catalogue.published import survey_version
from vocapp.comments.score_stage import SCORE
from vocapp.database import DB
from vocapp.database.jobs import retry
from vocapp.database.notify import wake
from vocapp.http.access import Actor, visible

MOST: Final = 100
MOST_COUNTED: Final = 10_000
_VERSIONS: Final = """
SELECT DISTINCT r.survey_version_id AS id FROM due d JOIN response r ON r.id = d.subject_id WHERE d.stage = $1"""
# Only responses with text: jobs exist for the others too, and finish at once.
_FROM: Final = """
FROM due d JOIN response r ON r.id = d.subject_id LEFT JOIN invitation i ON i.id = r.invitation_id
LEFT JOIN contact c ON c.id = i.contact_id LEFT JOIN customer k ON k.id = c.customer_id
JOIN LATERAL (SELECT a.value #>> '{}' AS text
  FROM unnest($2::uuid[], $3::text[]) AS asked(version, question)
  JOIN answer a ON a.response_id = r.id AND a.question = asked.question
  WHERE asked.version = r.survey_version_id AND jsonb_typeof(a.value) = 'string' LIMIT 1) comment ON true
WHERE d.stage = $1 AND NOT r.is_test AND """
_LIST: Final = """
SELECT r.id, c.id AS contact_id, k.name AS customer_name, c.channel, r.answered_at, comment.text, d.error,
  d.quarantined_at IS NOT NULL AS is_given_up"""
_COUNTS: Final = f"""
SELECT (SELECT count(*) FROM (SELECT {{where}} LIMIT {MOST_COUNTED + 1}) AS all_of_them),
  (SELECT count(*) FROM (SELECT {{where}} AND d.quarantined_at IS NOT NULL LIMIT {MOST_COUNTED + 1}) AS given_up)"""  # noqa: S608
_SEEN: Final = "SELECT r.id FROM response r WHERE r.id = $1 AND {visible}"
_ORDER: Final = "ORDER BY d.quarantined_at IS NULL, d.not_before, d.subject_id LIMIT "


class UnreadResponse(Struct, frozen=True):
    """A response that waits for analysis. `error`: of the last try; `is_given_up`: it failed for good."""

    id: UUID
    contact_id: UUID | None
    customer_name: str | None
    channel: str | None
    answered_at: datetime | None
    text: str
    error: str | None
    is_given_up: bool


class UnreadList(Struct, frozen=True):
    """The oldest MOST waiting responses, failed ones first; counts of all and of failed ones, to MOST_COUNTED + 1."""

    rows: list[UnreadResponse]
    count: int
    given_up: int


async def load_unread(actor: Actor) -> UnreadList:
    """The waiting responses that `actor` may see."""
    asked = [(version, question) for version in await _versions() for question in await _texts(version)]
    seen = visible(actor, "response", "r", first=4)
    values = (SCORE, [version for version, _ in asked], [question for _, question in asked], *seen.values)
    counts = await DB.fetch_one(_COUNTS.format(where=f"{_FROM}{seen.sql}"), *values)
    rows = await DB.fetch(f"{_LIST}{_FROM}{seen.sql} {_ORDER}{MOST}", *values)
    return UnreadList([UnreadResponse(**row) for row in rows], *(counts or (0, 0)))


async def _versions() -> list[UUID]:
    return [row["id"] for row in await DB.fetch(_VERSIONS, SCORE)]


async def _texts(version: UUID) -> list[str]:
    return [question.id for question in (await survey_version(version)).questions if question.kind == "text"]


async def retry_unread(actor: Actor, response: UUID) -> bool:
    """Retries a failed analysis; False if there is none that `actor` may see."""
    seen = visible(actor, "response", "r", first=2)
    if await DB.fetch_value(_SEEN.format(visible=seen.sql), response, *seen.values) is None:
        return False
    again = await retry(SCORE, response)
    wake(SCORE)
    return again
