"""Rights of API keys: their sources, units and end, trusted sources, and counts of reads.

Keys that exist keep working: they have no sources, which means all, and no end. Those of administrators end with the
rights of these from now on. Every source that has recorded a contact is
trusted, as it was until now; an administrator removes those that should not be.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-12-01T04:22:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "rights of keys"

SQL = """
ALTER TABLE api_key
  ADD COLUMN sources VARCHAR(80)[] NOT NULL DEFAULT '{}',
  ADD COLUMN units UUID[] NOT NULL DEFAULT '{}',
  ADD COLUMN expires_at TIMESTAMPTZ,
  ADD COLUMN bound BOOLEAN NOT NULL DEFAULT false;
UPDATE api_key SET bound = true FROM staff_user u
  WHERE u.id = api_key.created_by AND u.active AND u.role = 'admin'
  AND NOT EXISTS (SELECT FROM user_unit m WHERE m.user_id = u.id);
CREATE TABLE key_read (
  id UUID PRIMARY KEY NOT NULL,
  key_id UUID NOT NULL REFERENCES api_key (id) ON DELETE CASCADE ON UPDATE CASCADE,
  day DATE NOT NULL,
  scope VARCHAR(40) NOT NULL,
  reads INTEGER NOT NULL,
  CONSTRAINT key_read_key UNIQUE (key_id, day, scope)
);
CREATE INDEX key_read_key_id ON key_read USING btree (key_id);
CREATE TABLE trusted_source (
  source VARCHAR(80) PRIMARY KEY NOT NULL,
  trusted_at TIMESTAMPTZ NOT NULL,
  trusted_by UUID REFERENCES staff_user (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX trusted_source_trusted_by ON trusted_source USING btree (trusted_by);
INSERT INTO trusted_source (source, trusted_at) SELECT DISTINCT source, now() FROM contact;
"""


async def forwards() -> MigrationManager:
    """Add the columns and the tables."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
