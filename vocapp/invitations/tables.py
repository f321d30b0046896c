"""Tables of decisions and invitations."""

from piccolo.columns import JSONB, Boolean, Bytea, ForeignKey, SmallInt, Timestamptz, Varchar
from piccolo.columns import UUID as Uuid
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from vocapp.catalogue.tables import BrandVersion, ProgrammeVersion, SurveyVersion
from vocapp.contacts.tables import Contact
from vocapp.customers.tables import Customer, Identity
from vocapp.database import DB


class Decision(Table, db=DB, tablename="decision"):
    """The one current outcome of a contact: invited, suppressed (by `rule`), deferred, ineligible or failed.

    `contact_version`: the version of the contact that was decided about.
    """

    id = Uuid(primary_key=True, default=None)
    contact_id = ForeignKey(Contact, default=None, null=False, unique=True, on_delete=OnDelete.cascade)
    outcome = Varchar(length=12, default=None)
    rule = Varchar(length=40, default=None, null=True)
    programme_id = ForeignKey(ProgrammeVersion, default=None, null=True, index=True, on_delete=OnDelete.restrict)
    detail = JSONB(default="{}")
    decided_at = Timestamptz(default=None)
    contact_version = SmallInt(default=1)
    revision = SmallInt(default=1)


class DecisionHistory(Table, db=DB, tablename="decision_history"):
    """Every outcome that a contact has had, in order."""

    id = Uuid(primary_key=True, default=None)
    decision_id = ForeignKey(Decision, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    outcome = Varchar(length=12, default=None)
    rule = Varchar(length=40, default=None, null=True)
    detail = JSONB(default="{}")
    at = Timestamptz(default=None)


class Invitation(Table, db=DB, tablename="invitation"):
    """One survey for one customer about one contact, with its message budget and its disposition."""

    id = Uuid(primary_key=True, default=None)
    contact_id = ForeignKey(Contact, default=None, null=False, unique=True, on_delete=OnDelete.cascade)
    customer_id = ForeignKey(Customer, default=None, null=False, index=True, on_delete=OnDelete.restrict)
    programme_id = ForeignKey(ProgrammeVersion, default=None, null=False, index=True, on_delete=OnDelete.restrict)
    survey_version_id = ForeignKey(SurveyVersion, default=None, null=False, index=True, on_delete=OnDelete.restrict)
    brand_id = ForeignKey(BrandVersion, default=None, null=False, index=True, on_delete=OnDelete.restrict)
    identity_id = ForeignKey(Identity, default=None, null=True, index=True, on_delete=OnDelete.set_null)
    channel = Varchar(length=20, default=None)
    language = Varchar(length=10, default=None)
    facts = JSONB(default="{}")
    message_budget = SmallInt(default=3)
    disposition = Varchar(length=12, default="unknown")
    generation = SmallInt(default=0)
    key_id = Varchar(length=20, default=None)
    answer_hash = Bytea(default=None, unique=True)
    opt_out_hash = Bytea(default=None, unique=True)
    asked_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    erased_at = Timestamptz(default=None, null=True)
    is_test = Boolean(default=False)


TABLES = (Decision, DecisionHistory, Invitation)
EXTRA_SQL = (
    "CREATE INDEX invitation_customer_time ON invitation (customer_id, asked_at)",
    "CREATE INDEX decision_time ON decision (decided_at)",
    # Free space on each page for the next version of a row: a change of disposition then updates no index.
    "ALTER TABLE invitation SET (fillfactor = 85)",
)
