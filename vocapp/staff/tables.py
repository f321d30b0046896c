"""Tables of users, units, sessions and keys."""

from piccolo.columns import UUID as Uuid
from piccolo.columns import Array, BigInt, Boolean, Bytea, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from vocapp.database import DB


class StaffUser(Table, db=DB, tablename="staff_user"):
    """A user: agent, lead, analyst, executive, admin or integrator."""

    id = Uuid(primary_key=True, default=None)
    email = Text(default=None, unique=True)
    name = Text(default=None)
    password_hash = Text(default=None, null=True)
    role = Varchar(length=20, default=None)
    language = Varchar(length=10, default="en")
    timezone = Varchar(length=60, default=None, null=True)
    active = Boolean(default=True)
    every_unit = Boolean(default=False)
    created_at = Timestamptz(default=None)


class Unit(Table, db=DB, tablename="unit"):
    """A team, site or vendor in the organisation tree, with its validity."""

    id = Uuid(primary_key=True, default=None)
    slug = Varchar(length=80, default=None, unique=True)
    name = Text(default=None)
    kind = Varchar(length=20, default="team")
    parent_id: ForeignKey["Unit"] = ForeignKey("self", default=None, null=True, index=True, on_delete=OnDelete.restrict)
    valid_from = Date(default=None, null=True)
    valid_to = Date(default=None, null=True)


class LineOfBusiness(Table, db=DB, tablename="line_of_business"):
    """A line of business of the company."""

    id = Uuid(primary_key=True, default=None)
    slug = Varchar(length=80, default=None, unique=True)
    name = Text(default=None)


class UserUnit(Table, db=DB, tablename="user_unit"):
    """The unit that a user belongs to, with its validity; the user sees the units below it too."""

    id = Uuid(primary_key=True, default=None)
    user_id = ForeignKey(StaffUser, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    unit_id = ForeignKey(Unit, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    valid_from = Date(default=None, null=True)
    valid_to = Date(default=None, null=True)


class UserLine(Table, db=DB, tablename="user_line"):
    """The lines of business that a user is limited to; none means all."""

    id = Uuid(primary_key=True, default=None)
    user_id = ForeignKey(StaffUser, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    line_id = ForeignKey(LineOfBusiness, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    user_line_key = Unique(["user_id", "line_id"])


class StaffSession(Table, db=DB, tablename="staff_session"):
    """A signed-in browser, by the hash of its opaque token. `confirmed_at`: the last proof that it is the user."""

    id = Uuid(primary_key=True, default=None)
    token_hash = Bytea(default=None, unique=True)
    user_id = ForeignKey(StaffUser, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    created_at = Timestamptz(default=None)
    seen_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    browser = Text(default="")
    confirmed_at = Timestamptz(default=None, null=True)


class PasswordReset(Table, db=DB, tablename="password_reset"):
    """A link that sets a password once, within thirty minutes."""

    id = Uuid(primary_key=True, default=None)
    token_hash = Bytea(default=None, unique=True)
    user_id = ForeignKey(StaffUser, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(default=None, null=True)


class ApiKey(Table, db=DB, tablename="api_key"):
    """An API key. Contacts of a test key are delivered to the outbox only and never counted.

    It writes to its `sources` and `units`; none are all. `bound`: it ends with the rights of its maker, who is
    `created_by`; the command line's keys, and those made before there was such a rule, are not.
    """

    id = Uuid(primary_key=True, default=None)
    name = Text(default=None)
    prefix = Varchar(length=16, default=None)
    secret_hash = Bytea(default=None, unique=True)
    scopes = Array(base_column=Varchar(length=40), default=list)
    is_test = Boolean(default=False)
    created_by = ForeignKey(StaffUser, default=None, null=True, index=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(default=None)
    used_at = Timestamptz(default=None, null=True)
    revoked_at = Timestamptz(default=None, null=True)
    sources = Array(base_column=Varchar(length=80), default=list)
    units = Array(base_column=Uuid(), default=list)
    expires_at = Timestamptz(default=None, null=True)
    bound = Boolean(default=False)


class KeyRead(Table, db=DB, tablename="key_read"):
    """How often a key read on a day, by scope; moved into the audit log when the day is over."""

    id = Uuid(primary_key=True, default=None)
    key_id = ForeignKey(ApiKey, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    day = Date(default=None)
    scope = Varchar(length=40, default=None)
    reads = Integer(default=None)
    key_read_key = Unique(["key_id", "day", "scope"])


class TrustedSource(Table, db=DB, tablename="trusted_source"):
    """A source whose keys may add identities and attributes to customers that another source brought."""

    source = Varchar(length=80, primary_key=True, default=None)
    trusted_at = Timestamptz(default=None)
    trusted_by = ForeignKey(StaffUser, default=None, null=True, index=True, on_delete=OnDelete.set_null)


class Totp(Table, db=DB, tablename="totp"):
    """The authenticator app of a user. Its secret is made from the key file (`key_id`) and `id`, and stored nowhere.

    Without `confirmed_at` it has not been set up to the end and counts for nothing. `last_step`: the time step of the
    last code that was accepted.
    """

    id = Uuid(primary_key=True, default=None)
    user_id = ForeignKey(StaffUser, default=None, null=False, unique=True, on_delete=OnDelete.cascade)
    key_id = Varchar(length=40, default=None)
    created_at = Timestamptz(default=None)
    confirmed_at = Timestamptz(default=None, null=True)
    last_step = BigInt(default=0)


class RecoveryCode(Table, db=DB, tablename="recovery_code"):
    """A code that replaces the authenticator app once, as a keyed hash."""

    id = Uuid(primary_key=True, default=None)
    user_id = ForeignKey(StaffUser, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    code_hash = Bytea(default=None)
    used_at = Timestamptz(default=None, null=True)


class TotpRole(Table, db=DB, tablename="totp_role"):
    """A role whose users must have an authenticator app."""

    role = Varchar(length=20, primary_key=True, default=None)


class HandlerRef(Table, db=DB, tablename="handler_ref"):
    """The id that a source gives a user in the handler chain of its contacts (`ref`), in lower case."""

    id = Uuid(primary_key=True, default=None)
    source = Varchar(length=80, default=None)
    agent_ref = Text(default=None)
    user_id = ForeignKey(StaffUser, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    handler_ref_key = Unique(["source", "agent_ref"])


TABLES = (
    StaffUser,
    Unit,
    LineOfBusiness,
    UserUnit,
    UserLine,
    StaffSession,
    PasswordReset,
    ApiKey,
    KeyRead,
    TrustedSource,
    Totp,
    RecoveryCode,
    TotpRole,
    HandlerRef,
)
EXTRA_SQL: tuple[str, ...] = ()
