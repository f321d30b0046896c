"""Stage `count`: adds what a response, a contact or a case counts for now, and subtracts what it counted for before.

The cost depends on the change, not on how much was counted that day. A subject is the id of a response, a contact or a
case, also of an erased one; a response includes its contact and its case. The work is idempotent.

Workers cannot deadlock: each takes the locks of its subjects in order, then its cells in order. In a rebuild nothing
is counted; the stage tries again after `AGAIN`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.database import DB
from vocapp.database.jobs import Stage
from vocapp.database.locks import lock_number
from vocapp.database.notify import NOTIFICATIONS
from vocapp.rollups import series
from vocapp.rollups.contributions_sql import STATEMENTS, statement_for
from vocapp.rollups.packing import unpack_sql

COUNT: Final = "count"
TOPIC: Final = "counted"
NO_SUBJECT: Final = UUID(int=0)
"""The id that is sent under the topic: it says that something was counted, and names nobody."""
BATCH: Final = 64
REBUILDING: Final = lock_number("rebuild of the cells")
AGAIN: Final = timedelta(seconds=2)
ZONE_NAME: Final = "zone of the cells"

RELATED: Final = """
SELECT unnest($1::uuid[]) AS id
UNION SELECT i.contact_id FROM response r JOIN invitation i ON i.id = r.invitation_id WHERE r.id = ANY($1)
UNION SELECT case_id FROM case_response WHERE response_id = ANY($1) ORDER BY 1"""
# The zone of the last rebuild: days of two zones cannot be added up.
ZONE: Final = f"""
SELECT coalesce((SELECT value FROM instance WHERE name = '{ZONE_NAME}'),
  (SELECT definition->>'timezone' FROM company), 'UTC')"""  # noqa: S608
# 8 is the class of these locks. In the order of the numbers, not of the ids: two ids may share one.
LOCK: Final = """
SELECT pg_advisory_xact_lock(8, number) FROM (
  SELECT DISTINCT hashtext(id::text) AS number FROM unnest($1::uuid[]) AS id ORDER BY 1 OFFSET 0) numbers"""
CONTRIBUTIONS: Final = " UNION ALL ".join(f"({statement_for(kind, '$2')})" for kind in STATEMENTS)
REFRESH: Final = f"""
WITH fresh AS MATERIALIZED ({CONTRIBUTIONS}),
old AS MATERIALIZED (SELECT * FROM contribution WHERE subject_id = ANY($2::uuid[])),
kept AS (
  INSERT INTO contribution (kind, subject_id, revision, place_id, parts) SELECT * FROM fresh
  ON CONFLICT (subject_id) DO UPDATE SET revision = excluded.revision,
    place_id = excluded.place_id, parts = excluded.parts
  WHERE (contribution.revision, contribution.place_id, contribution.parts)
    IS DISTINCT FROM (excluded.revision, excluded.place_id, excluded.parts)),
gone AS (
  DELETE FROM contribution USING old WHERE contribution.subject_id = old.subject_id
  AND NOT EXISTS (SELECT FROM fresh WHERE fresh.subject_id = old.subject_id)),
change AS (
  SELECT part, f.place_id, sum(f.n) AS n
  FROM (SELECT place_id, parts, 1 AS n FROM fresh UNION ALL SELECT place_id, parts, -1 FROM old) f,
  unnest(f.parts) AS part GROUP BY 1, 2 HAVING sum(f.n) <> 0),
counted AS (
  INSERT INTO cell (place_id, n, series_id, day, value)
  SELECT place_id, n, {unpack_sql("part")} FROM change ORDER BY part, place_id
  ON CONFLICT (series_id, day, place_id, value) DO UPDATE SET n = cell.n + excluded.n
  RETURNING series_id, day, place_id, value, n)
SELECT * FROM counted WHERE n <= 0"""  # noqa: S608
DELETE_EMPTY: Final = """
DELETE FROM cell USING unnest($1::int[], $2::date[], $3::int[], $4::int2[]) AS e(series_id, day, place_id, value)
WHERE (cell.series_id, cell.day, cell.place_id, cell.value) = (e.series_id, e.day, e.place_id, e.value) AND n = 0"""


class WrongCellsError(Exception):
    """A cell would become negative: cells and contributions do not match. Run `vocapp rollup --rebuild`."""


async def count_subjects(subjects: Sequence[UUID]) -> bool:
    """Counts responses, contacts and cases as they are now; False, with nothing done, while a rebuild runs."""
    related = [row["id"] for row in await DB.fetch(RELATED, subjects)]
    await series.ensure_series(related)
    async with DB.transaction():
        if not await DB.fetch_value("SELECT pg_try_advisory_xact_lock_shared($1)", REBUILDING):
            return False
        await DB.execute(LOCK, related)
        # Read after the locks are held, so that of two who count the same the later sees what the earlier wrote.
        emptied = await DB.fetch(REFRESH, await load_zone(), related)
        if any(row["n"] < 0 for row in emptied):
            raise WrongCellsError("the cells are wrong: run vocapp rollup --rebuild")
        if emptied:
            await DB.execute(DELETE_EMPTY, *([row[column] for row in emptied] for column in range(4)))
    NOTIFICATIONS.notify(TOPIC, NO_SUBJECT)
    return True


async def load_zone() -> str:
    """The time zone whose days are counted."""
    found: str = await DB.fetch_value(ZONE)
    return found


class CountStage:
    """The work of the stage: a batch in one transaction; a subject that the batch could not count is counted alone."""

    def __init__(self) -> None:
        self._counted: set[UUID] = set()

    async def prepare(self, subjects: Sequence[UUID]) -> None:
        """Count a batch."""
        self._counted.difference_update(subjects)
        if await count_subjects(subjects):
            self._counted.update(subjects)

    async def work(self, subject: UUID) -> datetime | None:
        """Count one, where the batch did not."""
        if subject in self._counted:
            self._counted.discard(subject)
            return None
        return None if await count_subjects([subject]) else clock.now() + AGAIN


def stage() -> Stage:
    """Stage `count`; its subjects are responses, contacts and cases."""
    counting = CountStage()
    return Stage(name=COUNT, work=counting.work, prepare=counting.prepare, batch=BATCH, concurrency=1)
