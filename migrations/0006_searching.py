"""Indexes for the search of customers: names, tickets and orders."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-11-22T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "searching"

SQL = """
CREATE INDEX customer_name_words ON customer USING gin (to_tsvector('simple', coalesce(name, '')));
CREATE INDEX contact_issue ON contact (issue) WHERE issue IS NOT NULL;
CREATE INDEX contact_external_id ON contact (external_id);
"""


async def forwards() -> MigrationManager:
    """Create the indexes."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
