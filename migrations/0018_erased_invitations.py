"""Invitations: when the customer was erased; their links show nothing from then on."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-12-01T04:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "erased invitations"

# Nothing but an erasure deletes an identity.
SQL = """
ALTER TABLE invitation ADD COLUMN erased_at TIMESTAMPTZ;
UPDATE invitation SET erased_at = expires_at WHERE identity_id IS NULL;
"""


async def forwards() -> MigrationManager:
    """Create the column."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
