"""Suggestions of missing themes, and dismissed phrases."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-11-22T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "suggestions"

SQL = """
CREATE TABLE suggestion_run (
  id UUID PRIMARY KEY NOT NULL,
  key BYTEA UNIQUE NOT NULL,
  wanted JSONB NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at TIMESTAMPTZ NOT NULL,
  found JSONB,
  found_at TIMESTAMPTZ
);
CREATE TABLE dismissed_phrase (
  id UUID PRIMARY KEY NOT NULL,
  language VARCHAR(10) NOT NULL,
  phrase TEXT NOT NULL,
  dismissed_by TEXT NOT NULL,
  dismissed_at TIMESTAMPTZ NOT NULL
);
ALTER TABLE dismissed_phrase ADD CONSTRAINT dismissed_phrase_key UNIQUE (language, phrase);
"""


async def forwards() -> MigrationManager:
    """Create the tables and the constraint."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
