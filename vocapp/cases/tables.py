"""Tables of cases: the cases, their responses, their history and their recovery checks."""

from piccolo.columns import JSONB, BigSerial, Boolean, Bytea, ForeignKey, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns import UUID as Uuid
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from vocapp.catalogue.tables import BrandVersion, CaseRuleVersion
from vocapp.contacts.tables import Contact
from vocapp.customers.tables import Customer, Identity
from vocapp.database import DB
from vocapp.responses.tables import Response
from vocapp.staff.tables import LineOfBusiness, StaffUser, Unit


class Case(Table, db=DB, tablename="followup_case"):
    """One follow-up on one or more responses of a customer; `case_states` holds what can happen to it.

    The queue is sorted by `due_at`, the earliest due time. The row itself holds what lists show (rule, score, excerpt),
    so that a page of the queue reads no other table for each row.
    """

    id = Uuid(primary_key=True, default=None)
    number = BigSerial(unique=True)
    customer_id = ForeignKey(Customer, default=None, null=False, index=True, on_delete=OnDelete.restrict)
    contact_id = ForeignKey(Contact, default=None, null=False, index=True, on_delete=OnDelete.restrict)
    # Without one, the customer wrote instead of answering.
    response_id = ForeignKey(Response, default=None, null=True, unique=True, on_delete=OnDelete.restrict)
    rule_id = ForeignKey(CaseRuleVersion, default=None, null=False, index=False, on_delete=OnDelete.restrict)
    rule = Varchar(length=40, default=None)
    priority = SmallInt(default=3)
    state = Varchar(length=12, default="open")
    unit_id = ForeignKey(Unit, default=None, null=True, index=False, on_delete=OnDelete.restrict)
    line_id = ForeignKey(LineOfBusiness, default=None, null=True, index=False, on_delete=OnDelete.restrict)
    channel = Varchar(length=20, default=None)
    touchpoint = Varchar(length=40, default=None)
    brand = Varchar(length=80, default=None)
    owner_id = ForeignKey(StaffUser, default=None, null=True, index=False, on_delete=OnDelete.restrict)
    score = SmallInt(default=None, null=True)
    score_metric = Varchar(length=20, default=None, null=True)
    excerpt = Text(default="")
    customer_name = Text(default=None, null=True)
    wants_contact = Boolean(default=False)
    opened_at = Timestamptz(default=None)
    due_at = Timestamptz(default=None)
    acknowledge_due_at = Timestamptz(default=None, null=True)
    resolve_due_at = Timestamptz(default=None, null=True)
    customer_due_at = Timestamptz(default=None, null=True)
    waits_until = Timestamptz(default=None, null=True)
    seconds_left = Integer(default=None, null=True)
    acknowledged_at = Timestamptz(default=None, null=True)
    first_attempt_at = Timestamptz(default=None, null=True)
    reached_at = Timestamptz(default=None, null=True)
    closed_at = Timestamptz(default=None, null=True)
    checked_at = Timestamptz(default=None, null=True)
    confirmed_at = Timestamptz(default=None, null=True)
    denied_at = Timestamptz(default=None, null=True)
    root_cause = Varchar(length=40, default=None, null=True)
    outcome = Varchar(length=40, default=None, null=True)
    reopened = SmallInt(default=0)
    closings = SmallInt(default=0)
    revision = Integer(default=1)
    is_test = Boolean(default=False)


