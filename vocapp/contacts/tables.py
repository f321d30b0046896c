"""Tables of contacts."""

from piccolo.columns import JSONB, Boolean, Bytea, ForeignKey, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns import UUID as Uuid
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from vocapp.customers.tables import Customer
from vocapp.database import DB
from vocapp.staff.tables import LineOfBusiness, Unit


class Contact(Table, db=DB, tablename="contact"):
    """One contact, identified by `source` and `external_id`; `payload_digest` tells a repeat from an amendment."""

    id = Uuid(primary_key=True, default=None)
    source = Varchar(length=80, default=None)
    external_id = Text(default=None)
    payload_digest = Bytea(default=None)
    customer_id = ForeignKey(Customer, default=None, null=False, index=True, on_delete=OnDelete.restrict)
    channel = Varchar(length=20, default=None)
    touchpoint = Varchar(length=40, default=None)
    line_id = ForeignKey(LineOfBusiness, default=None, null=True, index=True, on_delete=OnDelete.restrict)
    brand = Varchar(length=80, default=None, null=True)
    unit_id = ForeignKey(Unit, default=None, null=True, index=True, on_delete=OnDelete.restrict)
    issue = Text(default=None, null=True)
    outcome = Varchar(length=20, default=None, null=True)
    started_at = Timestamptz(default=None)
    ended_at = Timestamptz(default=None)
    wait_seconds = Integer(default=None, null=True)
    hold_seconds = Integer(default=None, null=True)
    handling_seconds = Integer(default=None, null=True)
    survey_announced = Boolean(default=None, null=True)
    language = Varchar(length=10, default=None, null=True)
    handlers = JSONB(default="[]")
    promises = JSONB(default="[]")
    attributes = JSONB(default="{}")
    identities = JSONB(default="[]")
    set_aside = JSONB(default="[]")
    is_test = Boolean(default=False)
    recorded_at = Timestamptz(default=None)
    version = SmallInt(default=1)
    amended_at = Timestamptz(default=None, null=True)
    contact_key = Unique(["source", "external_id", "is_test"])


class ContactVersion(Table, db=DB, tablename="contact_version"):
    """An earlier version of an amended contact: what it said, and who replaced it when. `content` is `contact_json`."""

    id = Uuid(primary_key=True, default=None)
    contact_id = ForeignKey(Contact, default=None, null=False, index=False, on_delete=OnDelete.cascade)
    version = SmallInt(default=None)
    payload_digest = Bytea(default=None)
    content = JSONB(default="{}")
    replaced_at = Timestamptz(default=None)
    replaced_by = Text(default=None)
    replaced_by_name = Text(default="")
    contact_version_key = Unique(["contact_id", "version"])


class ContactUnit(Table, db=DB, tablename="contact_unit"):
    """The other units of the handler chain, which see the contact too."""

    id = Uuid(primary_key=True, default=None)
    contact_id = ForeignKey(Contact, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    unit_id = ForeignKey(Unit, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    contact_unit_key = Unique(["contact_id", "unit_id"])


TABLES = (Contact, ContactVersion, ContactUnit)
EXTRA_SQL = (
    "CREATE INDEX contact_customer_time ON contact (customer_id, ended_at)",
    "CREATE INDEX contact_issue ON contact (issue) WHERE issue IS NOT NULL",
    "CREATE INDEX contact_external_id ON contact (external_id)",
)
