"""Files of contacts that staff import."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-11-22T07:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "files of contacts brought in by staff"

SQL = """
CREATE TABLE upload (
  id UUID PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  content BYTEA,
  columns JSONB NOT NULL DEFAULT '[]',
  first_rows JSONB NOT NULL DEFAULT '[]',
  mapping JSONB,
  state VARCHAR(10) NOT NULL DEFAULT 'uploaded',
  percent SMALLINT NOT NULL DEFAULT 0,
  rows_done INTEGER NOT NULL DEFAULT 0,
  counts JSONB,
  faults JSONB NOT NULL DEFAULT '[]',
  rejects BYTEA,
  failure TEXT,
  uploaded_by UUID NOT NULL REFERENCES staff_user (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  uploaded_at TIMESTAMPTZ NOT NULL,
  finished_at TIMESTAMPTZ
);
CREATE INDEX upload_kept ON upload (uploaded_at) WHERE content IS NOT NULL;
"""


async def forwards() -> MigrationManager:
    """Create the tables, indexes and constraints."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
