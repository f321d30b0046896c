"""What would the cells be, counted anew from the rows? `vocapp rollup --rebuild`, equal to what counting came to.

One transaction: readers see the old cells until the new ones are there, and counting waits. One statement for all
responses, one for all contacts, one for all cases; each writes the contributions and sums them up.
"""

from collections.abc import Callable
from typing import Final

from vocapp.database import DB
from vocapp.rollups import sources
from vocapp.rollups.counted import ANSWER, ASK, CASE, every
from vocapp.rollups.counting import REBUILDING, ZONE_NAME, zone

EMPTY: Final = ("DELETE FROM cell", "DELETE FROM contribution", "DELETE FROM cell_source")
SET_ZONE: Final = f"""
INSERT INTO instance (name, value) SELECT '{ZONE_NAME}', definition->>'timezone' FROM company
ON CONFLICT (name) DO UPDATE SET value = excluded.value"""
_REBUILD: Final = """
WITH kept AS (
  INSERT INTO contribution (kind, subject_id, revision, place_id, days, series, given) {fresh}
  RETURNING place_id, days, series, given)
INSERT INTO cell (series_id, day, place_id, value, n)
SELECT u.series, u.day, k.place_id, u.value, count(*) FROM kept k,
  unnest(k.series, k.days, k.given) AS u(series, day, value) GROUP BY 1, 2, 3, 4"""
REBUILD: Final = {kind: _REBUILD.format(fresh=every(kind)) for kind in (ANSWER, ASK, CASE)}
STEPS: Final = len(REBUILD) + 1
MEMORY: Final = "64MB"


async def rebuild(step: Callable[[str], None] = lambda _: None) -> int:
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
        await sources.ready()
        days_of = await zone()
        cells = 0
        for kind, statement in REBUILD.items():
            step(kind)
            cells += await DB.execute(statement, days_of)
    return cells
