"""The cost of counting: a rebuild of a million answers against a GROUP BY; a thousand more on few and on many."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from uuid import UUID

from benchmarks.answers import ANSWERS_EACH, publish, respond
from benchmarks.ground import ground
from benchmarks.measuring import Comparison, compare
from vocapp.database import DB
from vocapp.database.jobs import enqueue, run_jobs
from vocapp.database.migrate import migrate
from vocapp.rollups.count_stage import COUNT, stage
from vocapp.rollups.rebuild import MEMORY, rebuild_cells

MANY, FEW = 1_000_000 // ANSWERS_EACH, 10_000 // ANSWERS_EACH
MORE = 1_000
ROUNDS = 3
MORE_ROUNDS = 5
# The content of the cells for the same rows, with the same memory; nothing is written.
ANSWERS = """
SELECT count(*) FROM (
  SELECT (a.answered_at AT TIME ZONE 'Europe/Berlin')::date, r.survey_version_id, a.question, c.channel, c.touchpoint,
    c.line_id, c.unit_id, CASE jsonb_typeof(a.value) WHEN 'string' THEN round(100 * v.sentiment::numeric)::text
      ELSE a.value #>> '{}' END, count(*)
  FROM answer a JOIN response r ON r.id = a.response_id JOIN invitation i ON i.id = r.invitation_id
  JOIN contact c ON c.id = i.contact_id
  LEFT JOIN verbatim v ON v.response_id = a.response_id AND v.question = a.question
  WHERE r.state = 'closed' AND NOT r.is_test GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) cells"""
INVITATIONS = """
SELECT count(*) FROM (
  SELECT (c.ended_at AT TIME ZONE 'Europe/Berlin')::date, i.survey_version_id, d.outcome, d.rule, i.disposition,
    c.channel, c.touchpoint, c.line_id, c.unit_id, count(*)
  FROM contact c JOIN decision d ON d.contact_id = c.id LEFT JOIN invitation i ON i.contact_id = c.id
  LEFT JOIN response r ON r.invitation_id = i.id
  WHERE NOT c.is_test GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9) cells"""


async def main() -> Sequence[Comparison]:
    """A rebuild of a million answers; a thousand more responses on a million answers and on ten thousand."""
    async with ground(pool=4):
        many, few = DB.dsn, DB.dsn.replace("/bench?", "/few?")
        await _furnish(MANY)
        rebuilt = await compare(
            "1M answers and their asks counted anew / GROUP BY of them", _rebuild, _group_by, rounds=ROUNDS, limit=3.0
        )
        await DB.execute("CREATE DATABASE few")
        async with DB.reopened(few, size=4, statement_seconds=600):
            await migrate()
            await _furnish(FEW)
            await rebuild_cells()
            on_few = await _counting(few, FEW)
        on_many = await _counting(many, MANY)
        refreshed = await compare(
            "+1,000 responses on 1M answers / on 10k", on_many, on_few, rounds=MORE_ROUNDS, limit=2.0
        )
        return [rebuilt, refreshed]


async def _furnish(responses: int) -> None:
    await publish()
    await respond(1, responses)
    await DB.execute("VACUUM ANALYZE")


async def _counting(dsn: str, there: int) -> Callable[[], Awaitable[int]]:
    """Counts a thousand more responses each time, as the stage does. They are written before measuring."""
    batches = [await respond(n, n + MORE - 1) for n in range(there + 1, there + 1 + MORE * (MORE_ROUNDS + 1), MORE)]
    await DB.execute("ANALYZE")
    waiting: Iterator[Sequence[UUID]] = iter(batches)

    async def side() -> int:
        async with DB.reopened(dsn, size=4, statement_seconds=600):
            await enqueue(COUNT, *next(waiting))
            work = stage()
            while await run_jobs(work):
                pass
        return MORE

    return side


async def _rebuild() -> int:
    await rebuild_cells()
    return 1


async def _group_by() -> int:
    async with DB.transaction():
        await DB.execute(f"SET LOCAL work_mem = '{MEMORY}'")
        for statement in (ANSWERS, INVITATIONS):
            await DB.fetch_value(statement)
    return 1
