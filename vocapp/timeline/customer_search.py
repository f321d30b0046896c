"""Search for customers: by an identity in any spelling or a part of one, by ticket or order, by words of the name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from vocapp.catalogue import published
from vocapp.customers.merging.merge import family_of, roots_of
from vocapp.customers.merging.merged_family import family_sql
from vocapp.customers.normalise_identity import IdentityError, normalise_identity
from vocapp.customers.tables import ADDRESS_WORDS, NAME_WORDS
from vocapp.customers.types import IdentityKind
from vocapp.database import DB
from vocapp.database.search_words import address_query, name_query, number_end
from vocapp.http.access import Actor, visible

SIZE: Final = 50
LONGEST: Final = 200

# The customer, with what distinguishes them from others of the same name.
ROW: Final = """
SELECT customer.id, customer.name, customer.lifecycle, customer.is_test,
  (SELECT string_agg(i.value, ', ' ORDER BY i.id) FROM identity i
   WHERE i.customer_id = customer.id AND i.kind IN ('email', 'phone')) AS known_as,
  last.id AS contact_id, last.channel, last.touchpoint, last.ended_at
FROM customer LEFT JOIN LATERAL (
  SELECT c.id, c.channel, c.touchpoint, c.ended_at FROM contact c
  WHERE c.customer_id = customer.id ORDER BY c.ended_at DESC LIMIT 1) last ON true"""
NEWEST: Final = (
    ROW
    + """
WHERE {conditions} ORDER BY customer.id DESC LIMIT {limit}"""
)
THESE: Final = ROW + " WHERE customer.id = ANY($1::uuid[]) ORDER BY array_position($1::uuid[], customer.id)"
# A customer is visible by any contact of any record of the family.
SEEN: Final = f"""
WITH RECURSIVE {family_sql("$1::uuid[]")}
SELECT DISTINCT family.root FROM family JOIN customer ON customer.id = family.id WHERE {{visible}}"""  # noqa: S608
HITS: Final = f"""
SELECT id, min(rank) AS rank FROM (
  SELECT i.customer_id AS id, 1 AS rank FROM identity i JOIN unnest($1::text[], $2::text[]) AS known(kind, value)
    ON i.kind = known.kind AND i.value = known.value
  UNION ALL (SELECT customer_id, 2 FROM contact WHERE issue = $3 LIMIT 200)
  UNION ALL (SELECT customer_id, 2 FROM contact WHERE external_id = $3 LIMIT 200)
  UNION ALL (SELECT id, 3 FROM customer
    WHERE $4 <> '' AND {NAME_WORDS} @@ to_tsquery('simple', $4) ORDER BY id DESC LIMIT 200)
  UNION ALL (SELECT customer_id, 4 FROM identity
    WHERE $5 <> '' AND kind = 'email' AND {ADDRESS_WORDS} @@ to_tsquery('simple', $5) ORDER BY id DESC LIMIT 200)
  UNION ALL (SELECT customer_id, 4 FROM identity
    WHERE $6 <> '' AND kind = 'phone' AND reverse(value) LIKE $6 ORDER BY id DESC LIMIT 200)
) hit GROUP BY id ORDER BY rank, id DESC LIMIT 200"""  # noqa: S608 -- the words are constants of this program


@dataclass(frozen=True)
class CustomerSummary:
    """A customer in a list, with their addresses and their last contact (None without one)."""

    id: UUID
    name: str | None
    lifecycle: str | None
    is_test: bool
    known_as: str | None
    contact_id: UUID | None
    channel: str | None
    touchpoint: str | None
    ended_at: datetime | None


class SearchTerms(NamedTuple):
    """The meanings of a search text: identities as they are stored, a ticket or order, the words of a name, the parts
    of an e-mail address, and the end of a phone number.
    """

    identities: list[tuple[str, str]]
    ticket: str
    name: str
    address: str
    number: str


def search_terms(text: str, country: str | None) -> SearchTerms:
    """The meanings of `text`; `country` (ISO 3166) is the country of a phone number without a country code."""
    text = text.strip()[:LONGEST]
    identities = []
    for kind in IdentityKind:
        try:
            identities.append((kind.value, normalise_identity(kind, text, country)))
        except IdentityError:
            continue
    return SearchTerms(identities, text, name_query(text), address_query(text), number_end(text))


async def search_customers(actor: Actor, text: str) -> list[CustomerSummary]:
    """At most SIZE customers that match `text` and that `actor` may see, the best match first."""
    sought = search_terms(text, await _country())
    kinds, values = [k for k, _ in sought.identities], [v for _, v in sought.identities]
    hits = [row["id"] for row in await DB.fetch(HITS, kinds, values, *sought[1:])]
    roots = await roots_of(hits)
    order = list(dict.fromkeys(roots[hit] for hit in hits))
    mine = await visible_customers(actor, order)
    return await load_summaries([root for root in order if root in mine][:SIZE])


async def load_summaries(customers: list[UUID]) -> list[CustomerSummary]:
    """These customers, in this order; each with the addresses of their own record only."""
    return [CustomerSummary(**row) for row in await DB.fetch(THESE, customers)]


async def visible_customers(actor: Actor, roots: list[UUID]) -> set[UUID]:
    """The customers among `roots` (none merged into another) that `actor` may see."""
    seen = visible(actor, "customer", first=2)
    return {row["root"] for row in await DB.fetch(SEEN.format(visible=seen.sql), roots, *seen.values)}


async def visible_family(actor: Actor, customer: UUID) -> list[UUID]:
    """The records of the customer, the root first; empty where there is none or `actor` may not see them."""
    family = await family_of(customer)
    return family if family and await visible_customers(actor, family[:1]) else []


async def newest_customers(actor: Actor, after: UUID | None) -> list[CustomerSummary]:
    """At most SIZE + 1 customers that `actor` may see, newest first, older than `after`."""
    where = visible(actor, "customer").add("customer.merged_into IS NULL").add_given([("customer.id < ?", after)])
    rows = await DB.fetch(NEWEST.format(conditions=where.sql, limit=SIZE + 1), *where.values)
    return [CustomerSummary(**row) for row in rows]


async def find_customer(actor: Actor, kind: IdentityKind, value: str) -> UUID | None:
    """The customer of an identity whom `actor` may see, None if several share it.

    Raises IdentityError for one that cannot be read.
    """
    known = normalise_identity(kind, value, await _country())
    holder = await DB.fetch_value(
        "SELECT customer_id FROM identity WHERE kind = $1 AND value = $2 AND NOT shared ORDER BY is_test LIMIT 1",
        kind.value,
        known,
    )
    root = (await roots_of([holder]))[holder] if holder else None
    return root if root and await visible_customers(actor, [root]) else None


async def _country() -> str | None:
    """The company's country, for phone numbers without a country code; None before anything is published."""
    try:
        return (await published.company()).country
    except published.NotPublishedError:
        return None
