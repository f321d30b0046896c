"""The company's own themes: versions and the draft."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-11-22T08:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the company's own themes"

SQL = """
CREATE TABLE taxonomy (
  id UUID PRIMARY KEY NOT NULL,
  number INTEGER NOT NULL UNIQUE,
  name VARCHAR(40) NOT NULL UNIQUE,
  content TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  made_by TEXT NOT NULL,
  made_at TIMESTAMPTZ NOT NULL,
  is_current BOOLEAN NOT NULL DEFAULT false
);
CREATE TABLE taxonomy_draft (
  id UUID PRIMARY KEY NOT NULL,
  content TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  base INTEGER,
  is_open BOOLEAN NOT NULL DEFAULT true,
  saved_by TEXT NOT NULL,
  saved_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX taxonomy_current ON taxonomy (is_current) WHERE is_current;
"""


async def forwards() -> MigrationManager:
    """Create the tables and the index."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
