"""Readings of what somebody wrote who is erased: tone and themes go on counting, the redacted words and evidence go."""

import hashlib
from collections.abc import Mapping
from typing import Final

from vocapp.database import DB
from vocapp.feature import ERASED_TEXT, ErasedCustomer

# The digest is that of the words which now stand in the answer: nothing is read anew.
_VERBATIMS: Final = """
UPDATE verbatim SET redacted = $2, evidence = '[]', text_digest = $3 FROM response r
JOIN invitation i ON i.id = r.invitation_id
WHERE r.id = verbatim.response_id AND i.customer_id = ANY($1::uuid[]) AND text_digest <> $3"""
# Made of many people's comments, and made again for who asks.
_SUGGESTED: Final = "DELETE FROM suggestion_run WHERE found IS NOT NULL"


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """The readings, and whatever phrases were lately found in comments."""
    digest = hashlib.sha256(ERASED_TEXT.encode()).digest()
    found = await DB.execute(_VERBATIMS, list(erased.customers), ERASED_TEXT, digest)
    if found:
        await DB.execute(_SUGGESTED)
    return {"comments": found}
