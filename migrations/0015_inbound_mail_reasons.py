"""Inbound mail: why it is of its kind, and what a person wrote in it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-12-01T03:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "inbound mail: reasons and parts"

SQL = """
ALTER TABLE inbound_mail ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE inbound_mail ADD COLUMN parsed JSONB;
"""


async def forwards() -> MigrationManager:
    """Add the columns."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def add() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(add)
    return manager
