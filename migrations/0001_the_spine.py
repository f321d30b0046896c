"""The tables of the first release."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-11-21T21:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the spine"

SQL = """
CREATE TABLE due (
  id BIGSERIAL PRIMARY KEY NOT NULL,
  stage VARCHAR(40) NOT NULL,
  subject_id UUID NOT NULL,
  revision BIGINT NOT NULL DEFAULT 1,
  not_before TIMESTAMPTZ NOT NULL,
  attempts SMALLINT NOT NULL DEFAULT 0,
  lease TIMESTAMPTZ,
  error TEXT,
  quarantined_at TIMESTAMPTZ
);
ALTER TABLE due ADD CONSTRAINT due_key UNIQUE (stage, subject_id);
CREATE TABLE instance (
  name VARCHAR(60) PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
);
CREATE TABLE event (
  id UUID PRIMARY KEY NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  actor TEXT NOT NULL,
  action VARCHAR(60) NOT NULL,
  subject_kind VARCHAR(40) NOT NULL,
  subject_id TEXT NOT NULL,
  detail JSONB NOT NULL DEFAULT '{}'
);
CREATE TABLE outbox_mail (
  id UUID PRIMARY KEY NOT NULL,
  message_id TEXT UNIQUE NOT NULL,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL DEFAULT '',
  content BYTEA NOT NULL,
  kept_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE message (
  id UUID PRIMARY KEY NOT NULL,
  kind VARCHAR(20) NOT NULL,
  subject_id UUID NOT NULL,
  step SMALLINT NOT NULL DEFAULT 0,
  customer_id UUID,
  channel VARCHAR(20) NOT NULL,
  gateway VARCHAR(20),
  address TEXT NOT NULL,
  due_at TIMESTAMPTZ NOT NULL,
  state VARCHAR(12) NOT NULL DEFAULT 'queued',
  attempts SMALLINT NOT NULL DEFAULT 0,
  lease TIMESTAMPTZ,
  message_id TEXT,
  provider_id TEXT,
  error TEXT,
  key_id VARCHAR(20),
  bounce_hash BYTEA UNIQUE,
  reply_hash BYTEA UNIQUE,
  is_test BOOLEAN NOT NULL DEFAULT false,
  created_at TIMESTAMPTZ NOT NULL,
  sent_at TIMESTAMPTZ,
  settled_at TIMESTAMPTZ
);
CREATE INDEX message_customer_id ON message USING btree (customer_id);
ALTER TABLE message ADD CONSTRAINT message_key UNIQUE (kind, subject_id, step);
CREATE TABLE send_count (
  id UUID PRIMARY KEY NOT NULL,
  gateway VARCHAR(20) NOT NULL,
  domain TEXT NOT NULL,
  day DATE NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0
);
ALTER TABLE send_count ADD CONSTRAINT send_count_key UNIQUE (gateway, domain, day);
CREATE TABLE send_window (
  name TEXT PRIMARY KEY NOT NULL,
  taken_until TIMESTAMPTZ NOT NULL
);
CREATE TABLE staff_user (
  id UUID PRIMARY KEY NOT NULL,
  email TEXT UNIQUE NOT NULL,
  name TEXT NOT NULL,
  password_hash TEXT,
  role VARCHAR(20) NOT NULL,
  language VARCHAR(10) NOT NULL DEFAULT 'en',
  timezone VARCHAR(60),
  active BOOLEAN NOT NULL DEFAULT true,
  every_unit BOOLEAN NOT NULL DEFAULT false,
  created_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE unit (
  id UUID PRIMARY KEY NOT NULL,
  slug VARCHAR(80) UNIQUE NOT NULL,
  name TEXT NOT NULL,
  kind VARCHAR(20) NOT NULL DEFAULT 'team',
  parent_id UUID REFERENCES unit (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  valid_from DATE,
  valid_to DATE
);
CREATE INDEX unit_parent_id ON unit USING btree (parent_id);
CREATE TABLE line_of_business (
  id UUID PRIMARY KEY NOT NULL,
  slug VARCHAR(80) UNIQUE NOT NULL,
  name TEXT NOT NULL
);
CREATE TABLE survey_version (
  id UUID PRIMARY KEY NOT NULL,
  slug VARCHAR(80) NOT NULL,
  version INTEGER NOT NULL,
  digest VARCHAR(64) NOT NULL,
  definition BYTEA NOT NULL,
  source TEXT NOT NULL DEFAULT '',
  current BOOLEAN NOT NULL DEFAULT true,
  published_at TIMESTAMPTZ NOT NULL,
  published_by TEXT NOT NULL DEFAULT ''
);
ALTER TABLE survey_version ADD CONSTRAINT survey_version_key UNIQUE (slug, version);
ALTER TABLE survey_version ADD CONSTRAINT survey_digest_key UNIQUE (slug, digest);
CREATE TABLE programme (
  id UUID PRIMARY KEY NOT NULL,
  slug VARCHAR(80) NOT NULL,
  version INTEGER NOT NULL,
  digest VARCHAR(64) NOT NULL,
  definition JSONB NOT NULL,
  source TEXT NOT NULL DEFAULT '',
  current BOOLEAN NOT NULL DEFAULT true,
  published_at TIMESTAMPTZ NOT NULL,
  published_by TEXT NOT NULL DEFAULT ''
);
ALTER TABLE programme ADD CONSTRAINT programme_version_key UNIQUE (slug, version);
ALTER TABLE programme ADD CONSTRAINT programme_digest_key UNIQUE (slug, digest);
CREATE TABLE brand (
  id UUID PRIMARY KEY NOT NULL,
  slug VARCHAR(80) NOT NULL,
  version INTEGER NOT NULL,
  digest VARCHAR(64) NOT NULL,
  definition JSONB NOT NULL,
  source TEXT NOT NULL DEFAULT '',
  current BOOLEAN NOT NULL DEFAULT true,
  published_at TIMESTAMPTZ NOT NULL,
  published_by TEXT NOT NULL DEFAULT ''
);
ALTER TABLE brand ADD CONSTRAINT brand_version_key UNIQUE (slug, version);
ALTER TABLE brand ADD CONSTRAINT brand_digest_key UNIQUE (slug, digest);
CREATE TABLE company (
  id UUID PRIMARY KEY NOT NULL,
  definition JSONB NOT NULL,
  source TEXT NOT NULL DEFAULT '',
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE customer (
  id UUID PRIMARY KEY NOT NULL,
  merged_into UUID REFERENCES customer (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  name TEXT,
  language VARCHAR(10),
  timezone VARCHAR(60),
  country VARCHAR(2),
  lifecycle VARCHAR(30),
  attributes JSONB NOT NULL DEFAULT '{}',
  is_test BOOLEAN NOT NULL DEFAULT false,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX customer_merged_into ON customer USING btree (merged_into);
CREATE TABLE delivery_report (
  id UUID PRIMARY KEY NOT NULL,
  message_id UUID NOT NULL REFERENCES message (id) ON DELETE CASCADE ON UPDATE CASCADE,
  report_key TEXT NOT NULL,
  kind VARCHAR(20) NOT NULL,
  detail JSONB NOT NULL DEFAULT '{}',
  received_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX delivery_report_message_id ON delivery_report USING btree (message_id);
ALTER TABLE delivery_report ADD CONSTRAINT delivery_report_key UNIQUE (message_id, report_key);
CREATE TABLE inbound_mail (
  id UUID PRIMARY KEY NOT NULL,
  digest BYTEA UNIQUE NOT NULL,
  kind VARCHAR(12) NOT NULL DEFAULT 'unread',
  recipient TEXT NOT NULL,
  content BYTEA NOT NULL,
  message_id UUID REFERENCES message (id) ON DELETE SET NULL ON UPDATE CASCADE,
  received_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX inbound_mail_message_id ON inbound_mail USING btree (message_id);
CREATE TABLE staff_session (
  id UUID PRIMARY KEY NOT NULL,
  token_hash BYTEA UNIQUE NOT NULL,
  user_id UUID NOT NULL REFERENCES staff_user (id) ON DELETE CASCADE ON UPDATE CASCADE,
  created_at TIMESTAMPTZ NOT NULL,
  seen_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  browser TEXT NOT NULL DEFAULT ''
);
CREATE INDEX staff_session_user_id ON staff_session USING btree (user_id);
CREATE TABLE password_reset (
  id UUID PRIMARY KEY NOT NULL,
  token_hash BYTEA UNIQUE NOT NULL,
  user_id UUID NOT NULL REFERENCES staff_user (id) ON DELETE CASCADE ON UPDATE CASCADE,
  expires_at TIMESTAMPTZ NOT NULL,
  used_at TIMESTAMPTZ
);
CREATE INDEX password_reset_user_id ON password_reset USING btree (user_id);
CREATE TABLE api_key (
  id UUID PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  prefix VARCHAR(16) NOT NULL,
  secret_hash BYTEA UNIQUE NOT NULL,
  scopes VARCHAR(40)[] NOT NULL DEFAULT '{}',
  is_test BOOLEAN NOT NULL DEFAULT false,
  created_by UUID REFERENCES staff_user (id) ON DELETE SET NULL ON UPDATE CASCADE,
  created_at TIMESTAMPTZ NOT NULL,
  used_at TIMESTAMPTZ,
  revoked_at TIMESTAMPTZ
);
CREATE INDEX api_key_created_by ON api_key USING btree (created_by);
CREATE TABLE user_unit (
  id UUID PRIMARY KEY NOT NULL,
  user_id UUID NOT NULL REFERENCES staff_user (id) ON DELETE CASCADE ON UPDATE CASCADE,
  unit_id UUID NOT NULL REFERENCES unit (id) ON DELETE CASCADE ON UPDATE CASCADE,
  valid_from DATE,
  valid_to DATE
);
CREATE INDEX user_unit_user_id ON user_unit USING btree (user_id);
CREATE INDEX user_unit_unit_id ON user_unit USING btree (unit_id);
CREATE TABLE user_line (
  id UUID PRIMARY KEY NOT NULL,
  user_id UUID NOT NULL REFERENCES staff_user (id) ON DELETE CASCADE ON UPDATE CASCADE,
  line_id UUID NOT NULL REFERENCES line_of_business (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX user_line_user_id ON user_line USING btree (user_id);
CREATE INDEX user_line_line_id ON user_line USING btree (line_id);
ALTER TABLE user_line ADD CONSTRAINT user_line_key UNIQUE (user_id, line_id);
CREATE TABLE identity (
  id UUID PRIMARY KEY NOT NULL,
  customer_id UUID NOT NULL REFERENCES customer (id) ON DELETE CASCADE ON UPDATE CASCADE,
  kind VARCHAR(10) NOT NULL,
  value TEXT NOT NULL,
  is_test BOOLEAN NOT NULL DEFAULT false,
  created_at TIMESTAMPTZ NOT NULL,
  bounced_at TIMESTAMPTZ
);
CREATE INDEX identity_customer_id ON identity USING btree (customer_id);
ALTER TABLE identity ADD CONSTRAINT identity_key UNIQUE (kind, value, is_test);
CREATE TABLE outcome (
  id UUID PRIMARY KEY NOT NULL,
  customer_id UUID NOT NULL REFERENCES customer (id) ON DELETE CASCADE ON UPDATE CASCADE,
  kind VARCHAR(20) NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  amount NUMERIC(14, 2),
  currency VARCHAR(3),
  source VARCHAR(80) NOT NULL,
  external_id TEXT NOT NULL,
  payload_digest BYTEA NOT NULL,
  is_test BOOLEAN NOT NULL DEFAULT false
);
CREATE INDEX outcome_customer_id ON outcome USING btree (customer_id);
ALTER TABLE outcome ADD CONSTRAINT outcome_key UNIQUE (source, external_id, is_test);
CREATE TABLE contact (
  id UUID PRIMARY KEY NOT NULL,
  source VARCHAR(80) NOT NULL,
  external_id TEXT NOT NULL,
  payload_digest BYTEA NOT NULL,
  customer_id UUID NOT NULL REFERENCES customer (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  channel VARCHAR(20) NOT NULL,
  touchpoint VARCHAR(40) NOT NULL,
  line_id UUID REFERENCES line_of_business (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  brand VARCHAR(80),
  unit_id UUID REFERENCES unit (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  issue TEXT,
  outcome VARCHAR(20),
  started_at TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ NOT NULL,
  wait_seconds INTEGER,
  hold_seconds INTEGER,
  handling_seconds INTEGER,
  survey_announced BOOLEAN,
  language VARCHAR(10),
  handlers JSONB NOT NULL DEFAULT '[]',
  promises JSONB NOT NULL DEFAULT '[]',
  attributes JSONB NOT NULL DEFAULT '{}',
  identities JSONB NOT NULL DEFAULT '[]',
  is_test BOOLEAN NOT NULL DEFAULT false,
  recorded_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX contact_customer_id ON contact USING btree (customer_id);
CREATE INDEX contact_line_id ON contact USING btree (line_id);
CREATE INDEX contact_unit_id ON contact USING btree (unit_id);
ALTER TABLE contact ADD CONSTRAINT contact_key UNIQUE (source, external_id, is_test);
CREATE TABLE permission (
  id UUID PRIMARY KEY NOT NULL,
  identity_id UUID NOT NULL REFERENCES identity (id) ON DELETE CASCADE ON UPDATE CASCADE,
  channel VARCHAR(20) NOT NULL,
  purpose VARCHAR(12) NOT NULL,
  basis VARCHAR(24),
  country VARCHAR(2),
  evidence TEXT NOT NULL DEFAULT '',
  granted_at TIMESTAMPTZ NOT NULL,
  withdrawn_at TIMESTAMPTZ,
  withdrawn_by TEXT
);
CREATE INDEX permission_identity_id ON permission USING btree (identity_id);
ALTER TABLE permission ADD CONSTRAINT permission_key UNIQUE (identity_id, channel, purpose);
CREATE TABLE contact_unit (
  id UUID PRIMARY KEY NOT NULL,
  contact_id UUID NOT NULL REFERENCES contact (id) ON DELETE CASCADE ON UPDATE CASCADE,
  unit_id UUID NOT NULL REFERENCES unit (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX contact_unit_contact_id ON contact_unit USING btree (contact_id);
CREATE INDEX contact_unit_unit_id ON contact_unit USING btree (unit_id);
ALTER TABLE contact_unit ADD CONSTRAINT contact_unit_key UNIQUE (contact_id, unit_id);
CREATE TABLE decision (
  id UUID PRIMARY KEY NOT NULL,
  contact_id UUID UNIQUE NOT NULL REFERENCES contact (id) ON DELETE CASCADE ON UPDATE CASCADE,
  outcome VARCHAR(12) NOT NULL,
  rule VARCHAR(40),
  programme_id UUID REFERENCES programme (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  detail JSONB NOT NULL DEFAULT '{}',
  decided_at TIMESTAMPTZ NOT NULL,
  revision SMALLINT NOT NULL DEFAULT 1
);
CREATE INDEX decision_programme_id ON decision USING btree (programme_id);
CREATE TABLE invitation (
  id UUID PRIMARY KEY NOT NULL,
  contact_id UUID UNIQUE NOT NULL REFERENCES contact (id) ON DELETE CASCADE ON UPDATE CASCADE,
  customer_id UUID NOT NULL REFERENCES customer (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  programme_id UUID NOT NULL REFERENCES programme (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  survey_version_id UUID NOT NULL REFERENCES survey_version (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  brand_id UUID NOT NULL REFERENCES brand (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  identity_id UUID REFERENCES identity (id) ON DELETE SET NULL ON UPDATE CASCADE,
  channel VARCHAR(20) NOT NULL,
  language VARCHAR(10) NOT NULL,
  facts JSONB NOT NULL DEFAULT '{}',
  message_budget SMALLINT NOT NULL DEFAULT 3,
  disposition VARCHAR(12) NOT NULL DEFAULT 'unknown',
  generation SMALLINT NOT NULL DEFAULT 0,
  key_id VARCHAR(20) NOT NULL,
  answer_hash BYTEA UNIQUE NOT NULL,
  opt_out_hash BYTEA UNIQUE NOT NULL,
  asked_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  is_test BOOLEAN NOT NULL DEFAULT false
);
CREATE INDEX invitation_customer_id ON invitation USING btree (customer_id);
CREATE INDEX invitation_programme_id ON invitation USING btree (programme_id);
CREATE INDEX invitation_survey_version_id ON invitation USING btree (survey_version_id);
CREATE INDEX invitation_brand_id ON invitation USING btree (brand_id);
CREATE INDEX invitation_identity_id ON invitation USING btree (identity_id);
CREATE TABLE decision_history (
  id UUID PRIMARY KEY NOT NULL,
  decision_id UUID NOT NULL REFERENCES decision (id) ON DELETE CASCADE ON UPDATE CASCADE,
  outcome VARCHAR(12) NOT NULL,
  rule VARCHAR(40),
  detail JSONB NOT NULL DEFAULT '{}',
  at TIMESTAMPTZ NOT NULL
);
CREATE INDEX decision_history_decision_id ON decision_history USING btree (decision_id);
CREATE TABLE response (
  id UUID PRIMARY KEY NOT NULL,
  invitation_id UUID UNIQUE REFERENCES invitation (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  survey_version_id UUID NOT NULL REFERENCES survey_version (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  channel VARCHAR(20) NOT NULL,
  language VARCHAR(10) NOT NULL,
  state VARCHAR(10) NOT NULL DEFAULT 'open',
  closed_by VARCHAR(12),
  is_test BOOLEAN NOT NULL DEFAULT false,
  revision INTEGER NOT NULL DEFAULT 1,
  started_at TIMESTAMPTZ NOT NULL,
  answered_at TIMESTAMPTZ,
  completed_at TIMESTAMPTZ,
  closed_at TIMESTAMPTZ
);
CREATE INDEX response_survey_version_id ON response USING btree (survey_version_id);
CREATE TABLE answer (
  id UUID PRIMARY KEY NOT NULL,
  response_id UUID NOT NULL REFERENCES response (id) ON DELETE CASCADE ON UPDATE CASCADE,
  question VARCHAR(60) NOT NULL,
  value JSONB NOT NULL,
  mode VARCHAR(12) NOT NULL DEFAULT 'self',
  answered_at TIMESTAMPTZ NOT NULL
);
ALTER TABLE answer ADD CONSTRAINT answer_key UNIQUE (response_id, question);
CREATE INDEX due_ready ON due (stage, not_before) WHERE quarantined_at IS NULL;
CREATE INDEX due_leased ON due (stage, lease) WHERE lease IS NOT NULL;
CREATE INDEX event_subject ON event (subject_id, id);
CREATE INDEX event_actor ON event (actor, id);
ALTER TABLE send_window SET UNLOGGED;
CREATE INDEX message_open ON message (state, due_at) WHERE state IN ('queued', 'sending', 'uncertain');
CREATE INDEX message_troubled ON message (state, id) WHERE state IN ('uncertain', 'revoked', 'failed', 'bounced');
CREATE INDEX message_bounced ON message (address) WHERE state = 'bounced';
CREATE INDEX inbound_mail_kind ON inbound_mail (kind, id);
CREATE UNIQUE INDEX survey_current ON survey_version (slug) WHERE current;
CREATE UNIQUE INDEX programme_current ON programme (slug) WHERE current;
CREATE UNIQUE INDEX brand_current ON brand (slug) WHERE current;
CREATE UNIQUE INDEX company_single ON company ((true));
CREATE INDEX contact_customer_time ON contact (customer_id, ended_at);
CREATE INDEX invitation_customer_time ON invitation (customer_id, asked_at);
CREATE INDEX decision_time ON decision (decided_at);
ALTER TABLE invitation SET (fillfactor = 85);
ALTER TABLE response SET (fillfactor = 80);
"""


async def forwards() -> MigrationManager:
    """Create every table, index and constraint."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
