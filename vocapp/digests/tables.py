"""Subscriptions to digests, the digest of each period, and every digest as it was sent."""

from piccolo.columns import JSONB, Array, Boolean, Bytea, Date, ForeignKey, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns import UUID as Uuid
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from vocapp.database import DB
from vocapp.staff.tables import StaffUser


class DigestSubscription(Table, db=DB, tablename="digest_subscription"):
    """A user's subscription to a digest: frequency, day and hour in a time zone, scope, and language.

    `every` is week or month; `on_day` is 1 (Monday) to 7, or 1 to 31 (the last day of a shorter month). An empty scope
    is everything that the user may see. `next_due_at` is when the next digest is due.
    """

    id = Uuid(primary_key=True, default=None)
    user_id = ForeignKey(StaffUser, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    every = Varchar(length=5, default="week")
    on_day = SmallInt(default=1)
    hour = SmallInt(default=7)
    timezone = Varchar(length=60, default=None)
    language = Varchar(length=10, default="en")
    units = Array(base_column=Uuid(), default=list)
    lines = Array(base_column=Uuid(), default=list)
    channels = Array(base_column=Varchar(length=20), default=list)
    brands = Array(base_column=Varchar(length=80), default=list)
    paused = Boolean(default=False)
    next_due_at = Timestamptz(default=None)
    key_id = Varchar(length=20, default=None)
    stop_hash = Bytea(default=None, unique=True)
    created_by = Text(default="")
    created_at = Timestamptz(default=None)
    deleted_at = Timestamptz(default=None, null=True)


class Digest(Table, db=DB, tablename="digest"):
    """The digest of one local period of a subscription, and what was sent, word for word.

    `state`: due (to be composed), ready (composed, its mail enqueued), missed (too late to be sent) or stopped (the
    subscription ended first). A test may be repeated for the same period.
    """

    id = Uuid(primary_key=True, default=None)
    subscription_id = ForeignKey(DigestSubscription, default=None, null=False, index=False, on_delete=OnDelete.cascade)
    since = Date(default=None)
    until = Date(default=None)
    due_at = Timestamptz(default=None)
    state = Varchar(length=10, default="due")
    is_test = Boolean(default=False)
    address = Text(default=None, null=True)
    language = Varchar(length=10, default=None, null=True)
    subject = Text(default=None, null=True)
    html = Text(default=None, null=True)
    plain = Text(default=None, null=True)
    numbers = JSONB(default=None, null=True)
    created_at = Timestamptz(default=None)
    composed_at = Timestamptz(default=None, null=True)


class DigestChart(Table, db=DB, tablename="digest_chart"):
    """A chart in a digest, under the name that its HTML uses."""

    id = Uuid(primary_key=True, default=None)
    digest_id = ForeignKey(Digest, default=None, null=False, index=False, on_delete=OnDelete.cascade)
    name = Text(default=None)
    png = Bytea(default=None)
    digest_chart_key = Unique(["digest_id", "name"])


class DigestQuote(Table, db=DB, tablename="digest_quote"):
    """A quote in a digest and the response that it comes from, so that erasing a customer can remove it."""

    id = Uuid(primary_key=True, default=None)
    digest_id = ForeignKey(Digest, default=None, null=False, index=False, on_delete=OnDelete.cascade)
    position = SmallInt(default=None)
    response_id = Uuid(default=None, index=True)
    words = Text(default=None)
    digest_quote_key = Unique(["digest_id", "position"])


TABLES = (DigestSubscription, Digest, DigestChart, DigestQuote)
EXTRA_SQL = (
    # One digest for each local period, whatever the clocks do and however many schedulers plan.
    "CREATE UNIQUE INDEX digest_period ON digest (subscription_id, since, until) WHERE NOT is_test",
    "CREATE INDEX digest_list ON digest (subscription_id, id)",
    "CREATE INDEX digest_subscription_due ON digest_subscription (next_due_at) WHERE NOT paused AND deleted_at IS NULL",
)