class CaseResponse(Table, db=DB, tablename="case_response"):
    """A response of a case, as triage last saw it. A response belongs to at most one case."""

    id = Uuid(primary_key=True, default=None)
    case_id = ForeignKey(Case, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    response_id = ForeignKey(Response, default=None, null=False, unique=True, on_delete=OnDelete.restrict)
    rule = Varchar(length=40, default=None, null=True)
    score = SmallInt(default=None, null=True)
    score_metric = Varchar(length=20, default=None, null=True)
    excerpt = Text(default="")
    joined_at = Timestamptz(default=None)


class CaseEntry(Table, db=DB, tablename="case_entry"):
    """One entry of a case's history: note, attempt, reply, status, assignment, check or answer."""

    id = Uuid(primary_key=True, default=None)
    case_id = ForeignKey(Case, default=None, null=False, index=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=12, default=None)
    at = Timestamptz(default=None)
    actor = Text(default=None)
    actor_name = Text(default="")
    detail = JSONB(default="{}")
    text = Text(default="")


class RecoveryCheck(Table, db=DB, tablename="case_check"):
    """A recovery check: one for each closing, with the customer's answer."""

    id = Uuid(primary_key=True, default=None)
    case_id = ForeignKey(Case, default=None, null=False, index=False, on_delete=OnDelete.cascade)
    closing = SmallInt(default=None)
    identity_id = ForeignKey(Identity, default=None, null=True, index=True, on_delete=OnDelete.set_null)
    brand_id = ForeignKey(BrandVersion, default=None, null=False, index=False, on_delete=OnDelete.restrict)
    channel = Varchar(length=20, default=None)
    language = Varchar(length=10, default=None)
    key_id = Varchar(length=20, default=None)
    token_hash = Bytea(default=None, unique=True)
    asked_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    answered_at = Timestamptz(default=None, null=True)
    answer = Varchar(length=10, default=None, null=True)
    words = Text(default="")
    withdrawn_at = Timestamptz(default=None, null=True)
    case_check_key = Unique(["case_id", "closing"])


# A test compares these with case_states.ACTIVE_SQL, so that every query finds its index.
_ACTIVE = "WHERE state IN ('open', 'working', 'waiting')"
_DONE = "WHERE state NOT IN ('open', 'working', 'waiting')"

TABLES = (Case, CaseResponse, CaseEntry, RecoveryCheck)
EXTRA_SQL = (
    # One small index for each tab and filter of the queue, without finished cases. With the unit as the last column, a
    # query for many units skips other units within the index (PostgreSQL 17 and newer).
    f"CREATE INDEX followup_case_due ON followup_case (due_at, id, unit_id) {_ACTIVE}",
    f"CREATE INDEX followup_case_owner ON followup_case (owner_id, due_at, id) {_ACTIVE}",
    f"CREATE INDEX followup_case_unit ON followup_case (unit_id, due_at, id) {_ACTIVE}",
    f"CREATE INDEX followup_case_free ON followup_case (unit_id, due_at, id) {_ACTIVE} AND owner_id IS NULL",
    f"CREATE INDEX followup_case_unowned ON followup_case (due_at, id, unit_id) {_ACTIVE} AND owner_id IS NULL",
    f"CREATE INDEX followup_case_state ON followup_case (state, due_at, id) {_ACTIVE}",
    f"CREATE INDEX followup_case_rule ON followup_case (rule, due_at, id) {_ACTIVE}",
    f"CREATE INDEX followup_case_line ON followup_case (line_id, due_at, id) {_ACTIVE}",
    f"CREATE INDEX followup_case_channel ON followup_case (channel, due_at, id) {_ACTIVE}",
    f"CREATE INDEX followup_case_touchpoint ON followup_case (touchpoint, due_at, id) {_ACTIVE}",
    f"CREATE INDEX followup_case_words ON followup_case USING gin (to_tsvector('simple', excerpt)) {_ACTIVE}",
    f"CREATE INDEX followup_case_done ON followup_case (closed_at, id, unit_id) {_DONE}",
    f"CREATE INDEX followup_case_done_state ON followup_case (state, closed_at, id) {_DONE}",
    f"CREATE INDEX followup_case_done_unit ON followup_case (unit_id, closed_at, id) {_DONE}",
    f"CREATE INDEX followup_case_done_owner ON followup_case (owner_id, closed_at, id) {_DONE}",
    # Cases without an owner are mostly open. Without these statistics the planner expects few, and reads and sorts all.
    "CREATE STATISTICS followup_case_owned (mcv) ON state, owner_id FROM followup_case",
    "CREATE INDEX case_entry_story ON case_entry (case_id, id)",
)
