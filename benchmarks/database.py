"""The cost of the database layer: a statement through `DB` against a bare asyncpg pool, and the job table."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import asyncpg

from benchmarks.ground import ground
from benchmarks.measuring import Comparison, compare
from vocapp.database import DB, new_id
from vocapp.database.jobs import Stage, enqueue, run_jobs

INSERT = "INSERT INTO event (id, at, actor, action, subject_kind, subject_id) VALUES ($1, now(), 'b', 'b', 'b', 'b')"
ROWS = 4000
AT_ONCE = 16


async def main() -> Sequence[Comparison]:
    """Single-row inserts, sixteen at a time, and jobs that are enqueued, claimed and finished, against bare inserts."""
    async with ground(), asyncpg.create_pool(DB.dsn, min_size=AT_ONCE, max_size=AT_ONCE) as bare:

        async def base() -> int:
            return await _many(lambda: bare.execute(INSERT, new_id()))

        async def ours() -> int:
            return await _many(lambda: DB.execute(INSERT, new_id()))

        return [
            await compare("one insert through DB / bare asyncpg pool", ours, base, throughput=True, limit=0.8),
            await compare("a due row: enqueued, claimed, finished / the same", _due, base),
        ]


async def _many(operation: Callable[[], Awaitable[object]]) -> int:
    async def worker() -> None:
        for _ in range(ROWS // AT_ONCE):
            await operation()

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(worker())
    return ROWS


async def _nothing(_: UUID) -> None:
    return None


async def _due() -> int:
    stage = Stage(name="bench", work=_nothing)
    await enqueue(stage.name, *(new_id() for _ in range(ROWS)))
    while await run_jobs(stage):
        pass
    return ROWS
