"""Tables of customers: who they are, how to reach them, and whether we may."""

from piccolo.columns import JSONB, Boolean, Bytea, ForeignKey, Numeric, Text, Timestamptz, Varchar
from piccolo.columns import UUID as Uuid
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from vocapp.database import DB
from vocapp.database.search_words import address_words, name_words


class Customer(Table, db=DB, tablename="customer"):
    """A person. A merge sets `merged_into` and never rewrites a foreign key."""

    id = Uuid(primary_key=True, default=None)
    merged_into: ForeignKey["Customer"] = ForeignKey(
        "self", default=None, null=True, index=True, on_delete=OnDelete.restrict
    )
    name = Text(default=None, null=True)
    language = Varchar(length=10, default=None, null=True)
    timezone = Varchar(length=60, default=None, null=True)
    country = Varchar(length=2, default=None, null=True)
    lifecycle = Varchar(length=30, default=None, null=True)
    attributes = JSONB(default="{}")
    is_test = Boolean(default=False)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)


class Identity(Table, db=DB, tablename="identity"):
    """One way to recognise a customer: e-mail, phone (E.164), handle, loyalty id or postal address, normalised.

    Test identities are separate: the same address may belong to a live customer and to a test one. A `shared` identity
    has a row for each of its holders, and finds nobody by itself.
    """

    id = Uuid(primary_key=True, default=None)
    customer_id = ForeignKey(Customer, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=10, default=None)
    value = Text(default=None)
    is_test = Boolean(default=False)
    created_at = Timestamptz(default=None)
    bounced_at = Timestamptz(default=None, null=True)
    shared = Boolean(default=False)


class Permission(Table, db=DB, tablename="permission"):
    """Permission to write to this identity, on this channel, for this purpose, on this basis. An opt-out withdraws it.

    Without a basis it is the opt-out of a customer who had permitted nothing. `lifted_at`: the customer asked for it,
    so opt-outs before that time do not count for this identity.
    """

    id = Uuid(primary_key=True, default=None)
    identity_id = ForeignKey(Identity, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    channel = Varchar(length=20, default=None)
    purpose = Varchar(length=12, default=None)
    basis = Varchar(length=24, default=None, null=True)
    country = Varchar(length=2, default=None, null=True)
    evidence = Text(default="")
    granted_at = Timestamptz(default=None)
    withdrawn_at = Timestamptz(default=None, null=True)
    withdrawn_by = Text(default=None, null=True)
    lifted_at = Timestamptz(default=None, null=True)
    permission_key = Unique(["identity_id", "channel", "purpose"])


class SuppressedAddress(Table, db=DB, tablename="objection"):
    """One mark per identity of an erased customer who did not want to be written to, and nothing else.

    If a contact brings one of them again, the new identity starts with its permission withdrawn. `key_id` is null for a
    plain hash of an earlier release.
    """

    id = Uuid(primary_key=True, default=None)
    mark = Bytea(default=None)
    key_id = Varchar(length=20, default=None, null=True)
    channel = Varchar(length=20, default=None)
    purpose = Varchar(length=12, default=None)
    kept_at = Timestamptz(default=None)
    objection_key = Unique(["mark", "channel", "purpose"])


class ErasedAddress(Table, db=DB, tablename="erased_mark"):
    """One mark per identity of an erased customer who has a mail with an opt-out link. It suppresses nothing by itself;
    when the customer uses the link or replies STOP, it goes on the suppression list.
    """

    id = Uuid(primary_key=True, default=None)
    customer_id = ForeignKey(Customer, default=None, null=False, index=False, on_delete=OnDelete.cascade)
    mark = Bytea(default=None)
    key_id = Varchar(length=20, default=None)
    erased_at = Timestamptz(default=None)
    erased_mark_key = Unique(["customer_id", "mark"])


class Outcome(Table, db=DB, tablename="outcome"):
    """A later act of the customer: order, renewal, cancellation, referral, with its amount."""

    id = Uuid(primary_key=True, default=None)
    customer_id = ForeignKey(Customer, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=20, default=None)
    at = Timestamptz(default=None)
    amount = Numeric(digits=(14, 2), default=None, null=True)
    currency = Varchar(length=3, default=None, null=True)
    source = Varchar(length=80, default=None)
    external_id = Text(default=None)
    payload_digest = Bytea(default=None)
    is_test = Boolean(default=False)
    outcome_key = Unique(["source", "external_id", "is_test"])


class CustomerHold(Table, db=DB, tablename="customer_hold"):
    """Until it is released, the customer gets no routine invitations. `subject_id` is what the customer waits for."""

    id = Uuid(primary_key=True, default=None)
    customer_id = ForeignKey(Customer, default=None, null=False, index=False, on_delete=OnDelete.cascade)
    reason = Varchar(length=40, default=None)
    subject_id = Uuid(default=None, unique=True)
    placed_at = Timestamptz(default=None)
    released_at = Timestamptz(default=None, null=True)


class PossibleDuplicate(Table, db=DB, tablename="possible_duplicate"):
    """Two customers who may be one person: a contact named identities of both.

    `dismissed_at`: when staff said that they are two.
    """

    id = Uuid(primary_key=True, default=None)
    first_id = ForeignKey(Customer, default=None, null=False, index=False, on_delete=OnDelete.cascade)
    second_id = ForeignKey(Customer, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    contact_id = Uuid(default=None)
    found_at = Timestamptz(default=None)
    dismissed_at = Timestamptz(default=None, null=True)
    dismissed_by = Text(default=None, null=True)
    possible_duplicate_key = Unique(["first_id", "second_id"])


TABLES = (Customer, Identity, Permission, SuppressedAddress, ErasedAddress, Outcome, CustomerHold, PossibleDuplicate)
NAME_WORDS = name_words("name")
"""What the search for customers compares with names; an index has it."""
ADDRESS_WORDS = address_words("value")
"""What it compares with e-mail addresses."""
EXTRA_SQL = (
    # Unique where nobody shares it, else once for each holder; a second index would cost every contact.
    "CREATE UNIQUE INDEX identity_key ON identity (kind, value, is_test, "
    "(CASE WHEN shared THEN customer_id ELSE '00000000-0000-0000-0000-000000000000'::uuid END))",
    "CREATE INDEX possible_duplicate_open ON possible_duplicate (id) WHERE dismissed_at IS NULL",
    "CREATE INDEX customer_held ON customer_hold (customer_id) WHERE released_at IS NULL",
    f"CREATE INDEX customer_name_words ON customer USING gin (({NAME_WORDS}))",
    f"CREATE INDEX identity_address_words ON identity USING gin (({ADDRESS_WORDS})) WHERE kind = 'email'",
    "CREATE INDEX identity_number_end ON identity (reverse(value) text_pattern_ops) WHERE kind = 'phone'",
)
