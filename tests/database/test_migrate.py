"""A database is migrated to this release once, whoever starts it."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from tests.conftest import _create, _drop
from vocapp.database import DB
from vocapp.database.migrate import MigrationFailedError, migrate, missing
from vocapp.piccolo_app import MIGRATIONS

pytestmark = pytest.mark.committed

ALL = sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))


@pytest.fixture
async def bare(server: str) -> AsyncIterator[str]:
    """The DSN of an empty database, and `DB` open on it."""
    name = f"vocapp_bare_{uuid4().hex[:8]}"
    dsn = await _create(server, name)
    async with DB.reopened(dsn, size=4):
        yield dsn
    await _drop(server, name)


async def test_an_empty_database_misses_everything_and_then_nothing(bare: str) -> None:
    assert await missing() == ALL
    assert await migrate() == ALL
    assert await missing() == []
    assert await migrate() == []


async def test_a_database_that_is_behind_names_its_missing_migrations(own_database: str) -> None:
    await DB.execute("DELETE FROM migration WHERE id = (SELECT max(id) FROM migration)")
    assert await missing() == ALL[-1:]


MIGRATING = """
import asyncio, sys
from vocapp.database import DB
from vocapp.database.migrate import migrate

async def main():
    await DB.open(sys.argv[1], size=2)
    print(len(await migrate()))
    await DB.close()

asyncio.run(main())
"""


async def test_processes_that_start_together_migrate_once(bare: str) -> None:
    def start() -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-c", MIGRATING, bare], capture_output=True, text=True, check=True)

    ran = await asyncio.gather(*(asyncio.to_thread(start) for _ in range(3)))
    assert sorted(int(process.stdout) for process in ran) == [0, 0, len(ALL)]
    assert await missing() == []


async def test_a_migration_that_fails_leaves_nothing_behind(bare: str) -> None:
    await DB.execute("CREATE TABLE answer (id int)")  # in the way
    with pytest.raises(MigrationFailedError, match="answer"):
        await migrate()
    assert await DB.fetch_value("SELECT to_regclass('contact')") is None
    assert await missing() == ALL


async def test_a_migration_gives_up_rather_than_let_others_queue_behind_it(bare: str) -> None:
    holder = await asyncpg.connect(bare)
    async with holder.transaction():
        await holder.execute("CREATE TABLE due (id int)")
        with pytest.raises(MigrationFailedError, match="in use; try again"):
            await migrate()
    await holder.close()
