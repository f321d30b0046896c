"""What would the cells be, counted anew from the rows? `vocapp rollup --rebuild`, equal to what counting came to.

One transaction, in which counting and who reads the cells wait: seconds for a million answers. One statement for all
responses, one for all contacts, one for all cases; each writes the contributions and sums them up.
"""

from collections.abc import Callable
from typing import Final

from vocapp.database import DB
from vocapp.rollups import series
from vocapp.rollups.contributions_sql import ANSWER, CASE, INVITATION, statement_for_all
from vocapp.rollups.count_stage import REBUILDING, ZONE_NAME, load_zone
from vocapp.rollups.packing import unpack_sql

# Deleted rows would stand in the way of the same rows anew, which costs more than everything else.
EMPTY: Final = ("TRUNCATE cell, contribution", "DELETE FROM cell_source")
SET_ZONE: Final = f"""
INSERT INTO instance (name, value) SELECT '{ZONE_NAME}', definition->>'timezone' FROM company
ON CONFLICT (name) DO UPDATE SET value = excluded.value"""
# In the order of the index of cells, which is then written from end to end.
_REBUILD: Final = f"""
WITH kept AS (
  INSERT INTO contribution (kind, subject_id, revision, place_id, parts) {{fresh}} RETURNING place_id, parts)
INSERT INTO cell (place_id, n, series_id, day, value)
SELECT place_id, n, {unpack_sql("part")} FROM (
  SELECT part, k.place_id, count(*) AS n FROM kept k, unnest(k.parts) AS part GROUP BY 1, 2 ORDER BY 1, 2) sums"""
REBUILD: Final = {kind: _REBUILD.format(fresh=statement_for_all(kind)) for kind in (ANSWER, INVITATION, CASE)}
STEPS: Final = len(REBUILD) + 1
MEMORY: Final = "64MB"


async def rebuild_cells(step: Callable[[str], None] = lambda _: None) -> int:
    """Count everything anew, in the company's zone of today: how many cells there are.

    `step` is told what comes next, STEPS times: empty, answer, ask, case.
    """
    async with DB.transaction():
        for setting, value in (("statement_timeout", "0"), ("lock_timeout", "0"), ("work_mem", MEMORY)):
            await DB.execute(f"SET LOCAL {setting} = '{value}'")
        await DB.execute("SELECT pg_advisory_xact_lock($1)", REBUILDING)
        step("empty")
        for statement in EMPTY:
            await DB.execute(statement)
        await DB.execute(SET_ZONE)
        await series.ensure_series()
        days_of = await load_zone()
        cells = 0
        for kind, statement in REBUILD.items():
            step(kind)
            cells += await DB.execute(statement, days_of)
    return cells
