"""Erasure in invitations: they stay as rows without personal data, and their links no longer work."""

from collections.abc import Mapping
from typing import Final

from vocapp import clock
from vocapp.database import DB
from vocapp.feature import ErasedCustomer

# Facts that identify nobody stay, since rules and mails may still read them.
_INVITATIONS: Final = """
UPDATE invitation SET facts = (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(facts)
    WHERE key IN ('contact.channel', 'contact.touchpoint', 'contact.line_of_business')),
  expires_at = least(expires_at, $2), erased_at = coalesce(erased_at, $2)
WHERE customer_id = ANY($1::uuid[]) AND (expires_at > $2 OR erased_at IS NULL OR EXISTS (
    SELECT FROM jsonb_object_keys(facts) AS key
    WHERE key NOT IN ('contact.channel', 'contact.touchpoint', 'contact.line_of_business')))"""


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """Removes the facts about customer and contact from the customer's invitations."""
    return {"asks": await DB.execute(_INVITATIONS, list(erased.customers), clock.now())}
