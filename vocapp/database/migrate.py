"""Migrates a database to this release with Piccolo's migrations, one process at a time."""

import contextlib
import io
import os

import asyncpg

from vocapp.database.engine import DB
from vocapp.database.locks import exclusive
from vocapp.failures import describe_failure
from vocapp.piccolo_app import MIGRATIONS

# Piccolo finds its engine by this name when a migration runs; only Piccolo reads it.
os.environ.setdefault("PICCOLO_CONF", "vocapp.piccolo_conf")


class MigrationFailedError(Exception):
    """A migration did not succeed; its transaction was rolled back."""


async def missing() -> list[str]:
    """Returns the names of the migrations that this database lacks, in order. The pool is open."""
    known = sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))
    if await DB.fetch_value("SELECT to_regclass('migration')") is None:
        return known
    ran = {row["name"] for row in await DB.fetch("SELECT name FROM migration WHERE app_name = 'vocapp'")}
    return [path.stem for path in sorted(MIGRATIONS.glob("[0-9]*.py")) if _id_of(path.read_text()) not in ran]


def _id_of(source: str) -> str:
    """Returns the `ID = "…"` of a migration file."""
    return source.split('ID = "', 1)[1].split('"', 1)[0]


def _describe(failure: asyncpg.PostgresError) -> str:
    # Class 42 (syntax, a table that exists) names parts of the schema; the message of any other may quote a row.
    said = f": {failure.args[0]}" if str(failure.sqlstate).startswith("42") else ""
    return describe_failure(failure) + said


async def migrate() -> list[str]:
    """Runs every missing migration under a lock of the whole database; returns their names. The pool is open.

    A statement that waits a second for a table lock is cancelled and its migration rolled back, because readers and
    writers queue behind such a wait. The caller may try again.
    """
    from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager

    async with exclusive(DB.dsn, "migrate"), DB.reopened(DB.dsn, size=2, statement_seconds=3600, lock_seconds=1):
        names = await missing()
        if not names:
            return []
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                result = await ForwardsMigrationManager(app_name="vocapp").run()
        except asyncpg.LockNotAvailableError as busy:
            raise MigrationFailedError("a table is in use; try again in a moment") from busy
        except asyncpg.PostgresError as failure:
            raise MigrationFailedError(_describe(failure)) from failure
        if not result.success:
            raise MigrationFailedError(result.message or said.getvalue())
        return names
