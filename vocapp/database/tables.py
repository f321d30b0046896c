"""Jobs, periodic jobs, and facts about this installation."""

from piccolo.columns import UUID as Uuid
from piccolo.columns import BigInt, BigSerial, DoublePrecision, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vocapp.database.engine import DB


class Job(Table, db=DB, tablename="due"):
    """A job: one row per stage and subject, written in the transaction that changes the subject."""

    id = BigSerial(primary_key=True)
    stage = Varchar(length=40, default=None)
    subject_id = Uuid(default=None)
    revision = BigInt(default=1)
    not_before = Timestamptz(default=None)
    attempts = SmallInt(default=0)
    lease = Timestamptz(default=None, null=True)
    error = Text(default=None, null=True)
    quarantined_at = Timestamptz(default=None, null=True)
    due_key = Unique(["stage", "subject_id"])


class Instance(Table, db=DB, tablename="instance"):
    """Facts of this installation by name: what the database is for, the key's fingerprint, whether sending is held."""

    name = Varchar(length=60, primary_key=True, default=None)
    value = Text(default=None)


class PeriodicJobRun(Table, db=DB, tablename="periodic_job"):
    """A job that the leader repeats: its last run and its next one. `duration_seconds` is null while it runs.

    `requested_at` is when a person asked for a run that has not begun yet.
    """

    name = Varchar(length=60, primary_key=True, default=None)
    interval_seconds = Integer(default=None)
    started_at = Timestamptz(default=None, null=True)
    duration_seconds = DoublePrecision(default=None, null=True)
    error = Text(default=None, null=True)
    next_run_at = Timestamptz(default=None, null=True)
    requested_at = Timestamptz(default=None, null=True)


TABLES = (Job, Instance, PeriodicJobRun)
EXTRA_SQL = (
    "CREATE INDEX due_ready ON due (stage, not_before) WHERE quarantined_at IS NULL",
    "CREATE INDEX due_leased ON due (stage, lease) WHERE lease IS NOT NULL",
)
