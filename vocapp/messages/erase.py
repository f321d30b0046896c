"""Anonymises the messages of an erased customer: revokes queued ones, removes the address from the others."""

import re
from collections.abc import Mapping
from typing import Final

from vocapp.database import DB
from vocapp.feature import ErasedCustomer
from vocapp.gateways.outbox import delete_outbox_mails
from vocapp.messages.message_queue import revoke

REASON: Final = "the customer was erased"
_MESSAGES_OF_CUSTOMER: Final = "SELECT id FROM message WHERE customer_id = ANY($1::uuid[])"
_MESSAGE_IDS: Final = "SELECT message_id FROM message WHERE customer_id = ANY($1::uuid[]) AND message_id IS NOT NULL"
# Inbound mail about the customer's messages, and unmatched mail that names one of their addresses, in any case.
_INBOUND: Final = f"""
DELETE FROM inbound_mail b WHERE message_id IN ({_MESSAGES_OF_CUSTOMER}) OR (message_id IS NULL AND EXISTS (
  SELECT FROM unnest($2::text[]) AS named WHERE lower(b.recipient || ' ' || encode(b.content, 'escape')) ~ named))"""  # noqa: S608
_REPORTS: Final = (
    f"UPDATE delivery_report SET detail = '{{}}' WHERE message_id IN ({_MESSAGES_OF_CUSTOMER}) AND detail <> '{{}}'"  # noqa: S608
)
_MESSAGES: Final = """
UPDATE message SET address = '', error = CASE WHEN error = $2 THEN error END
WHERE customer_id = ANY($1::uuid[]) AND (address <> '' OR error <> $2)"""


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """Removes addresses, texts of mail servers, inbound mail, and copies in the outbox."""
    customers, known = list(erased.customers), [each.lower() for each in erased.known]
    revoked = await revoke(customers=customers, reason=REASON)
    message_ids = [row["message_id"] for row in await DB.fetch(_MESSAGE_IDS, customers)]
    kept = await delete_outbox_mails(recipients=known, message_ids=message_ids)
    inbound = await DB.execute(_INBOUND, customers, [_address_pattern(each) for each in known if "@" in each])
    await DB.execute(_REPORTS, customers)
    sent = await DB.execute(_MESSAGES, customers, REASON)
    return {"messages revoked": revoked, "messages": sent, "mails kept": kept, "mails that came in": inbound}


def _address_pattern(address: str) -> str:
    """Regular expression that finds an address, but no longer one, in bytes as PostgreSQL escapes them."""
    shown = "".join(chr(byte) if byte < 128 else f"\\{byte:03o}" for byte in address.encode())
    return rf"(?<![a-z0-9._%+-]){re.escape(shown)}(?![a-z0-9-]|\.[a-z0-9])"
