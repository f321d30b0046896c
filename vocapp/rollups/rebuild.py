"""Rebuild of all cells from the rows, for `vocapp rollup --rebuild`; equals what the stage `count` has counted.

One transaction, during which counting and readers of cells wait: seconds for a million answers. One statement for all
responses, one for all contacts, one for all cases; each writes the contributions and sums them up.
"""

from collections.abc import Callable
from typing import Final

from vocapp.database import DB
from vocapp.rollups import series
from vocapp.rollups.contributions_sql import ANSWER, CASE, INVITATION, statement_for_all
from vocapp.rollups.count_stage import REBUILDING, ZONE_NAME, load_zone
from vocapp.rollups.packing import unpack_sql

# TRUNCATE, since dead rows of a DELETE would slow the inserts of the same keys more than all other work.
EMPTY: Final = ("TRUNCATE cell, contribution", "DELETE FROM cell_source")
SET_ZONE: Final = f"""
INSERT INTO instance (name, value) SELECT '{ZONE_NAME}', definition->>'timezone' FROM company
ON CONFLICT (name) DO UPDATE SET value = excluded.value"""  # noqa: S608
# In the order of the index of cells, which is then written from end to end.
_REBUILD: Final = f"""
WITH kept AS (
  INSERT INTO contribution (kind, subject_id, revision, place_id, parts) {{fresh}} RETURNING place_id, parts)
INSERT INTO cell (place_id, n, series_id, day, value)
SELECT place_id, n, {unpack_sql("part")} FROM (
  SELECT part, k.place_id, count(*) AS n FROM kept k, unnest(k.parts) AS part GROUP BY 1, 2 ORDER BY 1, 2) sums"""  # noqa: S608
REBUILD: Final = {kind: _REBUILD.format(fresh=statement_for_all(kind)) for kind in (ANSWER, INVITATION, CASE)}
STEPS: Final = len(REBUILD) + 1
MEMORY: Final = "64MB"


async def rebuild_cells(step: Callable[[str], None] = lambda _: None) -> int:
    """Recounts everything in the present time zone of the company; returns the number of cells.

    `step` is called with the next step, STEPS times: empty, answer, ask, case.
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
