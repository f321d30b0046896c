"""Cases of somebody who is erased keep their course and their clocks, and lose every word and name of his."""

from collections.abc import Mapping
from typing import Final

from vocapp import clock
from vocapp.database import DB
from vocapp.feature import ERASED_TEXT, ErasedCustomer

_HIS: Final = "SELECT id FROM followup_case WHERE customer_id = ANY($1::uuid[])"
_CASES: Final = """
UPDATE followup_case SET excerpt = '', customer_name = NULL, revision = revision + 1
WHERE customer_id = ANY($1::uuid[]) AND (excerpt <> '' OR customer_name IS NOT NULL)"""
_RESPONSES: Final = f"UPDATE case_response SET excerpt = '' WHERE case_id IN ({_HIS}) AND excerpt <> ''"
# Notes of staff and both sides of the correspondence; what was done and when stays.
_ENTRIES: Final = f"UPDATE case_entry SET text = $2 WHERE case_id IN ({_HIS}) AND text NOT IN ('', $2)"
# What a column held before it changed stands in the line that tells of the change; nobody takes these back.
_BEFORE: Final = f"""
UPDATE case_entry SET detail = jsonb_set(detail, '{{was}}', (detail->'was') - 'excerpt')
WHERE case_id IN ({_HIS}) AND detail->'was' ? 'excerpt'"""
_CHECKS: Final = f"""
UPDATE case_check SET words = '', expires_at = least(expires_at, $2) WHERE case_id IN ({_HIS})
AND (words <> '' OR expires_at > $2)"""


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """Words and name in the queue, notes and correspondence, what he said when asked whether it is solved."""
    customers = list(erased.customers)
    await DB.execute(_RESPONSES, customers)
    await DB.execute(_CHECKS, customers, clock.now())
    before = await DB.execute(_BEFORE, customers)
    return {
        "notes": before + await DB.execute(_ENTRIES, customers, ERASED_TEXT),
        "cases": await DB.execute(_CASES, customers),
    }
