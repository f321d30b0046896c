"""Erases a customer: each package anonymises its own data in one transaction; scores and counts stay.

Work in progress at that moment (a comment being analysed, a mail being sent) may still write personal data. The stage
`erase` therefore erases again after 15 minutes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from vocapp import clock
from vocapp.audit.record import record
from vocapp.customers.merging.merge import family_of, root_of
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
SEARCHED: Final = (
    "every record of the customer, by id",
    "files of contacts, by address, number and full name; packed ones are emptied unread",
    "mails about no message, by address",
)
"""What an erasure looks through; it is part of the receipt."""
NOT_SEARCHED: Final = (
    "what others wrote: their comments, notes in their cases, examples of themes",
    "backups, delivered mails and downloaded files",
    "other systems",
)
"""Where the customer may still be named; it is part of the receipt."""
REASONS: Final = ("request", OBJECTION, "retention", "mistake")
_SCOPE: Final = {"searched": SEARCHED, "not_searched": NOT_SEARCHED}
_LOCK: Final = "SELECT id FROM customer WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE"
# An address that somebody else holds as well does not tell whose a row of a file, or a mail, is.
_ADDRESSES: Final = """
SELECT DISTINCT value FROM (
  SELECT kind, value, is_test FROM identity WHERE customer_id = ANY($1::uuid[])
  UNION SELECT 'email', address, is_test FROM message WHERE customer_id = ANY($1::uuid[]) AND address <> '') AS known
WHERE NOT EXISTS (SELECT FROM identity o WHERE (o.kind, o.value, o.is_test) = (known.kind, known.value, known.is_test)
  AND o.customer_id <> ALL($1::uuid[]))"""
_NAMES: Final = "SELECT DISTINCT name FROM customer WHERE id = ANY($1::uuid[]) AND name IS NOT NULL"
_RECEIPTS: Final = """
SELECT e.at, e.actor, e.detail, u.name FROM event e
LEFT JOIN staff_user u ON u.id = CASE WHEN starts_with(e.actor, 'user:') THEN substr(e.actor, 6)::uuid END
WHERE e.subject_id = $1 AND e.action = $2 ORDER BY e.id DESC"""


@dataclass(frozen=True)
class ErasureReceipt:
    """The receipt of an erasure: when, by whom and why, and what was changed; `name` is the present name of a user."""

    at: datetime
    actor: str
    name: str | None
    reason: str
    changed: dict[str, int]


class _PreviewRollbackError(Exception):
    """Rolls the transaction of a preview back."""


async def erase(registry: Registry, actor: Actor, customer: UUID, reason: str) -> Mapping[str, int]:
    """Erases the customer and all customers merged into them. Returns the number of changed rows by kind.

    `reason` is one of REASONS. Repeating it changes nothing and returns no counts. KeyError for an unknown customer.
    """
    async with DB.transaction():
        if reason == OBJECTION:
            await suppress_addresses(await family_of(customer), [(WritingChannel.EMAIL, Purpose.SURVEY)])
        family, counts = await _erase_family(registry, customer)
        await record(actor, ACTION, "customer", family[0], reason=reason, changed=_format_counts(counts), **_SCOPE)
        await enqueue(STAGE, *family, not_before=clock.now() + AGAIN)
    return counts


async def preview(registry: Registry, customer: UUID) -> Mapping[str, int]:
    """The counts that `erase` would return: it is run and rolled back. KeyError for an unknown customer."""
    counts: Mapping[str, int] = {}
    try:
        async with DB.transaction():
            _, counts = await _erase_family(registry, customer)
            raise _PreviewRollbackError
    except _PreviewRollbackError:
        pass
    return counts


async def exists(customer: UUID) -> bool:
    """Whether the customer exists, erased or not."""
    return bool(await family_of(customer))


async def list_receipts(customer: UUID) -> list[ErasureReceipt]:
    """The receipts of the customer's erasures, newest first."""
    family = await family_of(customer)
    rows = await DB.fetch(_RECEIPTS, str(family[0]), ACTION) if family else []
    return [ErasureReceipt(row["at"], row["actor"], row["name"], *_reason_and_counts(row["detail"])) for row in rows]


class EraseStage:
    """The stage `erase`: erases again what was in progress during the first run."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def __call__(self, customer: UUID) -> None:
        """Erases this record again, and nobody who was merged with it since.

        It writes a receipt only if something was left.
        """
        async with DB.transaction():
            counts = await _run_erasers(self._registry, [customer])
            if counts:
                detail = {"reason": "again", "changed": _format_counts(counts)}
                await record(Actor(kind="vocapp"), ACTION, "customer", await root_of(customer), **detail)


async def _erase_family(registry: Registry, customer: UUID) -> tuple[Sequence[UUID], Mapping[str, int]]:
    family = await family_of(customer)
    if not family:
        raise KeyError(customer)
    return family, await _run_erasers(registry, family)


async def _run_erasers(registry: Registry, family: Sequence[UUID]) -> Mapping[str, int]:
    await DB.execute(_LOCK, family)
    addresses = [row["value"] for row in await DB.fetch(_ADDRESSES, family)]
    names = [row["name"] for row in await DB.fetch(_NAMES, family)]
    counts: Counter[str] = Counter()
    for feature in reversed(registry.features):
        for eraser in feature.erasers:
            counts.update(await eraser(ErasedCustomer(family, addresses, names)))
    return {kind: n for kind, n in sorted(counts.items()) if n}


def _format_counts(counts: Mapping[str, Any]) -> list[str]:
    return [f"{kind} {n}" for kind, n in counts.items()]


def _reason_and_counts(stored: str) -> tuple[str, dict[str, int]]:
    detail = from_json(stored)
    pairs = (one.rpartition(" ") for one in detail["changed"])
    return detail["reason"], {kind: int(n) for kind, _, n in pairs}
