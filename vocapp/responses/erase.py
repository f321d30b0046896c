"""Erasure in responses: scores and choices stay and still count, texts are removed."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from vocapp.catalogue.published import survey_version
from vocapp.database import DB, from_json, to_json
from vocapp.feature import ERASED_TEXT, ErasedCustomer
from vocapp.questionnaire.definition import OPTION_KINDS

_ANSWERS: Final = """
SELECT a.id, a.question, a.value, r.survey_version_id FROM answer a JOIN response r ON r.id = a.response_id
JOIN invitation i ON i.id = r.invitation_id
WHERE i.customer_id = ANY($1::uuid[])
AND (jsonb_typeof(a.value) = 'string' AND a.value #>> '{}' <> $2 OR a.value ? 'how')
FOR UPDATE OF a"""
_WIPE: Final = "UPDATE answer SET value = $2 WHERE id = $1"


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """Removes text answers, dates and contact details from the customer's answers."""
    wiped = [
        (row["id"], to_json(value))
        for row in await DB.fetch(_ANSWERS, list(erased.customers), ERASED_TEXT)
        if (value := await _wiped(row["survey_version_id"], row["question"], from_json(row["value"]))) is not None
    ]
    await DB.execute_many(_WIPE, wiped)
    return {"answers": len(wiped)}


async def _wiped(version: UUID, name: str, value: Any) -> Any:
    """The answer without personal data; None if it contains none and stays as it is."""
    if isinstance(value, dict):
        return {"wish": value["wish"]}
    survey = await survey_version(version)
    chosen = {question.id for question in survey.questions if question.kind in OPTION_KINDS}
    return None if name in chosen else ERASED_TEXT
