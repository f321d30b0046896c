"""Erases what contacts tell about a customer. When, where, how long and with whom of us the contact was stays."""

from collections.abc import Mapping
from typing import Final

from vocapp.database import DB
from vocapp.feature import ERASED_TEXT, ErasedCustomer

_CONTACTS: Final = """
UPDATE contact SET external_id = 'erased ' || id, payload_digest = '', issue = NULL, attributes = '{}',
  identities = '[]', set_aside = '[]',
  handlers = (SELECT coalesce(jsonb_agg(h - 'path' ORDER BY n), '[]')
    FROM jsonb_array_elements(handlers) WITH ORDINALITY AS chain(h, n)),
  promises = (SELECT coalesce(jsonb_agg(p || jsonb_build_object('what', $2::text)), '[]')
    FROM jsonb_array_elements(promises) AS p)
WHERE customer_id = ANY($1::uuid[]) AND external_id <> 'erased ' || id"""


_VERSIONS: Final = """
DELETE FROM contact_version v USING contact c WHERE c.id = v.contact_id AND c.customer_id = ANY($1::uuid[])"""


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """Erases the ids of tickets, orders and events, attributes, identities, ways through a menu or a bot, and the text
    of promises (not their due times), and every earlier version.
    """
    await DB.execute(_VERSIONS, list(erased.customers))
    return {"contacts": await DB.execute(_CONTACTS, list(erased.customers), ERASED_TEXT)}
