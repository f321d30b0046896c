"""Files of contacts that staff uploaded."""

from piccolo.columns import JSONB, Bytea, ForeignKey, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns import UUID as Uuid
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from vocapp.database import DB
from vocapp.staff.tables import StaffUser


class Upload(Table, db=DB, tablename="upload"):
    """A file of contacts, its mapping, and the result of its rows.

    `state`: uploaded, checking (a dry run), checked, importing, done or failed (`failure` says why). `mapping` is a
    mapping file as JSON; none means lines that are events as the API takes them. Columns with data of customers
    (`content`, `first_rows`, `layout`, `faults`, `rejects`) are emptied some days later; the counts stay.
    """

    id = Uuid(primary_key=True, default=None)
    name = Text(default=None)
    content = Bytea(default=None, null=True)
    columns = JSONB(default="[]")
    first_rows = JSONB(default="[]")
    layout = JSONB(default="{}")
    mapping = JSONB(default=None, null=True)
    state = Varchar(length=10, default="uploaded")
    percent = SmallInt(default=0)
    rows_done = Integer(default=0)
    counts = JSONB(default=None, null=True)
    faults = JSONB(default="[]")
    rejects = Bytea(default=None, null=True)
    failure = Text(default=None, null=True)
    uploaded_by = ForeignKey(StaffUser, default=None, null=False, index=False, on_delete=OnDelete.restrict)
    uploaded_at = Timestamptz(default=None)
    finished_at = Timestamptz(default=None, null=True)


TABLES = (Upload,)
EXTRA_SQL = ("CREATE INDEX upload_kept ON upload (uploaded_at) WHERE content IS NOT NULL",)
