"""Each line of the audit log is sealed with the line before it. Existing lines are sealed in the order of their ids."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-11-22T10:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "audit chain"

CONTENT = """convert_to(jsonb_build_array(e.number, e.id, extract(epoch FROM e.at)::numeric, e.actor, e.action,
  e.subject_kind, e.subject_id, e.detail)::text, 'UTF8')"""
SQL = f"""
ALTER TABLE event ADD COLUMN number BIGINT UNIQUE, ADD COLUMN seal BYTEA;
LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE;
DO $$
DECLARE line record; before bytea := ''; counted bigint := 0;
BEGIN
  FOR line IN SELECT id FROM event ORDER BY id LOOP
    counted := counted + 1;
    UPDATE event SET number = counted WHERE id = line.id;
    UPDATE event e SET seal = sha256(before || {CONTENT}) WHERE id = line.id RETURNING e.seal INTO before;
  END LOOP;
END $$;
CREATE FUNCTION event_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
  PERFORM pg_advisory_xact_lock(33336520695414649);
  SELECT number, seal INTO last FROM event WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1;
  UPDATE event SET number = coalesce(last.number, 0) + 1 WHERE id = NEW.id;
  UPDATE event e SET seal = sha256(coalesce(last.seal, '') || {CONTENT}) WHERE id = NEW.id;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER event_sealed AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION event_seal();
"""  # noqa: S608


async def forwards() -> MigrationManager:
    """Add the columns, seal what there is, and have every further line sealed as it is committed."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
