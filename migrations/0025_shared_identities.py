"""Identities that several customers share: each holder has a row of it, and it finds nobody by itself.

An identity that nobody shares stays unique; a shared one is unique for each holder. One index does both.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-12-01T08:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "shared identities"

SQL = """
ALTER TABLE identity ADD COLUMN shared BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE identity DROP CONSTRAINT identity_key;
CREATE UNIQUE INDEX identity_key ON identity
  (kind, value, is_test, (CASE WHEN shared THEN customer_id ELSE '00000000-0000-0000-0000-000000000000'::uuid END));
"""


async def forwards() -> MigrationManager:
    """Add the column and replace the unique key."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
