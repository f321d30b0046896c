"""The check of `vocapp doctor`: a sample is recounted from the rows and compared with the cells."""

from typing import Final

from vocapp.database import DB
from vocapp.feature import CheckResult
from vocapp.responses.response_states import ResponseState
from vocapp.rollups import series
from vocapp.rollups.contributions_sql import STATEMENTS, statement_for
from vocapp.rollups.count_stage import load_zone

SAMPLE: Final = 200
REMEDY: Final = "run: vocapp rollup --rebuild"
# The newest of each kind, without those that still wait to be counted.
SAMPLED: Final = f"""
SELECT id FROM (
  (SELECT id FROM response WHERE state = '{ResponseState.CLOSED}' AND NOT is_test
   ORDER BY id DESC LIMIT {SAMPLE}) UNION ALL
  (SELECT contact_id FROM decision WHERE outcome = 'invited' ORDER BY id DESC LIMIT {SAMPLE}) UNION ALL
  (SELECT id FROM followup_case WHERE NOT is_test ORDER BY id DESC LIMIT {SAMPLE})) newest
WHERE NOT EXISTS (SELECT FROM due WHERE stage = 'count' AND subject_id = newest.id)
AND NOT EXISTS (SELECT FROM due d JOIN response r ON r.id = d.subject_id JOIN invitation i ON i.id = r.invitation_id
  WHERE d.stage = 'count' AND i.contact_id = newest.id)
AND NOT EXISTS (SELECT FROM due d JOIN case_response c ON c.response_id = d.subject_id
  WHERE d.stage = 'count' AND c.case_id = newest.id)"""  # noqa: S608
_FRESH: Final = " UNION ALL ".join(f"({statement_for(kind, '$2')})" for kind in STATEMENTS)
WRONG: Final = f"""
WITH fresh AS (SELECT * FROM ({_FRESH}) f),
anew AS (SELECT subject_id, place_id, part FROM fresh, unnest(parts) AS part),
kept AS (SELECT subject_id, place_id, part FROM contribution, unnest(parts) AS part
  WHERE subject_id = ANY($2::uuid[]))
SELECT count(DISTINCT subject_id) FROM (
  (SELECT * FROM anew EXCEPT ALL SELECT * FROM kept) UNION ALL (SELECT * FROM kept EXCEPT ALL SELECT * FROM anew)) o"""  # noqa: S608
BALANCE: Final = """
SELECT (SELECT coalesce(sum(n), 0) FROM cell) - (SELECT coalesce(sum(cardinality(parts)), 0) FROM contribution)"""
ZONES: Final = "SELECT definition->>'timezone' FROM company"


async def check_cells() -> list[CheckResult]:
    """The check of `vocapp doctor`: the cells against a sample of rows, their sum, and the zone of their days."""
    sample = [row["id"] for row in await DB.fetch(SAMPLED)]
    await series.ensure_series(sample)
    wrong = await DB.fetch_value(WRONG, await load_zone(), sample)
    if wrong:
        return [CheckResult("error", "cells", f"{wrong} of {len(sample)} counted otherwise than they are now", REMEDY)]
    if off := await DB.fetch_value(BALANCE):
        return [CheckResult("error", "cells", f"the sum of the cells is off by {off}", REMEDY)]
    company = await DB.fetch_value(ZONES)
    if company and company != await load_zone():
        text = f"days are counted in {await load_zone()}, and the company is in {company}"
        return [CheckResult("warning", "cells", text, REMEDY)]
    return [CheckResult("ok", "cells", f"right for a sample of {len(sample)} responses, contacts and cases")]
