"""Erases uploaded files of contacts that mention an erased customer, and every file that is finished."""

from collections.abc import Mapping
from typing import Final

from vocapp.database import DB
from vocapp.feature import ErasedCustomer

# A spreadsheet is packed, so it cannot be searched: every finished file is emptied, some days earlier than otherwise.
_UPLOADS: Final = """
UPDATE upload u SET content = NULL, rejects = NULL, first_rows = '[]', faults = '[]'
WHERE (content IS NOT NULL OR rejects IS NOT NULL OR first_rows <> '[]' OR faults <> '[]') AND state <> 'importing'
AND (state IN ('done', 'failed') OR EXISTS (SELECT FROM unnest($1::text[]) AS known
  WHERE strpos(lower(first_rows::text || faults::text), known) > 0
  OR strpos(lower(encode(content, 'escape')), encode(convert_to(known, 'UTF8'), 'escape')) > 0))"""


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """Empties the files."""
    return {"files of contacts": await DB.execute(_UPLOADS, [each.lower() for each in erased.known])}
