"""Comments and their analysis."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-11-22T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what verbatims say"

SQL = """
INSERT INTO due (stage, subject_id, not_before)
SELECT 'score', id, closed_at FROM response WHERE state = 'closed' ON CONFLICT DO NOTHING;
CREATE TABLE reading_model (
  id UUID PRIMARY KEY NOT NULL,
  name VARCHAR(80) UNIQUE NOT NULL,
  state VARCHAR(10) NOT NULL DEFAULT 'candidate',
  content BYTEA NOT NULL,
  comparison JSONB NOT NULL DEFAULT '{}',
  learned_at TIMESTAMPTZ NOT NULL,
  learned_by TEXT NOT NULL,
  promoted_at TIMESTAMPTZ,
  promoted_by TEXT
);
CREATE TABLE rescoring (
  id UUID PRIMARY KEY NOT NULL,
  model VARCHAR(80) NOT NULL,
  total INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  past UUID,
  asked_by TEXT NOT NULL,
  asked_at TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ
);
CREATE TABLE verbatim (
  id UUID PRIMARY KEY NOT NULL,
  response_id UUID NOT NULL REFERENCES response (id) ON DELETE CASCADE ON UPDATE CASCADE,
  question VARCHAR(60) NOT NULL,
  text_digest BYTEA NOT NULL,
  language VARCHAR(10),
  state VARCHAR(12) NOT NULL,
  sentiment REAL,
  label VARCHAR(8),
  probability REAL,
  abstain BOOLEAN NOT NULL DEFAULT false,
  conflict BOOLEAN NOT NULL DEFAULT false,
  redacted TEXT NOT NULL DEFAULT '',
  evidence JSONB NOT NULL DEFAULT '[]',
  urgent TEXT[] NOT NULL DEFAULT '{}',
  model VARCHAR(80) NOT NULL,
  answered_at TIMESTAMPTZ NOT NULL,
  scored_at TIMESTAMPTZ NOT NULL,
  is_test BOOLEAN NOT NULL DEFAULT false
);
ALTER TABLE verbatim ADD CONSTRAINT verbatim_key UNIQUE (response_id, question);
CREATE TABLE verbatim_theme (
  id UUID PRIMARY KEY NOT NULL,
  verbatim_id UUID NOT NULL REFERENCES verbatim (id) ON DELETE CASCADE ON UPDATE CASCADE,
  theme VARCHAR(80) NOT NULL,
  sentiment REAL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL
);
CREATE INDEX verbatim_theme_verbatim_id ON verbatim_theme USING btree (verbatim_id);
CREATE TABLE verbatim_label (
  id UUID PRIMARY KEY NOT NULL,
  verbatim_id UUID NOT NULL REFERENCES verbatim (id) ON DELETE CASCADE ON UPDATE CASCADE,
  coder_id UUID NOT NULL REFERENCES staff_user (id) ON DELETE CASCADE ON UPDATE CASCADE,
  text_digest BYTEA NOT NULL,
  label VARCHAR(8),
  themes TEXT[],
  at TIMESTAMPTZ NOT NULL
);
CREATE INDEX verbatim_label_coder_id ON verbatim_label USING btree (coder_id);
ALTER TABLE verbatim_label ADD CONSTRAINT verbatim_label_key UNIQUE (verbatim_id, coder_id);
ALTER TABLE verbatim ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector(CASE language
  WHEN 'ar' THEN 'arabic'::regconfig WHEN 'da' THEN 'danish'::regconfig WHEN 'de' THEN 'german'::regconfig
  WHEN 'en' THEN 'english'::regconfig WHEN 'es' THEN 'spanish'::regconfig WHEN 'fr' THEN 'french'::regconfig
  WHEN 'nl' THEN 'dutch'::regconfig WHEN 'pt' THEN 'portuguese'::regconfig WHEN 'sv' THEN 'swedish'::regconfig
  WHEN 'tr' THEN 'turkish'::regconfig ELSE 'simple'::regconfig END, redacted)) STORED;
CREATE INDEX verbatim_words ON verbatim USING gin (words);
CREATE INDEX verbatim_time ON verbatim (answered_at DESC, id DESC) WHERE NOT is_test;
CREATE INDEX verbatim_urgent ON verbatim (answered_at DESC, id DESC) WHERE urgent <> '{}' AND NOT is_test;
CREATE INDEX verbatim_unread ON verbatim (answered_at DESC, id DESC)
  WHERE state IN ('refused', 'failed') AND NOT is_test;
CREATE INDEX verbatim_theme_name ON verbatim_theme (theme, verbatim_id);
CREATE UNIQUE INDEX reading_model_current ON reading_model (state) WHERE state = 'current';
CREATE UNIQUE INDEX rescoring_open ON rescoring ((ended_at IS NULL)) WHERE ended_at IS NULL;
"""


async def forwards() -> MigrationManager:
    """Create the tables, indexes and constraints."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
