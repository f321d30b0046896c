"""Erases a customer: the row keeps its id and nothing else, so that rows of other packages refer to nobody in
particular.

Opt-outs are kept apart from the customer, see `suppression_list`.
"""

from collections.abc import Mapping
from typing import Final

from vocapp import clock
from vocapp.customers.suppression_list import keep_erased_marks, suppress_addresses
from vocapp.database import DB
from vocapp.feature import ErasedCustomer

_CUSTOMER: Final = """
UPDATE customer SET name = NULL, language = NULL, timezone = NULL, country = NULL, lifecycle = NULL, attributes = '{}',
  updated_at = $2
WHERE id = ANY($1::uuid[])
AND (attributes <> '{}' OR coalesce(name, language, timezone, country, lifecycle) IS NOT NULL)"""
_IDENTITIES: Final = "DELETE FROM identity WHERE customer_id = ANY($1::uuid[])"
# Order, renewal, amount: what is counted stays, what leads back to the customer in other systems goes.
_OUTCOMES: Final = """
UPDATE outcome SET external_id = 'erased ' || id, payload_digest = '' WHERE customer_id = ANY($1::uuid[])
AND external_id <> 'erased ' || id"""

_PAIRS: Final = "DELETE FROM possible_duplicate WHERE first_id = ANY($1::uuid[]) OR second_id = ANY($1::uuid[])"


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """Erases names and attributes, identities with their permissions, and the ids of outcomes in other systems."""
    customers = list(erased.customers)
    await suppress_addresses(customers)
    await keep_erased_marks(customers)
    await DB.execute(_PAIRS, customers)
    return {
        "outcomes": await DB.execute(_OUTCOMES, customers),
        "identities": await DB.execute(_IDENTITIES, customers),
        "customers": await DB.execute(_CUSTOMER, customers, clock.now()),
    }
