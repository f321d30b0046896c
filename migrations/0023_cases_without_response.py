"""Cases: one that a mail of the customer opened has no response. The release before opens none such."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-12-01T08:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "cases without a response"

SQL = "ALTER TABLE followup_case ALTER COLUMN response_id DROP NOT NULL"


async def forwards() -> MigrationManager:
    """Allow cases without a response."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def change() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(change)
    return manager
