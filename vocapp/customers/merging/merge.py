"""Merges two customers that are one person: one row points to the other, and no foreign key is rewritten.

Rows keep the customer that they were recorded with, also what comes after the merge: contacts, invitations, cases and
opt-outs. So a merge can be undone exactly. To read about a person, read the whole family: the root, and all customers
that point to it over any number of steps.
"""

from collections.abc import Iterable
from uuid import UUID

from vocapp import clock
from vocapp.audit.record import record
from vocapp.customers.merging.merged_family import family_sql, roots_sql
from vocapp.customers.merging.possible_duplicates import dismiss_duplicates
from vocapp.database import DB
from vocapp.faults import Fault, FaultError
from vocapp.http.access import Actor

ROOTS = f"WITH RECURSIVE {roots_sql('$1::uuid[]')} SELECT start, id FROM root"  # noqa: S608
FAMILY = f"WITH RECURSIVE {family_sql('ARRAY[$1::uuid]')} SELECT id FROM family"  # noqa: S608
LOCK = "SELECT id, is_test FROM customer WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE"
POINT = "UPDATE customer SET merged_into = $2, updated_at = $3 WHERE id = $1"
POINTED = "SELECT merged_into FROM customer WHERE id = $1 FOR UPDATE"


class MergeError(FaultError):
    """Two customers cannot be merged."""


async def roots_of(customers: Iterable[UUID]) -> dict[UUID, UUID]:
    """The root of each of `customers`; unknown ones are left out."""
    rows = await DB.fetch(ROOTS, list(customers))
    return {row["start"]: row["id"] for row in rows}


async def root_of(customer: UUID) -> UUID:
    """The root of `customer`: the customer that stands for it now, itself if it was never merged.

    KeyError if unknown.
    """
    return (await roots_of([customer]))[customer]


async def family_of(customer: UUID) -> list[UUID]:
    """The root of `customer` and all who were merged into it, the root first; empty if unknown."""
    return [row["id"] for row in await DB.fetch(FAMILY, customer)]


async def merge(loser: UUID, winner: UUID, *, actor: Actor) -> UUID:
    """Merges `loser`, with all who were merged into it, into `winner`. Returns the root that stands for both. A repeat
    does nothing.

    Raises MergeError for an unknown customer, for a live one with a test one, and if the merge would close a ring.
    """
    async with DB.transaction():
        # Locks both roots, in the order of their ids, and reads them again, so that two merges at once close no ring.
        before = await _both(loser, winner)
        locked = await DB.fetch(LOCK, list(before))
        source, target = await _both(loser, winner)
        if loser in (target, winner):
            raise MergeError(Fault.of("merge.ring"))
        if source == target:
            return target
        if (source, target) != before:
            raise MergeError(Fault.of("merge.changed"))
        if len({row["is_test"] for row in locked}) > 1:
            raise MergeError(Fault.of("merge.test_and_live"))
        await DB.execute(POINT, source, target, clock.now())
        await record(actor, "customer.merged", "customer", target, loser=str(source), named=[str(loser), str(winner)])
    return target


async def undo_merge(customer: UUID, *, actor: Actor) -> UUID:
    """Separates `customer`, with all who were merged into it, from the one it was merged into. Returns that one.

    Raises MergeError for a customer who is not merged into another.
    """
    async with DB.transaction():
        other: UUID | None = await DB.fetch_value(POINTED, customer)
        if other is None:
            raise MergeError(Fault.of("merge.not_merged"))
        await DB.execute(POINT, customer, None, clock.now())
        await dismiss_duplicates(await family_of(customer), await family_of(other), actor)
        await record(actor, "customer.separated", "customer", customer, other=str(other))
    return other


async def _both(loser: UUID, winner: UUID) -> tuple[UUID, UUID]:
    roots = await roots_of((loser, winner))
    for customer in (loser, winner):
        if customer not in roots:
            raise MergeError(Fault.of("merge.unknown_customer", customer=str(customer)))
    return roots[loser], roots[winner]
