"""What stays of an objection once its customer is erased? So much that he is not asked again, and no name or address.

A mark is the SHA-256 of an identity. Who has the database can try an address that he knows already, and learn only that
whoever had it wanted no mails.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.database import DB

ADDRESS_HASH: Final = "sha256(convert_to(concat_ws(' ', {test}, {of}.kind, {of}.value), 'UTF8'))"
"""The SQL of a mark; `of` has kind and value, `test` says whether it is a test identity."""
OF_IDENTITY: Final = ADDRESS_HASH.format(test="i.is_test::text", of="i")

# He objected, whatever he is known by; but an address that he has permitted by itself stays permitted.
_KEEP: Final = f"""
WITH said AS (
  SELECT p.* FROM permission p JOIN identity i ON i.id = p.identity_id WHERE i.customer_id = ANY($1::uuid[])),
unwanted AS (
  SELECT DISTINCT channel, purpose FROM said WHERE withdrawn_at IS NOT NULL
  UNION SELECT * FROM unnest($3::text[], $4::text[]))
INSERT INTO objection (id, mark, channel, purpose, kept_at)
SELECT gen_random_uuid(), {OF_IDENTITY}, w.channel, w.purpose, $2 FROM identity i CROSS JOIN unwanted w
WHERE i.customer_id = ANY($1::uuid[]) AND NOT EXISTS (
  SELECT FROM said s WHERE (s.identity_id, s.channel, s.purpose) = (i.id, w.channel, w.purpose)
  AND s.withdrawn_at IS NULL AND NOT (w.channel, w.purpose) IN (SELECT * FROM unnest($3::text[], $4::text[])))
ON CONFLICT (mark, channel, purpose) DO NOTHING"""
_FORGET: Final = f"""
DELETE FROM objection o USING identity i
WHERE i.id = $1 AND o.mark = {OF_IDENTITY} AND (o.channel, o.purpose) = ($2, $3)"""


async def suppress_addresses(customers: Sequence[UUID], also: Sequence[tuple[str, str]] = ()) -> None:
    """Keep what the family of a customer who is about to be erased has objected to, in the running transaction.

    `also`: pairs of channel and purpose that he objects to now, whatever he permitted before.
    """
    channels, purposes = [channel for channel, _ in also], [purpose for _, purpose in also]
    await DB.execute(_KEEP, list(customers), clock.now(), channels, purposes)


async def release_address(identity_id: UUID, channel: str, purpose: str) -> None:
    """Somebody with this identity has permitted it again, in the running transaction."""
    await DB.execute(_FORGET, identity_id, channel, purpose)
