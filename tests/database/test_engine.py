"""A transaction holds what it promises, and every connection comes back."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from tests.patience import until
from vocapp.database import DB, NotOpenError, PoolBusyError, from_json, new_id, to_json
from vocapp.database.engine import Database
from vocapp.database.tables import Instance

pytestmark = pytest.mark.committed

COUNT = "SELECT count(*) FROM instance WHERE name LIKE 'note %'"


async def note(name: str) -> None:
    await DB.execute("INSERT INTO instance (name, value) VALUES ($1, '')", f"note {name}")


def busy() -> int:
    """How many connections of the pool are out."""
    assert DB.pool is not None
    return DB.pool.get_size() - DB.pool.get_idle_size()


async def _asleep() -> bool:
    return bool(
        await DB.fetch_value(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(30)' "
            "AND state = 'active' AND pid <> pg_backend_pid()"
        )
    )


@pytest.fixture
async def deferred(own_database: str) -> None:
    """A table whose constraint is checked by COMMIT only."""
    await DB.execute("CREATE TABLE fragile (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)")


async def test_a_transaction_is_all_or_nothing(own_database: str) -> None:
    with pytest.raises(ZeroDivisionError):
        async with DB.transaction():
            await note("Ada")
            raise ZeroDivisionError
    assert await DB.fetch_value(COUNT) == 0
    async with DB.transaction():
        await note("Ada")
    assert await DB.fetch_value(COUNT) == 1


async def test_a_failed_commit_gives_its_connection_back_and_leaves_no_transaction(deferred: None) -> None:
    for _ in range(20):  # more often than the pool has connections
        with pytest.raises(asyncpg.UniqueViolationError):
            async with DB.transaction():
                await DB.execute("INSERT INTO fragile VALUES (1), (1)")
        assert not DB.transaction_exists()
    assert busy() == 0
    await note("after")
    other = await asyncpg.connect(DB.dsn)
    assert await other.fetchval(COUNT) == 1, "the row after the failure was really committed"
    await other.close()


async def test_a_nested_transaction_is_a_savepoint(own_database: str) -> None:
    async with DB.transaction():
        await note("kept")
        with pytest.raises(asyncpg.UniqueViolationError):
            async with DB.transaction():
                await note("lost")
                await note("kept")
        await note("also kept")
        async with DB.transaction():
            await note("kept from inside")
    rows = await DB.fetch("SELECT name FROM instance WHERE name LIKE 'note %' ORDER BY name")
    assert [row["name"] for row in rows] == ["note also kept", "note kept", "note kept from inside"]


async def test_piccolo_takes_part_in_the_transaction(own_database: str) -> None:
    with pytest.raises(ZeroDivisionError):
        async with DB.transaction():
            await Instance.insert(Instance(name="note piccolo", value=""))
            assert await DB.fetch_value(COUNT) == 1
            raise ZeroDivisionError
    assert await DB.fetch_value(COUNT) == 0


async def test_cancelled_in_the_middle_of_a_statement(own_database: str) -> None:
    async def slow() -> None:
        async with DB.transaction():
            await note(str(uuid4()))
            await DB.execute("SELECT pg_sleep(30)")

    for _ in range(20):
        task = asyncio.create_task(slow())
        await until(_asleep)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await DB.fetch_value(COUNT) == 0
    assert busy() == 0


async def test_a_killed_backend_costs_one_transaction_and_no_more(own_database: str) -> None:
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)):
        async with DB.transaction():
            await note("lost")
            victim = await DB.fetch_value("SELECT pg_backend_pid()")
            killer = await asyncpg.connect(DB.dsn)
            await killer.execute("SELECT pg_terminate_backend($1)", victim)
            await killer.close()
            await note("never")
    assert not DB.transaction_exists()
    assert busy() == 0
    assert await DB.fetch_value(COUNT) == 0


async def test_a_full_pool_is_an_error_instead_of_an_endless_wait(own_database: str) -> None:
    crowded = Database()
    await crowded.open(own_database, size=1)
    async with crowded.connection(), asyncio.timeout(30):
        with pytest.raises(PoolBusyError, match="every database connection is in use"):
            await asyncio.create_task(crowded.fetch_value("SELECT 1"))
    assert await crowded.fetch_value("SELECT 1") == 1
    await crowded.close()


async def test_no_statement_runs_before_the_pool_is_open() -> None:
    closed = Database()
    with pytest.raises(NotOpenError, match=r"call DB\.open"):
        await closed.fetch_value("SELECT 1")
    with pytest.raises(NotOpenError):
        async with closed.transaction():
            pass
    with pytest.raises(NotOpenError):
        await closed.get_new_connection()
    await closed.close()


async def test_a_statement_has_a_time_limit(own_database: str) -> None:
    hasty = Database()
    await hasty.open(own_database, statement_seconds=0.05)
    with pytest.raises(asyncpg.QueryCanceledError):
        await hasty.execute("SELECT pg_sleep(30)")
    await hasty.close()


async def test_no_transaction_is_left_on_a_connection_given_back(own_database: str) -> None:
    small = Database()
    await small.open(own_database, size=1)
    async with small.connection() as connection:
        await connection.execute("BEGIN")
    async with small.connection() as connection:
        assert not connection.is_in_transaction()
    await small.close()


async def test_rows_touched_are_counted(own_database: str) -> None:
    assert await DB.execute("CREATE TABLE pair (a int, b jsonb)") == 0
    await DB.execute_many("INSERT INTO pair VALUES ($1, $2)", [(1, to_json({"ü": None})), (2, "[]"), (3, "3")])
    assert await DB.execute("UPDATE pair SET a = a + 1 WHERE a > $1", 1) == 2
    row = await DB.fetch_one("SELECT a, b FROM pair WHERE a = 1")
    assert row is not None
    assert from_json(row["b"]) == {"ü": None}
    assert await DB.fetch_one("SELECT 1 WHERE false") is None
    assert from_json(None) is None


def test_ids_are_in_the_order_of_their_making() -> None:
    ids = [new_id() for _ in range(1000)]
    assert ids == sorted(set(ids))
    assert {made.version for made in ids} == {7}


async def test_a_snapshot_reads_of_one_moment(own_database: str) -> None:
    names = "SELECT name FROM instance WHERE name LIKE $1"
    await note("before")
    async with DB.snapshot():
        assert await DB.fetch_value(names, "note %") == "note before"
        other = await asyncpg.connect(DB.dsn)
        await other.execute("INSERT INTO instance (name, value) VALUES ('note after', '')")
        await other.close()
        assert [row["name"] for row in await DB.fetch(names, "note %")] == ["note before"]
        assert await DB.fetch_one(names, "note a%") is None, "other values, the same moment"
    assert await DB.fetch_value(COUNT) == 2
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with DB.snapshot():
            await note("written")
    assert busy() == 0
