"""The database engine: a lazy pool, and transactions that always return their connection.

Piccolo's own engine connects when it is imported, leaks the connection of a COMMIT that fails, and makes a nested
transaction a no-op. Here the pool opens in the lifespan, every transaction returns its connection, and a nested one is
a savepoint.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal, Self

import asyncpg
import asyncpg.transaction
import msgspec
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

MINIMUM_VERSION = 15
WAIT_SECONDS = 2.0


# What asyncpg raises when the server of a connection goes away; the last one if it dies in the middle of a reply.
CONNECTION_LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class PoolBusyError(Exception):
    """No connection became free in time; HTTP answers 503 with Retry-After."""


class NotOpenError(RuntimeError):
    """The pool was used before `DB.open()`."""


class Transaction(PostgresTransaction):
    """A transaction; inside another one, a savepoint of it."""

    async def __aenter__(self) -> Self:
        engine: Database = self.engine  # type: ignore[assignment]
        self.connection = self._parent.connection if self._parent else await engine.acquire()
        self.transaction = self._new_transaction()
        try:
            await self.transaction.start()
        except BaseException as failure:
            _drop_if_stuck(self.connection, failure)
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    def _new_transaction(self) -> asyncpg.transaction.Transaction:
        return self.connection.transaction()

    async def __aexit__(self, exception_type: object, exception: object, traceback: object) -> Literal[False]:
        try:
            if _drop_if_stuck(self.connection, exception):
                return False
            if exception_type is not None:
                if not self._rolled_back:
                    await self.transaction.rollback()
            elif not self._committed and not self._rolled_back:
                await self.transaction.commit()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return False

    async def _give_back(self) -> None:
        if self._parent is None:
            engine: Database = self.engine  # type: ignore[assignment]
            await engine.release(self.connection)


class Snapshot(Transaction):
    """A transaction that only reads, all of it from one moment. Load once what several readers need, and pass it on."""

    def _new_transaction(self) -> asyncpg.transaction.Transaction:
        # Inside another transaction it is a savepoint, which keeps the isolation of that transaction.
        if self._parent is not None:
            return super()._new_transaction()
        return self.connection.transaction(isolation="repeatable_read", readonly=True)


def _drop_if_stuck(connection: asyncpg.Connection, failure: object) -> bool:
    """Closes a connection on which asyncpg lost track of the protocol, as when a server dies in the middle of a reply.

    Such a connection never works again. Returns whether it was closed.
    """
    if not isinstance(failure, asyncpg.InternalClientError):
        return False
    connection.terminate()
    return True


async def _leave_no_transaction(connection: asyncpg.Connection) -> None:
    # asyncpg's own reset costs a round trip per release, and pooled connections have no session state.
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")


class Database(PostgresEngine):
    """The engine of every table. `open()` in the lifespan, `close()` at its end."""

    def __init__(self) -> None:
        super().__init__(config={})
        self.dsn = ""

    async def check_version(self) -> None:
        """Do nothing: Piccolo would connect at import. `open()` checks the version."""

    async def prep_database(self) -> None:
        """Do nothing: there are no extensions."""

    async def open(
        self,
        dsn: str,
        *,
        size: int = 16,
        statement_seconds: float = 5.0,
        lock_seconds: float = 3.0,
        idle_seconds: float = 60.0,
    ) -> None:
        """Open a pool of at most `size` connections on `dsn`.

        A statement or a lock wait that takes longer is cancelled; a transaction that is idle for longer is ended.
        """
        self.dsn = dsn
        self.config = {"dsn": dsn}
        self.pool = await asyncpg.create_pool(
            dsn,
            min_size=1,
            max_size=size,
            reset=_leave_no_transaction,
            server_settings={
                "application_name": "vocapp",
                "timezone": "UTC",
                "statement_timeout": str(int(statement_seconds * 1000)),
                "lock_timeout": str(int(lock_seconds * 1000)),
                "idle_in_transaction_session_timeout": str(int(idle_seconds * 1000)),
            },
        )
        version = await self.fetch_value("SELECT current_setting('server_version_num')::int / 10000")
        if version < MINIMUM_VERSION:
            await self.close()
            raise NotOpenError(f"PostgreSQL {version} is too old: vocapp needs {MINIMUM_VERSION} or newer.")

    async def close(self) -> None:
        """Close the pool; using it afterwards raises NotOpenError."""
        pool, self.pool = self.pool, None
        if pool is not None:
            await pool.close()

    @asynccontextmanager
    async def reopened(self, dsn: str, **bounds: Any) -> AsyncIterator[None]:
        """Replace the pool by another, opened with the `bounds` of `open`, while the block runs."""
        before = (self.pool, self.dsn, self.config)
        self.pool = None
        try:
            await self.open(dsn, **bounds)
            yield
        finally:
            await self.close()
            self.pool, self.dsn, self.config = before

    async def acquire(self) -> asyncpg.Connection:
        """Return a pooled connection within WAIT_SECONDS, else PoolBusyError. Return it with `release`."""
        if self.pool is None:
            raise NotOpenError("The database pool is not open: call DB.open(dsn) in the lifespan.")
        try:
            return await self.pool.acquire(timeout=WAIT_SECONDS)
        except TimeoutError as timeout:
            raise PoolBusyError("every database connection is in use") from timeout

    async def release(self, connection: asyncpg.Connection) -> None:
        """Return a connection of `acquire` to the pool."""
        if self.pool is not None:
            await self.pool.release(connection)

    async def get_new_connection(self) -> asyncpg.Connection:
        """Refuse Piccolo's silent connection per query when no pool is open."""
        raise NotOpenError("The database pool is not open: call DB.open(dsn) in the lifespan.")

    def transaction(self, allow_nested: bool = True) -> Transaction:
        """Return a transaction for `async with`; nested, a savepoint. Do not start tasks inside it."""
        return Transaction(engine=self, allow_nested=allow_nested)

    def snapshot(self) -> Snapshot:
        """`async with DB.snapshot():` — every read of the block is of the same moment; it writes nothing."""
        return Snapshot(engine=self, allow_nested=True)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[asyncpg.Connection]:
        """Yield the connection of the running transaction, or one of the pool."""
        running = self.current_transaction.get()
        if running is not None:
            yield running.connection
            return
        connection = await self.acquire()
        try:
            yield connection
        except asyncpg.InternalClientError as failure:
            _drop_if_stuck(connection, failure)
            raise
        finally:
            await self.release(connection)

    async def fetch(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        """Return every row of `sql`, with `values` for `$1 …`."""
        async with self.connection() as connection:
            rows: list[asyncpg.Record] = await connection.fetch(sql, *values)
            return rows

    async def fetch_one(self, sql: str, *values: Any) -> asyncpg.Record | None:
        """Return the first row, or None."""
        async with self.connection() as connection:
            return await connection.fetchrow(sql, *values)

    async def fetch_value(self, sql: str, *values: Any) -> Any:
        """Return the first column of the first row, or None."""
        async with self.connection() as connection:
            return await connection.fetchval(sql, *values)

    async def execute(self, sql: str, *values: Any) -> int:
        """Run `sql`; return the number of affected rows."""
        async with self.connection() as connection:
            status = await connection.execute(sql, *values)
        last = status.rpartition(" ")[2]
        return int(last) if last.isdigit() else 0

    async def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run `sql` once per row, pipelined, all or nothing."""
        async with self.connection() as connection:
            await connection.executemany(sql, rows)


DB = Database()


def to_json(value: Any) -> str:
    """Returns `value` as the text of a jsonb parameter. Callers refuse NUL, which PostgreSQL cannot store."""
    return msgspec.json.encode(value).decode()


def from_json(text: str | None) -> Any:
    """Returns the value of a jsonb column; None stays None."""
    return None if text is None else msgspec.json.decode(text)
