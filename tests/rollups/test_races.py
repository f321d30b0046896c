"""Many count at once, the same and others, while a rebuild runs: nobody waits in a ring, and nothing counts twice."""

import asyncio
import random

import pytest

from tests.rollups.world_fixtures import World, everything_counted, give
from vocapp import clock
from vocapp.database import DB
from vocapp.rollups.count_stage import REBUILDING, CountStage, count_subjects
from vocapp.rollups.rebuild import rebuild_cells

WORKERS, ROUNDS, TIMES = 6, 6, 12


@pytest.mark.committed
async def test_workers_beside_one_another_and_a_rebuild(own_database: str) -> None:
    world = await World.made()
    responses = [await world.answer({"csat": 3, "effort": 4, "solved": True}) for _ in range(24)]

    async def worker(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(ROUNDS):
            mine = chance.sample(responses, 12)
            for response in mine[:3]:
                await give(response, "csat", chance.randint(1, 5))
            for _ in range(500):
                if await count_subjects(mine):
                    break
                await asyncio.sleep(0.01)

    async with asyncio.TaskGroup() as group:
        for seed in range(WORKERS):
            group.create_task(worker(seed))
        group.create_task(rebuild_cells())
    await count_subjects(responses)
    counted = await everything_counted()
    await rebuild_cells()
    assert await everything_counted() == counted


SOURCES = "SELECT count(*) FROM cell_source WHERE survey_version_id = $1"


@pytest.mark.committed
async def test_a_new_survey_is_counted_for_the_first_time_while_a_rebuild_runs(own_database: str) -> None:
    world = await World.made()
    responses = [await world.answer({"csat": 3, "effort": 4, "solved": True}) for _ in range(4)]
    version = world.versions["support"]
    await rebuild_cells()
    sources = await DB.fetch_value(SOURCES, version)
    for _ in range(TIMES):
        await DB.execute("TRUNCATE cell_source, cell, contribution")
        await asyncio.gather(rebuild_cells(), *(count_subjects([response]) for response in responses))
        assert await DB.fetch_value(SOURCES, version) == sources


@pytest.mark.committed
async def test_while_a_rebuild_runs_counting_looks_again_later(own_database: str) -> None:
    world = await World.made()
    response = await world.answer({"csat": 5})
    counting = CountStage()
    connection = await DB.acquire()
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", REBUILDING)
        await counting.prepare([response])
        again = await counting.work(response)
        assert again is not None
        assert again > clock.now()
        await connection.execute("SELECT pg_advisory_unlock($1)", REBUILDING)
    finally:
        await DB.release(connection)
    assert await counting.work(response) is None
