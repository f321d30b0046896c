"""Asks of somebody who is erased stay as asks; their links open nothing any more."""

from collections.abc import Mapping
from typing import Final

from vocapp import clock
from vocapp.database import DB
from vocapp.feature import ErasedCustomer

# What tells nobody apart stays, since rules and mails may still read it.
_INVITATIONS: Final = """
UPDATE invitation SET facts = (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(facts)
    WHERE key IN ('contact.channel', 'contact.touchpoint', 'contact.line_of_business')),
  expires_at = least(expires_at, $2)
WHERE customer_id = ANY($1::uuid[]) AND (expires_at > $2 OR EXISTS (SELECT FROM jsonb_object_keys(facts) AS key
    WHERE key NOT IN ('contact.channel', 'contact.touchpoint', 'contact.line_of_business')))"""


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """What was known of the customer and the contact when he was asked."""
    return {"asks": await DB.execute(_INVITATIONS, list(erased.customers), clock.now())}
