"""Suppression list: marks of addresses of erased customers who had opted out, so that they are not invited again.

It has no name and no address, see `address_marks`. An erased customer who has not opted out has marks too if a mail
with an opt-out link may be on its way to them or in their mailbox: `erased_mark` is no suppression, and becomes one
when they use the link or reply STOP.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from vocapp import clock
from vocapp.customers.address_marks import MARKS, MarkedAddress, marked_as
from vocapp.customers.types import Purpose
from vocapp.database import DB

# The mark of an address that somebody else holds as well would silence them: it is made with the holder's name.
_HELD_BY_OTHERS: Final = """
i.shared AND EXISTS (SELECT FROM identity o WHERE (o.kind, o.value, o.is_test) = (i.kind, i.value, i.is_test)
  AND o.customer_id <> ALL($1::uuid[]))"""
# The opt-out counts for every identity; but an address for which the customer lifted it later stays permitted. A postal
# address is that of a whole household, whose others have not opted out of mails.
_OBJECTED: Final = f"""
WITH recorded AS (
  SELECT p.* FROM permission p JOIN identity i ON i.id = p.identity_id WHERE i.customer_id = ANY($1::uuid[])),
unwanted AS (
  SELECT channel, purpose, max(withdrawn_at) AS at, false AS is_refused_now FROM recorded
  WHERE withdrawn_at IS NOT NULL GROUP BY channel, purpose
  UNION SELECT *, false FROM unnest($4::text[], $5::text[], $6::timestamptz[])
  UNION SELECT channel, purpose, NULL, true FROM unnest($2::text[], $3::text[]) AS now(channel, purpose))
SELECT DISTINCT i.kind, i.value, i.is_test, {_HELD_BY_OTHERS} AS is_shared, c.name, w.channel, w.purpose
FROM identity i JOIN customer c ON c.id = i.customer_id CROSS JOIN unwanted w
WHERE i.customer_id = ANY($1::uuid[]) AND (i.kind <> 'postal' OR w.channel = 'letter')
AND (w.is_refused_now OR NOT EXISTS (
  SELECT FROM recorded r WHERE (r.identity_id, r.channel, r.purpose) = (i.id, w.channel, w.purpose)
  AND r.withdrawn_at IS NULL AND r.lifted_at >= w.at))"""  # noqa: S608
_KEEP: Final = """
INSERT INTO objection (id, mark, key_id, channel, purpose, kept_at)
SELECT gen_random_uuid(), mark, $1, channel, purpose, $2 FROM unnest($3::bytea[], $4::text[], $5::text[])
  AS kept(mark, channel, purpose)
