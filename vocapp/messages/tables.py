"""Messages, and what came back about them."""

from piccolo.columns import JSONB, Boolean, Bytea, Date, ForeignKey, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns import UUID as Uuid
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from vocapp.database import DB


class Message(Table, db=DB, tablename="message"):
    """One message on one channel to one address, sent at most once. `state` changes as in `message_states`."""

    id = Uuid(primary_key=True, default=None)
    kind = Varchar(length=20, default=None)
    subject_id = Uuid(default=None)
    step = SmallInt(default=0)
    customer_id = Uuid(default=None, null=True, index=True)
    channel = Varchar(length=20, default=None)
    gateway = Varchar(length=20, default=None, null=True)
    address = Text(default=None)
    due_at = Timestamptz(default=None)
    state = Varchar(length=12, default="queued")
    attempts = SmallInt(default=0)
    lease = Timestamptz(default=None, null=True)
    message_id = Text(default=None, null=True)
    provider_id = Text(default=None, null=True)
    error = Text(default=None, null=True)
    key_id = Varchar(length=20, default=None, null=True)
    bounce_hash = Bytea(default=None, null=True, unique=True)
    reply_hash = Bytea(default=None, null=True, unique=True)
    is_test = Boolean(default=False)
    created_at = Timestamptz(default=None)
    sent_at = Timestamptz(default=None, null=True)
    settled_at = Timestamptz(default=None, null=True)
    message_key = Unique(["kind", "subject_id", "step"])


class DeliveryReport(Table, db=DB, tablename="delivery_report"):
    """A report of a provider or mail server about a message, stored once."""

    id = Uuid(primary_key=True, default=None)
    message_id = ForeignKey(Message, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    report_key = Text(default=None)
    kind = Varchar(length=20, default=None)
    detail = JSONB(default="{}")
    received_at = Timestamptz(default=None)
    delivery_report_key = Unique(["message_id", "report_key"])


class InboundMail(Table, db=DB, tablename="inbound_mail"):
    """Inbound mail as raw bytes, and how it was read. What no person wrote is deleted after 30 days.

    `reason` says why it is of its kind, or why it was set aside; `parsed` holds the subject, the text, what was cut
    from it, and the attachments of a mail that a person wrote.
    """

    id = Uuid(primary_key=True, default=None)
    digest = Bytea(default=None, unique=True)
    kind = Varchar(length=12, default="unread")
    recipient = Text(default=None)
    content = Bytea(default=None)
    message_id = ForeignKey(Message, default=None, null=True, index=True, on_delete=OnDelete.set_null)
    received_at = Timestamptz(default=None)
    reason = Text(default="")
    parsed = JSONB(default=None, null=True)


class SendCount(Table, db=DB, tablename="send_count"):
    """Number of mails to a domain on a UTC day; the warm-up reads it."""

    id = Uuid(primary_key=True, default=None)
    gateway = Varchar(length=20, default=None)
    domain = Text(default=None)
    day = Date(default=None)
    sent = Integer(default=0)
    send_count_key = Unique(["gateway", "domain", "day"])


class SendWindow(Table, db=DB, tablename="send_window"):
    """End of the last window taken for a domain, by the database's clock. Losing it costs the rate of one second."""

    name = Text(primary_key=True, default=None)
    taken_until = Timestamptz(default=None)


TABLES = (Message, DeliveryReport, InboundMail, SendCount, SendWindow)
EXTRA_SQL = (
    # Not needed after a crash: no write-ahead log, no wait for the disk.
    "ALTER TABLE send_window SET UNLOGGED",
    "CREATE INDEX message_open ON message (state, due_at) WHERE state IN ('queued', 'sending', 'uncertain')",
    "CREATE INDEX message_troubled ON message (state, id) WHERE state IN ('uncertain', 'revoked', 'failed', 'bounced')",
    "CREATE INDEX message_bounced ON message (address) WHERE state = 'bounced'",
    "CREATE INDEX inbound_mail_kind ON inbound_mail (kind, id)",
)
