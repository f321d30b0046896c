"""Anonymises the messages of an erased customer: revokes queued ones, removes the address from the others."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from vocapp.channels.email.mail_address import ascii_address
from vocapp.database import DB
from vocapp.feature import ErasedCustomer
from vocapp.files.mentions import PersonMentions
from vocapp.gateways.outbox import delete_outbox_mails
from vocapp.messages.message_queue import revoke

REASON: Final = "the customer was erased"
_MESSAGES_OF_CUSTOMER: Final = "SELECT id FROM message WHERE customer_id = ANY($1::uuid[])"
_MESSAGE_IDS: Final = "SELECT message_id FROM message WHERE customer_id = ANY($1::uuid[]) AND message_id IS NOT NULL"
_INBOUND: Final = f"DELETE FROM inbound_mail WHERE message_id IN ({_MESSAGES_OF_CUSTOMER}) OR id = ANY($2::uuid[])"  # noqa: S608
_UNMATCHED: Final = "SELECT id FROM inbound_mail WHERE message_id IS NULL ORDER BY id"
_CONTENT: Final = "SELECT recipient, reason, content FROM inbound_mail WHERE id = $1"
_REPORTS: Final = (
    f"UPDATE delivery_report SET detail = '{{}}' WHERE message_id IN ({_MESSAGES_OF_CUSTOMER}) AND detail <> '{{}}'"  # noqa: S608
)
# Also messages about a contact of somebody with whom the customer was merged for a while.
_MESSAGES: Final = """
UPDATE message SET address = '', error = CASE WHEN error = $2 THEN error END
WHERE (customer_id = ANY($1::uuid[]) OR address = ANY($3::text[])) AND (address <> '' OR error <> $2)"""


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """Removes addresses, texts of mail servers, inbound mail, and copies in the outbox."""
    customers, known = list(erased.customers), [each.lower() for each in erased.known]
    revoked = await revoke(customers=customers, reason=REASON)
    message_ids = [row["message_id"] for row in await DB.fetch(_MESSAGE_IDS, customers)]
    kept = await delete_outbox_mails(recipients=known, message_ids=message_ids)
    inbound = await DB.execute(_INBOUND, customers, await _mails_that_name(known))
    await DB.execute(_REPORTS, customers)
    sent = await DB.execute(_MESSAGES, customers, REASON, list(erased.known))
    return {"messages revoked": revoked, "messages": sent, "mails kept": kept, "mails that came in": inbound}


async def _mails_that_name(known: Sequence[str]) -> list[UUID]:
    """Mails about no message that name one of the addresses. A number is not looked for: it occurs in mails of others,
    and deleting those would lose an unread opt-out.
    """
    addresses = [each for each in known if "@" in each]
    if not addresses:
        return []
    mentions = PersonMentions({*addresses, *(_ascii_form(each) for each in addresses)})
    found = []
    for row in await DB.fetch(_UNMATCHED):
        mail = await DB.fetch_one(_CONTENT, row["id"])
        if mail and (
            mentions.are_in(f"{mail['recipient']} {mail['reason']}")
            or await asyncio.to_thread(mentions.are_in_mail, mail["content"])
        ):
            found.append(row["id"])
    return found


def _ascii_form(address: str) -> str:
    try:
        return ascii_address(address)
    except ValueError:
        return address
