"""Mail in the outbox."""

from piccolo.columns import UUID as Uuid
from piccolo.columns import Bytea, Text, Timestamptz
from piccolo.table import Table

from vocapp.database import DB


class OutboxMail(Table, db=DB, tablename="outbox_mail"):
    """Mail that the gateway `outbox` stored instead of sending; shown on a page."""

    id = Uuid(primary_key=True, default=None)
    message_id = Text(default=None, unique=True)
    recipient = Text(default=None)
    subject = Text(default="")
    content = Bytea(default=None)
    kept_at = Timestamptz(default=None)


TABLES = (OutboxMail,)
EXTRA_SQL: tuple[str, ...] = ()
