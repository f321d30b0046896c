"""The mail address of a customer for a case: the one of the invitation, else another that the contact of the case
named, or that a trusted source confirmed for this customer. What others named may be somebody else's.
"""

from typing import Final
from uuid import UUID

import asyncpg
from msgspec import Struct

from vocapp.customers.identity_lookup import confirmed_sql, named_sql
from vocapp.customers.merging.merge import family_of
from vocapp.customers.permissions import PermissionKey, may_write
from vocapp.customers.types import Purpose, WritingChannel
from vocapp.database import DB

CHANNEL: Final = WritingChannel.EMAIL
_ADDRESSES: Final = f"""
SELECT i.id, i.value, i.bounced_at IS NOT NULL AS is_bounced,
  EXISTS (SELECT FROM permission p JOIN identity o ON o.id = p.identity_id
          WHERE o.customer_id = ANY($1::uuid[]) AND p.channel = 'email' AND p.purpose = 'service'
          AND p.withdrawn_at IS NOT NULL AND (own.lifted_at IS NULL OR own.lifted_at < p.withdrawn_at)) AS opted_out
FROM identity i LEFT JOIN permission own ON own.identity_id = i.id AND own.channel = 'email' AND own.purpose = 'service'
WHERE i.customer_id = ANY($1::uuid[]) AND i.kind = 'email' AND NOT i.is_test
AND (EXISTS (SELECT FROM followup_case f JOIN contact c ON c.id = f.contact_id
       LEFT JOIN invitation a ON a.contact_id = c.id WHERE f.id = $3
       AND (a.identity_id = i.id OR {named_sql("c", "i")}))
     OR {confirmed_sql("i", "$1::uuid[]")})
ORDER BY i.id = $2 DESC, i.id DESC"""  # noqa: S608


class CaseAddress(Struct, frozen=True):
    """An address that we may write to."""

    identity_id: UUID
    value: str


async def reply_address(case_id: UUID, customer_id: UUID, asked_at: UUID | None) -> CaseAddress | None:
    """The address for a reply. The customer wrote first, so only an opt-out from service mails prevents it."""
    for row in await _addresses(case_id, customer_id, asked_at):
        if not row["is_bounced"] and not row["opted_out"]:
            return CaseAddress(row["id"], row["value"])
    return None


async def may_reply_to(case_id: UUID, customer_id: UUID, address: str) -> bool:
    """Whether a reply may still be sent to the address."""
    rows = await _addresses(case_id, customer_id, None)
    return any(row["value"] == address and not row["is_bounced"] and not row["opted_out"] for row in rows)


async def check_address(case_id: UUID, customer_id: UUID, asked_at: UUID | None) -> CaseAddress | str:
    """The address for a recovery check (with permission, as any survey), or why none: address, bounced, permission."""
    rows = await _addresses(case_id, customer_id, asked_at)
    working = [row for row in rows if not row["is_bounced"]]
    if not working:
        return "bounced" if rows else "address"
    allowed = await may_write(_wish(row["id"]) for row in working)
    found = next((row for row in working if allowed[_wish(row["id"])] is not None), None)
    return CaseAddress(found["id"], found["value"]) if found else "permission"


async def may_send_check(identity_id: UUID) -> bool:
    """Whether a recovery check may still be sent to the address."""
    bounced = await DB.fetch_value("SELECT bounced_at IS NOT NULL FROM identity WHERE id = $1", identity_id)
    return bounced is False and (await may_write([_wish(identity_id)]))[_wish(identity_id)] is not None


def _wish(identity_id: UUID) -> PermissionKey:
    return PermissionKey(identity_id, CHANNEL, Purpose.SURVEY)


async def _addresses(case_id: UUID, customer_id: UUID, asked_at: UUID | None) -> list[asyncpg.Record]:
    return await DB.fetch(_ADDRESSES, await family_of(customer_id), asked_at, case_id)
