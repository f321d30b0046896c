"""Objections: keyed marks, marks of erased customers who may still opt out, and when a customer lifted an opt-out."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-12-01T04:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "lifted objections"

# A permission with an audit event was recorded on purpose and lifts an opt-out; one that an event declared has none.
SQL = """
ALTER TABLE objection ADD COLUMN key_id VARCHAR(20);
ALTER TABLE permission ADD COLUMN lifted_at TIMESTAMPTZ;
UPDATE permission p SET lifted_at = g.at FROM (
  SELECT detail->>'identity' AS identity, detail->>'channel' AS channel, detail->>'purpose' AS purpose, max(at) AS at
  FROM event WHERE action = 'permission.granted' GROUP BY 1, 2, 3) AS g
WHERE p.withdrawn_at IS NULL AND (p.identity_id::text, p.channel, p.purpose) = (g.identity, g.channel, g.purpose);
CREATE TABLE erased_mark (
  id UUID PRIMARY KEY NOT NULL,
  customer_id UUID NOT NULL REFERENCES customer (id) ON UPDATE CASCADE ON DELETE CASCADE,
  mark BYTEA NOT NULL,
  key_id VARCHAR(20) NOT NULL,
  erased_at TIMESTAMPTZ NOT NULL
);
ALTER TABLE erased_mark ADD CONSTRAINT erased_mark_key UNIQUE (customer_id, mark);
"""


async def forwards() -> MigrationManager:
    """Create the table and the columns."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
