"""Contacts keep the odd values that were set aside when they were recorded."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-12-01T03:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what was set aside of a contact"

SQL = "ALTER TABLE contact ADD COLUMN set_aside JSONB NOT NULL DEFAULT '[]'"


async def forwards() -> MigrationManager:
    """Add the column."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def alter() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(alter)
    return manager
