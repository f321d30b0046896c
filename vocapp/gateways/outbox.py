"""The gateway that stores mail instead of sending it: for demos, test keys, and installations without mail server."""

from collections.abc import Sequence
from datetime import datetime

from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.gateways.gateway import Outgoing, Receipt

_KEEP = """
INSERT INTO outbox_mail (id, message_id, recipient, subject, content, kept_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (message_id) DO NOTHING"""

_DELETE = "DELETE FROM outbox_mail WHERE lower(recipient) = ANY($1::text[]) OR message_id = ANY($2::text[])"


class OutboxGateway:
    """Stores each message once, however often it is delivered, and can tell whether it has one."""

    name = "outbox"

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Store the bytes."""
        values = (outgoing.key, outgoing.recipient, outgoing.subject, outgoing.payload)
        await DB.execute(_KEEP, new_id(), *values, clock.now())
        return Receipt()

    async def was_taken(self, key: str) -> bool:
        """Whether the message `key` is stored."""
        return bool(await DB.fetch_value("SELECT EXISTS (SELECT FROM outbox_mail WHERE message_id = $1)", key))

    async def close(self) -> None:
        """Nothing is kept open."""


async def delete_outbox_mails(*, recipients: Sequence[str] = (), message_ids: Sequence[str] = ()) -> int:
    """Delete the mails to these addresses (in lower case) and those with these Message-IDs; how many."""
    return await DB.execute(_DELETE, list(recipients), list(message_ids))


async def delete_outbox_mails_before(moment: datetime) -> int:
    """Delete the mails that were kept before `moment`; how many."""
    return await DB.execute("DELETE FROM outbox_mail WHERE kept_at < $1", moment)
