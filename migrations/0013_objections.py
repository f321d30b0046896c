"""Suppression list: hashed addresses of erased customers who had opted out, so that they get no invitation again."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-11-22T13:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "objections"

SQL = """
CREATE TABLE objection (
  id UUID PRIMARY KEY NOT NULL,
  mark BYTEA NOT NULL,
  channel VARCHAR(20) NOT NULL,
  purpose VARCHAR(12) NOT NULL,
  kept_at TIMESTAMPTZ NOT NULL
);
ALTER TABLE objection ADD CONSTRAINT objection_key UNIQUE (mark, channel, purpose);
"""


async def forwards() -> MigrationManager:
    """Create the table and its key."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
