"""Ids that other systems give the users who handle contacts, so that nobody closes a case about their own contact."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-12-01T08:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "handler refs"

SQL = """
CREATE TABLE handler_ref (
  id UUID PRIMARY KEY NOT NULL,
  source VARCHAR(80) NOT NULL,
  agent_ref TEXT NOT NULL,
  user_id UUID NOT NULL REFERENCES staff_user (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT handler_ref_key UNIQUE (source, agent_ref)
);
CREATE INDEX handler_ref_user_id ON handler_ref USING btree (user_id);
"""


async def forwards() -> MigrationManager:
    """Add the table."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
