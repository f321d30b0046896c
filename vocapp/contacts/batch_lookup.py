"""Rows that a batch refers to: contacts, identities, units, lines of business and brands, read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from uuid import UUID

import msgspec

from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.match_customer import CROWD, IdentityHolder
from vocapp.contacts.validate_contact import IdentityKey, ValidContact
from vocapp.customers.merging.merged_family import roots_sql
from vocapp.customers.types import IdentityKind
from vocapp.database import DB
from vocapp.faults import Fault

LISTED = 20

# Of a shared identity no more holders than a crowd are read. The unknown person comes first.
LOOK_UP = f"""
WITH RECURSIVE wanted AS (SELECT * FROM unnest($4::text[], $5::text[]) AS n(kind, value)),
sole AS (
  SELECT i.kind, i.value, i.id, i.customer_id, i.shared FROM wanted n
  JOIN identity i ON i.kind = n.kind AND i.value = n.value AND i.is_test = $1),
held AS (
  SELECT *, false AS nobody FROM sole WHERE NOT shared
  UNION ALL SELECT n.kind, n.value, h.* FROM (SELECT DISTINCT kind, value FROM sole WHERE shared) n
  CROSS JOIN LATERAL (
    SELECT i.id, i.customer_id, true, c.name IS NULL AND NOT EXISTS (
      SELECT FROM identity own WHERE own.customer_id = c.id AND NOT own.shared) AS nobody
    FROM identity i JOIN customer c ON c.id = i.customer_id
    WHERE i.kind = n.kind AND i.value = n.value AND i.is_test = $1 AND i.shared
    ORDER BY nobody DESC, i.id LIMIT {CROWD + 1}) h),
{roots_sql("ARRAY(SELECT customer_id FROM held)")}
SELECT 'identity' AS what, held.kind AS a, held.value AS b, held.id, held.customer_id, root.id AS root,
  NULL::bytea AS digest, coalesce(c.name, r.name) AS name, held.shared, held.nobody
FROM held JOIN root ON root.start = held.customer_id JOIN customer c ON c.id = held.customer_id
JOIN customer r ON r.id = root.id
UNION ALL
SELECT 'contact', c.source, c.external_id, c.id, NULL, NULL, c.payload_digest, NULL, NULL, NULL
FROM unnest($2::text[], $3::text[]) AS k(source, external_id)
JOIN contact c ON c.source = k.source AND c.external_id = k.external_id AND c.is_test = $1
UNION ALL SELECT 'unit', slug, '', id, NULL, NULL, NULL, NULL, NULL, NULL
FROM unit WHERE slug = ANY($6::text[])
UNION ALL SELECT 'line', slug, '', id, NULL, NULL, NULL, NULL, NULL, NULL
FROM line_of_business WHERE slug = ANY($7::text[])
UNION ALL SELECT 'brand', slug, '', id, NULL, NULL, NULL, NULL, NULL, NULL
FROM brand WHERE current AND slug = ANY($8::text[])"""  # noqa: S608
ALL_SLUGS = {
    "unit": "SELECT slug FROM unit ORDER BY slug",
    "line": "SELECT slug FROM line_of_business ORDER BY slug",
    "brand": "SELECT slug FROM brand WHERE current ORDER BY slug",
}


@dataclass(slots=True)
class ExistingRecords:
    """The records of the database that a batch names."""

    contacts: dict[tuple[str, str], tuple[UUID, bytes]] = field(default_factory=dict)
    identities: dict[IdentityKey, tuple[IdentityHolder, ...]] = field(default_factory=dict)
    slugs: dict[str, dict[str, UUID]] = field(default_factory=lambda: {"unit": {}, "line": {}, "brand": {}})
    listed: dict[str, list[str]] = field(default_factory=dict)


async def find_existing(batch: Sequence[ValidContact], *, is_test: bool) -> ExistingRecords:
    """The existing records that `batch` names, among test data or among live data."""
    keys = [(c.event.source, c.event.external_id) for c in batch]
    identities = list({identity for c in batch for identity in c.identities})
    rows = await DB.fetch(
        LOOK_UP,
        is_test,
        [source for source, _ in keys],
        [external_id for _, external_id in keys],
        [kind for kind, _ in identities],
        [value for _, value in identities],
        list({unit for c in batch for unit in (c.unit, *c.other_units) if unit}),
        list({c.event.line_of_business for c in batch if c.event.line_of_business}),
        list({c.event.brand for c in batch if c.event.brand}),
    )
    found = ExistingRecords()
    for what, a, b, row_id, customer_id, root, digest, name, shared, nobody in rows:
        if what == "contact":
            found.contacts[a, b] = (row_id, digest)
        elif what == "identity":
            holder = IdentityHolder(row_id, customer_id, root, name, shared, nobody)
            key = (IdentityKind(a), b)
            found.identities[key] = (*found.identities.get(key, ()), holder)
        else:
            found.slugs[what][a] = row_id
    return found


async def without_unknown_slugs(contact: ValidContact, found: ExistingRecords) -> ValidContact:
    """The contact without the units, the line of business and the brand that do not exist: each is set aside."""
    unknown = [named for named in _named(contact) if named[2] not in found.slugs[named[0]]]
    if not unknown:
        return contact
    odd = ContactFaults(contact.odd)
    for what, name, value in unknown:
        odd.set_aside(name, value, await _unknown_slug(what, value, found))
    gone: dict[str, None] = {name: None for _, name, _ in unknown if name in ("unit", "line_of_business", "brand")}
    units = found.slugs["unit"]
    return replace(
        contact,
        event=msgspec.structs.replace(contact.event, **gone),
        unit=contact.unit if contact.unit in units else None,
        other_units=tuple(unit for unit in contact.other_units if unit in units),
        odd=tuple(odd),
    )


def _named(contact: ValidContact) -> list[tuple[str, str, str]]:
    """(table, field, slug) of everything that `contact` names."""
    event = contact.event
    named = [("unit", f"handlers[{n}].unit", h.unit) for n, h in enumerate(event.handlers)]
    named += [("unit", "unit", event.unit), ("line", "line_of_business", event.line_of_business)]
    named += [("brand", "brand", event.brand)]
    return [(what, name, value) for what, name, value in named if value]


async def _unknown_slug(what: str, value: str, found: ExistingRecords) -> Fault:
    if what not in found.listed:
        found.listed[what] = [row["slug"] for row in await DB.fetch(ALL_SLUGS[what])]
    known = found.listed[what]
    near = get_close_matches(value, known, n=3)
    listed = ", ".join(dict.fromkeys((*near, *known[:LISTED])))
    more = f", … (+{len(known) - LISTED})" if len(known) > LISTED else ""
    match what:
        case "unit":
            return Fault.of("unit.unknown", known=listed + more) if known else Fault.of("unit.none_yet")
        case "line":
            return Fault.of("line.unknown", known=listed + more) if known else Fault.of("line.none_yet")
    return Fault.of("brand.unknown", known=listed + more) if known else Fault.of("brand.none_yet")
