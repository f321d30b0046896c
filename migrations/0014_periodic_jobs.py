"""Periodic jobs: when each last ran, how long that took, and when it runs next."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-11-30T23:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "periodic jobs"

SQL = """
CREATE TABLE periodic_job (
  name VARCHAR(60) PRIMARY KEY NOT NULL,
  interval_seconds INTEGER NOT NULL,
  started_at TIMESTAMPTZ,
  duration_seconds DOUBLE PRECISION,
  error TEXT,
  next_run_at TIMESTAMPTZ,
  requested_at TIMESTAMPTZ
);
"""


async def forwards() -> MigrationManager:
    """Create the table."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
