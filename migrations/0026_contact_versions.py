"""Amended contacts: the number of their version, the earlier ones, and the version that a decision was about."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-12-01T08:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "contact versions"

SQL = """
ALTER TABLE contact ADD COLUMN version SMALLINT NOT NULL DEFAULT 1;
ALTER TABLE contact ADD COLUMN amended_at TIMESTAMPTZ;
ALTER TABLE decision ADD COLUMN contact_version SMALLINT NOT NULL DEFAULT 1;
CREATE TABLE contact_version (
  id UUID PRIMARY KEY,
  contact_id UUID NOT NULL REFERENCES contact (id) ON UPDATE CASCADE ON DELETE CASCADE,
  version SMALLINT NOT NULL,
  payload_digest BYTEA NOT NULL,
  content JSONB NOT NULL DEFAULT '{}',
  replaced_at TIMESTAMPTZ NOT NULL,
  replaced_by TEXT NOT NULL,
  replaced_by_name TEXT NOT NULL DEFAULT '',
  CONSTRAINT contact_version_key UNIQUE (contact_id, version)
);
"""


async def forwards() -> MigrationManager:
    """Create the columns and the table."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
