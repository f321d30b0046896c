"""Addresses that bounced for good: no mail goes there any more. The first bounce counts."""

from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.database import DB

_IDENTITY: Final = "UPDATE identity SET bounced_at = $3 WHERE id = $1 AND value = $2 AND bounced_at IS NULL"
_ADDRESS: Final = """
UPDATE identity SET bounced_at = $2 WHERE kind = 'email' AND value = $1 AND NOT is_test AND bounced_at IS NULL"""


async def mark_identity_bounced(identity_id: UUID | None, address: str) -> None:
    """Mark one identity, if `address` is still its value."""
    await DB.execute(_IDENTITY, identity_id, address, clock.now())


async def mark_address_bounced(address: str) -> None:
    """Mark every identity with this e-mail address, test identities excepted."""
    await DB.execute(_ADDRESS, address, clock.now())
