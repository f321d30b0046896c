"""The audit log."""

from typing import Final

from piccolo.columns import JSONB, BigInt, Bytea, Text, Timestamptz, Varchar
from piccolo.columns import UUID as Uuid
from piccolo.table import Table

from vocapp.database import DB


class AuditEvent(Table, db=DB, tablename="event"):
    """One line of the audit log, written in the transaction of the change.

    `number` and `seal` are set as that transaction commits. The seal is the SHA-256 of the previous seal and of
    everything in the line, so that no line can be changed, removed or inserted unnoticed.
    """

    id = Uuid(primary_key=True, default=None)
    at = Timestamptz(default=None)
    actor = Text(default=None)
    action = Varchar(length=60, default=None)
    subject_kind = Varchar(length=40, default=None)
    subject_id = Text(default=None)
    detail = JSONB(default="{}")
    number = BigInt(default=None, null=True, unique=True)
    seal = Bytea(default=None, null=True)


LOCK: Final = 0x766F639218FF79
CONTENT: Final = (
    "convert_to(jsonb_build_array({event}.number, {event}.id, extract(epoch FROM {event}.at)::numeric, {event}.actor, "
    "{event}.action, {event}.subject_kind, {event}.subject_id, {event}.detail)::text, 'UTF8')"
)
"""What a seal covers of a line, besides the previous seal."""

TABLES = (AuditEvent,)
EXTRA_SQL = (
    "CREATE INDEX event_subject ON event (subject_id, id)",
    "CREATE INDEX event_actor ON event (actor, id)",
    # At the end of the transaction, after all its other locks: writers wait only for each other's commits.
    f"CREATE FUNCTION event_seal() RETURNS trigger LANGUAGE plpgsql AS 'DECLARE last record; BEGIN "  # noqa: S608
    f"PERFORM pg_advisory_xact_lock({LOCK}); "
    "SELECT number, seal INTO last FROM event WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1; "
    "UPDATE event SET number = coalesce(last.number, 0) + 1 WHERE id = NEW.id; "
    "UPDATE event e SET seal = sha256(coalesce(last.seal, '''') || "
    + CONTENT.format(event="e").replace("'", "''")
    + ") WHERE id = NEW.id; RETURN NULL; END'",
    "CREATE CONSTRAINT TRIGGER event_sealed AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION event_seal()",
)
