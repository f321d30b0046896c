"""Erasing a customer: every room takes out who he is and what he said, in one transaction; what counts stays.

What is on its way at that moment (a comment that is being read, a mail that is leaving) may write a last word. So the
stage `erase` goes over it again after a quarter of an hour.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from vocapp import clock
from vocapp.audit.record import record
from vocapp.customers.merge import family_of
from vocapp.customers.suppression_list import suppress_addresses
from vocapp.customers.types import Purpose, WritingChannel
from vocapp.database import DB, from_json
from vocapp.database.jobs import enqueue
from vocapp.feature import ErasedCustomer, Registry
from vocapp.http.access import Actor

STAGE: Final = "erase"
ACTION: Final = "customer.erased"
AGAIN: Final = timedelta(minutes=15)
OBJECTION: Final = "objection"
REASONS: Final = ("request", OBJECTION, "retention", "mistake")
_LOCK: Final = "SELECT id FROM customer WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE"
_ADDRESSES: Final = """
SELECT value FROM identity WHERE customer_id = ANY($1::uuid[])
UNION SELECT address FROM message WHERE customer_id = ANY($1::uuid[]) AND address <> ''"""
_RECEIPTS: Final = """
SELECT e.at, e.actor, e.detail, u.name FROM event e
LEFT JOIN staff_user u ON u.id = CASE WHEN starts_with(e.actor, 'user:') THEN substr(e.actor, 6)::uuid END
WHERE e.subject_id = $1 AND e.action = $2 ORDER BY e.id DESC"""


class _PreviewRollbackError(Exception):
    """Ends the transaction of a preview."""


async def erase(registry: Registry, actor: Actor, customer: UUID, reason: str) -> Mapping[str, int]:
    """Erase the customer with all who were merged into him; how many rows of each kind were changed.

    `reason` is one of REASONS. A repeat changes nothing and says so. KeyError for an unknown customer.
    """
    async with DB.transaction():
        if reason == OBJECTION:
            await suppress_addresses(await family_of(customer), [(WritingChannel.EMAIL, Purpose.SURVEY)])
        root, counts = await _run_erasers(registry, customer)
        await record(actor, ACTION, "customer", root, reason=reason, changed=_format_counts(counts))
        await enqueue(STAGE, root, not_before=clock.now() + AGAIN)
    return counts


async def preview(registry: Registry, customer: UUID) -> Mapping[str, int]:
    """What erasing would change. It is done, and taken back: so it cannot differ. KeyError for an unknown customer."""
    counts: Mapping[str, int] = {}
    try:
        async with DB.transaction():
            _, counts = await _run_erasers(registry, customer)
            raise _PreviewRollbackError
    except _PreviewRollbackError:
        pass
    return counts


async def exists(customer: UUID) -> bool:
    """Whether there is such a customer, erased or not."""
    return bool(await family_of(customer))


async def list_receipts(customer: UUID) -> list[asyncpg.Record]:
    """When, by whom and why the customer was erased, the newest first."""
    family = await family_of(customer)
    return await DB.fetch(_RECEIPTS, str(family[0]), ACTION) if family else []


class EraseStage:
    """Stage `erase`: once more, for what was under way."""

    def __init__(self, registry: Registry) -> None:
        self._house = registry

    async def __call__(self, customer: UUID) -> None:
        """Erase again; it is written down only where something had been left."""
        async with DB.transaction():
            root, counts = await _run_erasers(self._house, customer)
            if counts:
                await record(
                    Actor(kind="vocapp"), ACTION, "customer", root, reason="again", changed=_format_counts(counts)
                )


async def _run_erasers(registry: Registry, customer: UUID) -> tuple[UUID, Mapping[str, int]]:
    family = await family_of(customer)
    if not family:
        raise KeyError(customer)
    await DB.execute(_LOCK, family)
    known = [row["value"] for row in await DB.fetch(_ADDRESSES, family)]
    counts: Counter[str] = Counter()
    for feature in reversed(registry.features):
        for eraser in feature.erasers:
            counts.update(await eraser(ErasedCustomer(family, known)))
    return family[0], {kind: n for kind, n in sorted(counts.items()) if n}


def _format_counts(counts: Mapping[str, Any]) -> list[str]:
    return [f"{kind} {n}" for kind, n in counts.items()]


def read_receipt(receipt: asyncpg.Record) -> tuple[str, dict[str, int]]:
    """The reason and the counts of a receipt."""
    detail = from_json(receipt["detail"])
    pairs = (one.rpartition(" ") for one in detail["changed"])
    return detail["reason"], {kind: int(n) for kind, _, n in pairs}
