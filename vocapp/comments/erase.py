"""Erases comments of a customer: the redacted text and the evidence go; tone and themes still count."""

import hashlib
from collections.abc import Mapping
from typing import Final

from vocapp.database import DB
from vocapp.feature import ERASED_TEXT, ErasedCustomer

# The digest is that of the replacement text in the answer, so that nothing is analysed again.
_VERBATIMS: Final = """
UPDATE verbatim SET redacted = $2, evidence = '[]', text_digest = $3 FROM response r
JOIN invitation i ON i.id = r.invitation_id
WHERE r.id = verbatim.response_id AND i.customer_id = ANY($1::uuid[]) AND text_digest <> $3"""
# Suggestions quote phrases of many comments; they are found again on request.
_SUGGESTED: Final = "DELETE FROM suggestion_run WHERE found IS NOT NULL"


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """Anonymises the analysed comments, and deletes stored suggestions."""
    digest = hashlib.sha256(ERASED_TEXT.encode()).digest()
    found = await DB.execute(_VERBATIMS, list(erased.customers), ERASED_TEXT, digest)
    if found:
        await DB.execute(_SUGGESTED)
    return {"comments": found}
