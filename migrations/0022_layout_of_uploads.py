"""The layout of an uploaded table: its sheet, its header and its encoding, with what a person needs to check them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-12-01T07:15:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "layout of uploads"

SQL = "ALTER TABLE upload ADD COLUMN layout JSONB NOT NULL DEFAULT '{}'"


async def forwards() -> MigrationManager:
    """Add the column."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
