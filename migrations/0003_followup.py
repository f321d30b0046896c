"""Cases and their history."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-11-22T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "cases, and what was done about them"

SQL = """
CREATE TABLE case_rule (
  id UUID PRIMARY KEY NOT NULL,
  slug VARCHAR(40) NOT NULL,
  version INTEGER NOT NULL,
  digest VARCHAR(64) NOT NULL,
  definition JSONB NOT NULL,
  source TEXT NOT NULL DEFAULT '',
  current BOOLEAN NOT NULL DEFAULT true,
  published_at TIMESTAMPTZ NOT NULL,
  published_by TEXT NOT NULL DEFAULT ''
);
ALTER TABLE case_rule ADD CONSTRAINT case_rule_version_key UNIQUE (slug, version);
ALTER TABLE case_rule ADD CONSTRAINT case_rule_digest_key UNIQUE (slug, digest);
CREATE TABLE customer_hold (
  id UUID PRIMARY KEY NOT NULL,
  customer_id UUID NOT NULL REFERENCES customer (id) ON DELETE CASCADE ON UPDATE CASCADE,
  reason VARCHAR(40) NOT NULL,
  subject_id UUID UNIQUE NOT NULL,
  placed_at TIMESTAMPTZ NOT NULL,
  released_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX case_rule_current ON case_rule (slug) WHERE current;
CREATE INDEX customer_held ON customer_hold (customer_id) WHERE released_at IS NULL;
CREATE TABLE followup_case (
  id UUID PRIMARY KEY NOT NULL,
  number BIGSERIAL UNIQUE NOT NULL,
  customer_id UUID NOT NULL REFERENCES customer (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  contact_id UUID NOT NULL REFERENCES contact (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  response_id UUID UNIQUE NOT NULL REFERENCES response (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  rule_id UUID NOT NULL REFERENCES case_rule (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  rule VARCHAR(40) NOT NULL,
  priority SMALLINT NOT NULL DEFAULT 3,
  state VARCHAR(12) NOT NULL DEFAULT 'open',
  unit_id UUID REFERENCES unit (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  line_id UUID REFERENCES line_of_business (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  channel VARCHAR(20) NOT NULL,
  touchpoint VARCHAR(40) NOT NULL,
  brand VARCHAR(80) NOT NULL,
  owner_id UUID REFERENCES staff_user (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  score SMALLINT,
  score_metric VARCHAR(20),
  excerpt TEXT NOT NULL DEFAULT '',
  customer_name TEXT,
  wants_contact BOOLEAN NOT NULL DEFAULT false,
  opened_at TIMESTAMPTZ NOT NULL,
  due_at TIMESTAMPTZ NOT NULL,
  acknowledge_due_at TIMESTAMPTZ,
  resolve_due_at TIMESTAMPTZ,
  customer_due_at TIMESTAMPTZ,
  waits_until TIMESTAMPTZ,
  seconds_left INTEGER,
  acknowledged_at TIMESTAMPTZ,
  first_attempt_at TIMESTAMPTZ,
  reached_at TIMESTAMPTZ,
  closed_at TIMESTAMPTZ,
  checked_at TIMESTAMPTZ,
  confirmed_at TIMESTAMPTZ,
  denied_at TIMESTAMPTZ,
  root_cause VARCHAR(40),
  outcome VARCHAR(40),
  reopened SMALLINT NOT NULL DEFAULT 0,
  closings SMALLINT NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 1,
  is_test BOOLEAN NOT NULL DEFAULT false
);
CREATE INDEX followup_case_customer_id ON followup_case USING btree (customer_id);
CREATE INDEX followup_case_contact_id ON followup_case USING btree (contact_id);
CREATE TABLE case_response (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES followup_case (id) ON DELETE CASCADE ON UPDATE CASCADE,
  response_id UUID UNIQUE NOT NULL REFERENCES response (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  rule VARCHAR(40),
  score SMALLINT,
  score_metric VARCHAR(20),
  excerpt TEXT NOT NULL DEFAULT '',
  joined_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX case_response_case_id ON case_response USING btree (case_id);
CREATE TABLE case_entry (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES followup_case (id) ON DELETE CASCADE ON UPDATE CASCADE,
  kind VARCHAR(12) NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  actor TEXT NOT NULL,
  actor_name TEXT NOT NULL DEFAULT '',
  detail JSONB NOT NULL DEFAULT '{}',
  text TEXT NOT NULL DEFAULT ''
);
CREATE TABLE case_check (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES followup_case (id) ON DELETE CASCADE ON UPDATE CASCADE,
  closing SMALLINT NOT NULL,
  identity_id UUID REFERENCES identity (id) ON DELETE SET NULL ON UPDATE CASCADE,
  brand_id UUID NOT NULL REFERENCES brand (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  channel VARCHAR(20) NOT NULL,
  language VARCHAR(10) NOT NULL,
  key_id VARCHAR(20) NOT NULL,
  token_hash BYTEA UNIQUE NOT NULL,
  asked_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  answered_at TIMESTAMPTZ,
  answer VARCHAR(10),
  words TEXT NOT NULL DEFAULT '',
  withdrawn_at TIMESTAMPTZ
);
CREATE INDEX case_check_identity_id ON case_check USING btree (identity_id);
ALTER TABLE case_check ADD CONSTRAINT case_check_key UNIQUE (case_id, closing);
CREATE INDEX followup_case_due ON followup_case (due_at, id, unit_id) WHERE state IN ('open', 'working', 'waiting');
CREATE INDEX followup_case_owner ON followup_case (owner_id, due_at, id) WHERE state IN ('open', 'working', 'waiting');
CREATE INDEX followup_case_unit ON followup_case (unit_id, due_at, id) WHERE state IN ('open', 'working', 'waiting');
CREATE INDEX followup_case_free ON followup_case (unit_id, due_at, id)
  WHERE state IN ('open', 'working', 'waiting') AND owner_id IS NULL;
CREATE INDEX followup_case_unowned ON followup_case (due_at, id, unit_id)
  WHERE state IN ('open', 'working', 'waiting') AND owner_id IS NULL;
CREATE INDEX followup_case_state ON followup_case (state, due_at, id) WHERE state IN ('open', 'working', 'waiting');
CREATE INDEX followup_case_rule ON followup_case (rule, due_at, id) WHERE state IN ('open', 'working', 'waiting');
CREATE INDEX followup_case_line ON followup_case (line_id, due_at, id) WHERE state IN ('open', 'working', 'waiting');
CREATE INDEX followup_case_channel ON followup_case (channel, due_at, id) WHERE state IN ('open', 'working', 'waiting');
CREATE INDEX followup_case_touchpoint ON followup_case (touchpoint, due_at, id)
  WHERE state IN ('open', 'working', 'waiting');
CREATE INDEX followup_case_words ON followup_case USING gin (to_tsvector('simple', excerpt))
  WHERE state IN ('open', 'working', 'waiting');
CREATE INDEX followup_case_done ON followup_case (closed_at, id, unit_id)
  WHERE state NOT IN ('open', 'working', 'waiting');
CREATE INDEX followup_case_done_state ON followup_case (state, closed_at, id)
  WHERE state NOT IN ('open', 'working', 'waiting');
CREATE INDEX followup_case_done_unit ON followup_case (unit_id, closed_at, id)
  WHERE state NOT IN ('open', 'working', 'waiting');
CREATE INDEX followup_case_done_owner ON followup_case (owner_id, closed_at, id)
  WHERE state NOT IN ('open', 'working', 'waiting');
CREATE STATISTICS followup_case_owned (mcv) ON state, owner_id FROM followup_case;
CREATE INDEX case_entry_story ON case_entry (case_id, id);
"""


async def forwards() -> MigrationManager:
    """Create the tables, indexes and constraints."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
