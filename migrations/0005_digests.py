"""Subscriptions of digests, due periods, and every digest that was sent."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-11-22T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "who gets a digest, the periods that came due, and every digest as it was sent"

SQL = """
CREATE TABLE digest_subscription (
  id UUID PRIMARY KEY NOT NULL,
  user_id UUID NOT NULL REFERENCES staff_user (id) ON DELETE CASCADE ON UPDATE CASCADE,
  every VARCHAR(5) NOT NULL DEFAULT 'week',
  on_day SMALLINT NOT NULL DEFAULT 1,
  hour SMALLINT NOT NULL DEFAULT 7,
  timezone VARCHAR(60) NOT NULL,
  language VARCHAR(10) NOT NULL DEFAULT 'en',
  units UUID[] NOT NULL DEFAULT '{}',
  lines UUID[] NOT NULL DEFAULT '{}',
  channels VARCHAR(20)[] NOT NULL DEFAULT '{}',
  brands VARCHAR(80)[] NOT NULL DEFAULT '{}',
  paused BOOLEAN NOT NULL DEFAULT false,
  next_due_at TIMESTAMPTZ NOT NULL,
  key_id VARCHAR(20) NOT NULL,
  stop_hash BYTEA UNIQUE NOT NULL,
  created_by TEXT NOT NULL DEFAULT '',
  created_at TIMESTAMPTZ NOT NULL,
  deleted_at TIMESTAMPTZ
);
CREATE INDEX digest_subscription_user_id ON digest_subscription USING btree (user_id);
CREATE TABLE digest (
  id UUID PRIMARY KEY NOT NULL,
  subscription_id UUID NOT NULL REFERENCES digest_subscription (id) ON DELETE CASCADE ON UPDATE CASCADE,
  since DATE NOT NULL,
  until DATE NOT NULL,
  due_at TIMESTAMPTZ NOT NULL,
  state VARCHAR(10) NOT NULL DEFAULT 'due',
  is_test BOOLEAN NOT NULL DEFAULT false,
  address TEXT,
  language VARCHAR(10),
  subject TEXT,
  html TEXT,
  plain TEXT,
  numbers JSONB,
  created_at TIMESTAMPTZ NOT NULL,
  composed_at TIMESTAMPTZ
);
CREATE TABLE digest_chart (
  id UUID PRIMARY KEY NOT NULL,
  digest_id UUID NOT NULL REFERENCES digest (id) ON DELETE CASCADE ON UPDATE CASCADE,
  name TEXT NOT NULL,
  png BYTEA NOT NULL
);
ALTER TABLE digest_chart ADD CONSTRAINT digest_chart_key UNIQUE (digest_id, name);
CREATE TABLE digest_quote (
  id UUID PRIMARY KEY NOT NULL,
  digest_id UUID NOT NULL REFERENCES digest (id) ON DELETE CASCADE ON UPDATE CASCADE,
  position SMALLINT NOT NULL,
  response_id UUID NOT NULL,
  words TEXT NOT NULL
);
CREATE INDEX digest_quote_response_id ON digest_quote USING btree (response_id);
ALTER TABLE digest_quote ADD CONSTRAINT digest_quote_key UNIQUE (digest_id, position);
CREATE UNIQUE INDEX digest_period ON digest (subscription_id, since, until) WHERE NOT is_test;
CREATE INDEX digest_list ON digest (subscription_id, id);
CREATE INDEX digest_subscription_due ON digest_subscription (next_due_at) WHERE NOT paused AND deleted_at IS NULL;
"""


async def forwards() -> MigrationManager:
    """Create the tables, indexes and constraints."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
