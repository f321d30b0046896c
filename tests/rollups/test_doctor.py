"""The doctor counts a sample anew; the operator counts everything anew."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from tests.rollups.world_fixtures import World, cells, give
from vocapp.cli import vocapp
from vocapp.database import DB
from vocapp.database.jobs import enqueue
from vocapp.feature import CheckResult
from vocapp.rollups.commands import count_waiting, run_rebuild
from vocapp.rollups.count_stage import COUNT, count_subjects
from vocapp.rollups.doctor import check_cells

QUIET = Console(quiet=True)


async def found() -> CheckResult:
    [finding] = await check_cells()
    return finding


async def test_cells_in_order(world: World) -> None:
    await count_subjects([await world.answer({"csat": 5})])
    assert (await found()).text == "right for a sample of 2 responses, contacts and cases"


async def test_waiting_responses_are_no_error_and_forgotten_ones_are(world: World) -> None:
    response = await world.answer({"csat": 5})
    await enqueue(COUNT, response)
    assert (await found()).level == "ok"
    await DB.execute("DELETE FROM due WHERE stage = $1", COUNT)
    finding = await found()
    assert (finding.level, finding.text) == ("error", "2 of 2 counted otherwise than they are now")
    assert "vocapp rollup --rebuild" in finding.remedy


async def test_a_wrong_cell_is_found_and_rebuilt(world: World) -> None:
    await count_subjects([await world.answer({"csat": 5})])
    await DB.execute("UPDATE cell SET n = n + 1")
    assert (await found()).text == "the sum of the cells is off by 2"
    await run_rebuild(QUIET)
    assert (await found()).level == "ok"


async def test_the_company_changed_its_time_zone(world: World) -> None:
    await count_subjects([await world.answer({"csat": 5})])
    await run_rebuild(QUIET)
    await DB.execute("UPDATE company SET definition = jsonb_set(definition, '{timezone}', '\"Asia/Tokyo\"')")
    finding = await found()
    assert finding.level == "warning"
    assert finding.text == "days are counted in Europe/Berlin, and the company is in Asia/Tokyo"
    assert await run_rebuild(QUIET) == "Rebuilt all cells: 2 cells."
    assert (await found()).level == "ok"


async def test_what_waits_is_counted_at_once(world: World) -> None:
    response = await world.answer({"csat": 5})
    await enqueue(COUNT, response)
    assert await count_waiting(QUIET) == "Counted 1 responses, contacts and cases; 0 still wait."
    assert await cells() == {("csat", "csat", 5): 1}
    await give(response, "csat", 4)
    assert await count_waiting(QUIET) == "Counted 0 responses, contacts and cases; 0 still wait."


@pytest.mark.committed
async def test_the_command(own_database: str, tmp_path: Path) -> None:
    world = await World.made()
    await enqueue(COUNT, await world.answer({"csat": 5}))
    secret = tmp_path / "secret.key"
    secret.write_text(f"k1:{'ab' * 32}\n", encoding="ascii")
    env = {"VOCAPP_DATABASE_URL": own_database, "VOCAPP_SECRET_FILE": str(secret)}

    def output_of(*words: str) -> str:
        done = CliRunner().invoke(vocapp, ["rollup", *words], env=env)
        assert done.exit_code == 0, done.output
        return done.output

    assert "Counted 1 responses, contacts and cases; 0 still wait." in await asyncio.to_thread(output_of)
    assert "Rebuilt all cells: 2 cells." in await asyncio.to_thread(output_of, "--rebuild")
