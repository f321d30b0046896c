"""Second factor: authenticator apps (TOTP) of users, their recovery codes, and the roles that need one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-12-01T07:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "second factor"

SQL = """
CREATE TABLE totp (
  id UUID PRIMARY KEY NOT NULL,
  user_id UUID NOT NULL UNIQUE REFERENCES staff_user (id) ON DELETE CASCADE ON UPDATE CASCADE,
  key_id VARCHAR(40) NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  confirmed_at TIMESTAMPTZ,
  last_step BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE recovery_code (
  id UUID PRIMARY KEY NOT NULL,
  user_id UUID NOT NULL REFERENCES staff_user (id) ON DELETE CASCADE ON UPDATE CASCADE,
  code_hash BYTEA NOT NULL,
  used_at TIMESTAMPTZ
);
CREATE INDEX recovery_code_user_id ON recovery_code USING btree (user_id);
CREATE TABLE totp_role (
  role VARCHAR(20) PRIMARY KEY NOT NULL
);
"""


async def forwards() -> MigrationManager:
    """Add the tables."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
