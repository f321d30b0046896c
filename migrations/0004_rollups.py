"""Cells: counts of answers, invitations and cases."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-11-22T04:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "cells: what was answered, asked and followed up, counted"

SQL = """
CREATE TABLE cell_series (
  id SERIAL PRIMARY KEY NOT NULL,
  kind VARCHAR(8) NOT NULL,
  survey VARCHAR(80) NOT NULL DEFAULT '',
  name VARCHAR(60) NOT NULL,
  part VARCHAR(80) NOT NULL DEFAULT '',
  low SMALLINT NOT NULL DEFAULT 0,
  high SMALLINT NOT NULL DEFAULT 0,
  direction VARCHAR(20) NOT NULL DEFAULT '',
  object VARCHAR(20) NOT NULL DEFAULT '',
  occasion VARCHAR(20) NOT NULL DEFAULT '',
  lead_in VARCHAR(32) NOT NULL DEFAULT ''
);
ALTER TABLE cell_series ADD CONSTRAINT cell_series_key
  UNIQUE (kind, survey, name, part, low, high, direction, object, occasion, lead_in);
CREATE TABLE cell_place (
  id SERIAL PRIMARY KEY NOT NULL,
  channel VARCHAR(20) NOT NULL,
  touchpoint VARCHAR(40) NOT NULL,
  line_id UUID NOT NULL,
  unit_id UUID NOT NULL
);
ALTER TABLE cell_place ADD CONSTRAINT cell_place_key UNIQUE (channel, touchpoint, line_id, unit_id);
CREATE TABLE cell (
  series_id INTEGER NOT NULL,
  day DATE NOT NULL,
  place_id INTEGER NOT NULL,
  value SMALLINT NOT NULL,
  n INTEGER NOT NULL
);
ALTER TABLE cell ADD CONSTRAINT cell_key UNIQUE (series_id, day, place_id, value);
CREATE TABLE contribution (
  subject_id UUID PRIMARY KEY NOT NULL,
  kind VARCHAR(8) NOT NULL,
  revision INTEGER NOT NULL,
  place_id INTEGER NOT NULL,
  parts BIGINT[] NOT NULL DEFAULT '{}'
);
CREATE TABLE cell_source (
  id SERIAL PRIMARY KEY NOT NULL,
  survey_version_id UUID NOT NULL REFERENCES survey_version (id) ON DELETE CASCADE ON UPDATE CASCADE,
  question VARCHAR(60) NOT NULL DEFAULT '',
  series_id INTEGER REFERENCES cell_series (id) ON DELETE CASCADE ON UPDATE CASCADE,
  reads VARCHAR(10) NOT NULL DEFAULT '',
  options TEXT[] NOT NULL DEFAULT '{}'
);
ALTER TABLE cell_source ADD CONSTRAINT cell_source_key UNIQUE (survey_version_id, question, series_id);
ALTER TABLE cell SET (fillfactor = 80);
ALTER TABLE contribution SET (fillfactor = 85);
"""


async def forwards() -> MigrationManager:
    """Create the tables, indexes and constraints."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
