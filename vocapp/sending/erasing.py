"""Messages to somebody who is erased: what has not left is revoked, of the others stays when and how, not where to."""

from collections.abc import Mapping
from typing import Final

from vocapp.database import DB
from vocapp.part import Erased
from vocapp.sending.queue import revoke

REASON: Final = "the customer was erased"
_HIS: Final = "SELECT id FROM message WHERE customer_id = ANY($1::uuid[])"
_KEPT: Final = """
DELETE FROM outbox_mail WHERE lower(recipient) = ANY($2::text[])
OR message_id IN (SELECT message_id FROM message WHERE customer_id = ANY($1::uuid[]))"""
# Mail that came in about his messages, or in which one of his addresses stands.
_CAME_IN: Final = f"""
DELETE FROM inbound_mail b WHERE message_id IN ({_HIS}) OR EXISTS (SELECT FROM unnest($2::text[]) AS known
  WHERE strpos(lower(b.recipient), known) > 0 OR position(convert_to(known, 'UTF8') IN b.content) > 0)"""
_REPORTS: Final = f"UPDATE delivery_report SET detail = '{{}}' WHERE message_id IN ({_HIS}) AND detail <> '{{}}'"
_MESSAGES: Final = """
UPDATE message SET address = '', error = CASE WHEN error = $2 THEN error END
WHERE customer_id = ANY($1::uuid[]) AND (address <> '' OR error <> $2)"""


async def erase(erased: Erased) -> Mapping[str, int]:
    """Addresses, what mail servers said, mails that came in, and copies that the outbox kept."""
    customers, known = list(erased.customers), [each.lower() for each in erased.known]
    revoked = await revoke(customers=customers, reason=REASON)
    kept = await DB.execute(_KEPT, customers, known)
    came_in = await DB.execute(_CAME_IN, customers, known)
    await DB.execute(_REPORTS, customers)
    sent = await DB.execute(_MESSAGES, customers, REASON)
    return {"messages revoked": revoked, "messages": sent, "mails kept": kept, "mails that came in": came_in}
