"""Pairs of customers who may be one person. Opt-outs stand at the identity at which they arrived."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-12-01T11:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "possible duplicates"

SQL = """
CREATE TABLE possible_duplicate (
  id UUID PRIMARY KEY,
  first_id UUID NOT NULL REFERENCES customer (id) ON UPDATE CASCADE ON DELETE CASCADE,
  second_id UUID NOT NULL REFERENCES customer (id) ON UPDATE CASCADE ON DELETE CASCADE,
  contact_id UUID NOT NULL,
  found_at TIMESTAMPTZ NOT NULL,
  dismissed_at TIMESTAMPTZ,
  dismissed_by TEXT,
  CONSTRAINT possible_duplicate_key UNIQUE (first_id, second_id)
);
CREATE INDEX possible_duplicate_second_id ON possible_duplicate (second_id);
CREATE INDEX possible_duplicate_open ON possible_duplicate (id) WHERE dismissed_at IS NULL;
"""


async def forwards() -> MigrationManager:
    """Create the table."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
