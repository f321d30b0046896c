"""What happened and who did it."""

from piccolo.columns import JSONB, Text, Timestamptz, Varchar
from piccolo.columns import UUID as Uuid
from piccolo.table import Table

from vocapp.database import DB


class Event(Table, db=DB, tablename="event"):
    """One line of the audit log, written in the same transaction as the change it tells of."""

    id = Uuid(primary_key=True, default=None)
    at = Timestamptz(default=None)
    actor = Text(default=None)
    action = Varchar(length=60, default=None)
    subject_kind = Varchar(length=40, default=None)
    subject_id = Text(default=None)
    detail = JSONB(default="{}")


TABLES = (Event,)
EXTRA_SQL = (
    "CREATE INDEX event_subject ON event (subject_id, id)",
    "CREATE INDEX event_actor ON event (actor, id)",
)