ON CONFLICT (mark, channel, purpose) DO NOTHING"""
_IDENTITIES: Final = f"""
SELECT i.kind, i.value, i.is_test, {_HELD_BY_OTHERS} AS is_shared, c.name
FROM identity i JOIN customer c ON c.id = i.customer_id WHERE i.customer_id = ANY($1::uuid[])"""  # noqa: S608
_PERSONAL: Final = f"{_IDENTITIES} AND i.kind <> 'postal'"
# Only mails with an opt-out link can be answered after the erasure.
_WAS_INVITED: Final = "SELECT EXISTS (SELECT FROM message WHERE customer_id = ANY($1::uuid[]) AND kind = 'invitation')"
_KEEP_ERASED: Final = """
INSERT INTO erased_mark (id, customer_id, mark, key_id, erased_at)
SELECT gen_random_uuid(), $1, mark, $2, $3 FROM unnest($4::bytea[]) AS kept(mark)
ON CONFLICT (customer_id, mark) DO NOTHING"""
_OBJECT: Final = """
INSERT INTO objection (id, mark, key_id, channel, purpose, kept_at)
SELECT gen_random_uuid(), e.mark, min(e.key_id), $2, $3, $4 FROM erased_mark e WHERE e.customer_id = ANY($1::uuid[])
GROUP BY e.mark
ON CONFLICT (mark, channel, purpose) DO UPDATE SET kept_at = greatest(objection.kept_at, excluded.kept_at)"""
_HAS_OBJECTED: Final = """
SELECT EXISTS (SELECT FROM erased_mark e JOIN objection o ON o.mark = e.mark
  WHERE e.customer_id = ANY($1::uuid[]) AND (o.channel, o.purpose) = ($2, $3))"""
_MARKED: Final = """
SELECT mark, channel, purpose, kept_at FROM objection WHERE mark = ANY($1::bytea[]) AND purpose = ANY($2::text[])"""
_IDENTITY: Final = """
SELECT i.kind, i.value, i.is_test, c.name FROM identity i JOIN customer c ON c.id = i.customer_id WHERE i.id = $1"""
_FORGET: Final = "DELETE FROM objection WHERE mark = ANY($1::bytea[]) AND (channel, purpose) = ($2, $3)"
_KEYS: Final = """
SELECT key_id, sum(n)::int AS n FROM (
  SELECT key_id, count(*) AS n FROM objection WHERE key_id IS NOT NULL GROUP BY key_id
  UNION ALL SELECT key_id, count(*) FROM erased_mark GROUP BY key_id) AS counted GROUP BY key_id ORDER BY key_id"""


async def suppress_addresses(customers: Sequence[UUID], also: Sequence[tuple[str, str]] = ()) -> None:
    """Adds the opt-outs of the family of a customer who is about to be erased, in the running transaction.

    `also`: pairs of channel and purpose that the customer refuses now, whatever they permitted before.
    """
    addresses = [one for row in await DB.fetch(_IDENTITIES, list(customers)) for one in _recognised(row)]
    known = [(channel, purpose, at) for (_, channel, purpose), at in (await find_suppressed(addresses)).items()]
    refused = _columns(also, 2) + _columns(known, 3)
    rows = await DB.fetch(_OBJECTED, list(customers), *refused)
    unwanted = [(MARKS.new_mark(one), row["channel"], row["purpose"]) for row in rows for one in _to_mark(row)]
    await DB.execute(_KEEP, MARKS.keys.current, clock.now(), *_columns(unwanted, 3))


async def keep_erased_marks(customers: Sequence[UUID]) -> None:
    """Keeps marks of a customer who is about to be erased and may still answer a mail with an opt-out link."""
    if not await DB.fetch_value(_WAS_INVITED, list(customers)):
        return
    rows = await DB.fetch(_PERSONAL, list(customers))
    marks = [MARKS.new_mark(address) for row in rows for address in _to_mark(row)]
    await DB.execute(_KEEP_ERASED, customers[0], MARKS.keys.current, clock.now(), marks)


async def suppress_erased(customers: Sequence[UUID], channel: str, purpose: str) -> None:
    """Adds every address that an erased customer had: they opted out after the erasure. In the running transaction."""
    await DB.execute(_OBJECT, list(customers), channel, purpose, clock.now())


async def is_suppressed_after_erasure(customers: Sequence[UUID], channel: str, purpose: str) -> bool:
    """Whether an erased customer is on the list."""
    return bool(await DB.fetch_value(_HAS_OBJECTED, list(customers), channel, purpose))


async def find_suppressed(
    addresses: Iterable[MarkedAddress], purposes: Collection[str] = tuple(Purpose)
) -> Mapping[tuple[MarkedAddress, str, str], datetime]:
    """Which of `addresses` are on the list, for which channel and purpose, and since when."""
    marked = MARKS.possible_marks_of(addresses)
    rows = await DB.fetch(_MARKED, list(marked), list(purposes))
    found: dict[tuple[MarkedAddress, str, str], datetime] = {}
    for row in rows:
        key = (marked[row["mark"]], row["channel"], row["purpose"])
        found[key] = max(row["kept_at"], found.get(key, row["kept_at"]))
    return found


def _recognised(row: asyncpg.Record) -> list[MarkedAddress]:
    """What an identity is recognised by; with the holder's name only, if others have it as well."""
    alone, *among_others = marked_as(row["kind"], row["value"], row["is_test"], row["name"])
    return among_others if row["is_shared"] else [alone, *among_others]


def _to_mark(row: asyncpg.Record) -> list[MarkedAddress]:
    """What is marked of an identity; nothing if others have it and its holder has no name."""
    return _recognised(row)[:1]


def _columns(rows: Sequence[Sequence[object]], number: int) -> list[list[object]]:
    return [[row[column] for row in rows] for column in range(number)]


async def release_address(identity_id: UUID, channel: str, purpose: str) -> None:
    """Removes an identity that has given permission again, in the running transaction."""
    if row := await DB.fetch_one(_IDENTITY, identity_id):
        await DB.execute(_FORGET, list(MARKS.possible_marks_of(marked_as(*row))), channel, purpose)


async def marks_without_key() -> Mapping[str, int]:
    """How many marks were made with each key that is not in the key file; they recognise nobody."""
    rows = await DB.fetch(_KEYS)
    return {row["key_id"]: row["n"] for row in rows if row["key_id"] not in MARKS.keys.keys}
