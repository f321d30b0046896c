"""Suppression list: hashed addresses of erased customers who had opted out, so that they are not invited again.

It has no name and no address. A hash is the SHA-256 of an identity. Readers of the database can test an address that
they already know, and only learn that its holder wanted no mails.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.database import DB

ADDRESS_HASH: Final = "sha256(convert_to(concat_ws(' ', {test}, {of}.kind, {of}.value), 'UTF8'))"
"""The SQL of a hash; `of` has kind and value, `test` says whether it is a test identity."""
OF_IDENTITY: Final = ADDRESS_HASH.format(test="i.is_test::text", of="i")

# The opt-out counts for every identity; but an address with a permission of its own stays permitted.
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
ON CONFLICT (mark, channel, purpose) DO NOTHING"""  # noqa: S608
_FORGET: Final = f"""
DELETE FROM objection o USING identity i
WHERE i.id = $1 AND o.mark = {OF_IDENTITY} AND (o.channel, o.purpose) = ($2, $3)"""  # noqa: S608


async def suppress_addresses(customers: Sequence[UUID], also: Sequence[tuple[str, str]] = ()) -> None:
    """Adds the opt-outs of the family of a customer who is about to be erased, in the running transaction.

    `also`: pairs of channel and purpose that the customer refuses now, whatever they permitted before.
    """
    channels, purposes = [channel for channel, _ in also], [purpose for _, purpose in also]
    await DB.execute(_KEEP, list(customers), clock.now(), channels, purposes)


async def release_address(identity_id: UUID, channel: str, purpose: str) -> None:
    """Removes an identity that has given permission again, in the running transaction."""
    await DB.execute(_FORGET, identity_id, channel, purpose)
