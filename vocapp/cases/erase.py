"""Erasure of a customer: their cases keep states and times, and lose every text and name."""

from collections.abc import Mapping
from typing import Final

from vocapp import clock
from vocapp.database import DB
from vocapp.feature import ERASED_TEXT, ErasedCustomer

_CASE_IDS: Final = "SELECT id FROM followup_case WHERE customer_id = ANY($1::uuid[])"
_CASES: Final = """
UPDATE followup_case SET excerpt = '', customer_name = NULL, revision = revision + 1
WHERE customer_id = ANY($1::uuid[]) AND (excerpt <> '' OR customer_name IS NOT NULL)"""
_RESPONSES: Final = f"UPDATE case_response SET excerpt = '' WHERE case_id IN ({_CASE_IDS}) AND excerpt <> ''"  # noqa: S608
# Notes of staff and both sides of the correspondence. What was done, and when, stays.
_ENTRIES: Final = f"UPDATE case_entry SET text = $2 WHERE case_id IN ({_CASE_IDS}) AND text NOT IN ('', $2)"  # noqa: S608
# A history entry holds what its columns were before; such a change cannot be undone any more.
_BEFORE: Final = f"""
UPDATE case_entry SET detail = jsonb_set(detail, '{{was}}', (detail->'was') - 'excerpt')
WHERE case_id IN ({_CASE_IDS}) AND detail->'was' ? 'excerpt'"""  # noqa: S608
_CHECKS: Final = f"""
UPDATE case_check SET words = '', expires_at = least(expires_at, $2) WHERE case_id IN ({_CASE_IDS})
AND (words <> '' OR expires_at > $2)"""  # noqa: S608


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """Removes excerpts and names, notes and correspondence, and comments on recovery checks."""
    customers = list(erased.customers)
    await DB.execute(_RESPONSES, customers)
    await DB.execute(_CHECKS, customers, clock.now())
    before = await DB.execute(_BEFORE, customers)
    return {
        "notes": before + await DB.execute(_ENTRIES, customers, ERASED_TEXT),
        "cases": await DB.execute(_CASES, customers),
    }
