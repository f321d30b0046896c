"""Intake: records contacts, once each, with their customers, and enqueues a decision for every new one.

An event with the same `source` and `external_id` is a repeat if it says the same; otherwise it puts the contact right
(`amend_contact`). However many requests send it at the same time, one is recorded: the unique keys of the database
decide, and the others look again.
"""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import tzinfo
from functools import partial
from typing import TypeVar
from uuid import UUID

import asyncpg

from vocapp import clock
from vocapp.catalogue import published
from vocapp.contacts.amend_contact import amend
from vocapp.contacts.batch_lookup import ExistingRecords, find_existing, without_unknown_slugs
from vocapp.contacts.event import ContactIn
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.insert_batch import insert_batch, record_conflicts
from vocapp.contacts.intake_result import IntakeResult, IntakeState
from vocapp.contacts.key_checks import find_refusal, record_refusals, without_foreign_additions
from vocapp.contacts.local_times import find_zone
from vocapp.contacts.match_customer import InsertPlan, match_customers
from vocapp.contacts.validate_contact import COMPANY_ZONE, ValidContact, validate_contact
from vocapp.database import DB
from vocapp.http.access import Actor

STAGE = "decide"
BATCH = 1000
TRIES = 8

Outcomes = dict[int, IntakeResult]
Open = list[tuple[int, ValidContact]]
Changed = list[tuple[int, UUID, ValidContact]]
T = TypeVar("T")


async def record(rows: Sequence[ContactIn], *, is_test: bool, actor: Actor) -> list[IntakeResult]:
    """Records `rows`, any number. Returns one result each, in their order. Each thousand is one transaction, and so
    is each amendment.

    A faulty row stops no other row. Call `wake("decide")` afterwards.
    """
    zone = await _company_zone(rows)
    outcomes: Outcomes = {}
    checked: Open = []
    for index, row in enumerate(rows):
        result = validate_contact(row, zone, clock.now())
        if isinstance(result, ValidContact):
            checked.append((index, result))
        else:
            outcomes[index] = rejected(result)
    for start in range(0, len(checked), BATCH):
        outcomes |= await _record_batch(checked[start : start + BATCH], is_test=is_test, actor=actor)
    return [outcomes[index] for index in range(len(rows))]


def rejected(faults: ContactFaults) -> IntakeResult:
    """The result of an event that cannot be recorded."""
    return IntakeResult(state=IntakeState.REJECTED, faults=tuple(faults))


async def _company_zone(rows: Sequence[ContactIn]) -> tzinfo | None:
    if not any(row.timezone == COMPANY_ZONE for row in rows):
        return None
    try:
        return find_zone((await published.company()).timezone)
    except published.NotPublishedError:
        return None


async def _record_batch(batch: Open, *, is_test: bool, actor: Actor) -> Outcomes:
    outcomes, changed = await _retried(lambda: _attempt(batch, is_test=is_test, actor=actor))
    for index, contact_id, contact in changed:
        outcomes[index] = await _retried(partial(_amend, contact_id, contact, is_test=is_test, actor=actor))
    return outcomes


async def _retried(work: Callable[[], Awaitable[T]]) -> T:
    """What `work` returns; it is tried again where another transaction was faster."""
    for _ in range(TRIES - 1):
        with contextlib.suppress(asyncpg.UniqueViolationError, asyncpg.DeadlockDetectedError):
            return await work()
    return await work()


async def _attempt(batch: Open, *, is_test: bool, actor: Actor) -> tuple[Outcomes, Changed]:
    """Records the new contacts of a batch. The outcomes, and the events that put a recorded contact right."""
    found = await find_existing([contact for _, contact in batch], is_test=is_test)
    refused = {index: faults for index, contact in batch if (faults := find_refusal(contact, found, actor))}
    batch, all_of_them = [(index, contact) for index, contact in batch if index not in refused], dict(batch)
    outcomes: Outcomes = {}
    new, withheld = await without_foreign_additions(await _new_contacts(batch, found), found, actor)
    if new:
        plan = match_customers(new.values(), found.identities)
        await _write(plan, found, is_test=is_test, actor=actor)
        ids = dict(zip(new, (contact_id for contact_id, _, _ in plan.contacts), strict=True))
        outcomes = {i: IntakeResult(state=IntakeState.NEW, id=ids[i], odd=contact.odd) for i, contact in new.items()}
        found.contacts |= {_key(contact): (ids[index], contact.digest) for index, contact in new.items()}
    made = {outcome.id for outcome in outcomes.values()}
    await record_refusals(actor, [all_of_them[index] for index in refused], withheld)
    outcomes |= {index: rejected(faults) for index, faults in refused.items()}
    changed: Changed = []
    for index, contact in batch:
        known, digest = found.contacts[_key(contact)]
        if index in outcomes:
            continue
        if digest in (contact.digest, contact.earlier_digest):
            outcomes[index] = IntakeResult(state=IntakeState.REPEAT, id=known)
        elif known in made:  # two events of one batch do not put each other right
            outcomes[index] = IntakeResult(state=IntakeState.CONFLICT, id=known)
        else:
            changed.append((index, known, contact))
    return outcomes, changed


async def _amend(contact_id: UUID, contact: ValidContact, *, is_test: bool, actor: Actor) -> IntakeResult:
    """Puts a recorded contact right. What it names is looked up again: its own batch may have recorded that."""
    found = await find_existing([contact], is_test=is_test)
    allowed, withheld = await without_foreign_additions({0: await without_unknown_slugs(contact, found)}, found, actor)
    result = await amend(contact_id, allowed[0], found, actor)
    await record_refusals(actor, [], withheld)
    return result


async def _new_contacts(batch: Open, found: ExistingRecords) -> dict[int, ValidContact]:
    """The new events. Of several with one key in the batch only the first is new."""
    new: dict[int, ValidContact] = {}
    keys = set()
    for index, contact in batch:
        if _key(contact) in found.contacts or _key(contact) in keys:
            continue
        keys.add(_key(contact))
        new[index] = await without_unknown_slugs(contact, found)
    return new


async def _write(plan: InsertPlan, found: ExistingRecords, *, is_test: bool, actor: Actor) -> None:
    # Alone, the statement is a transaction. A conflict's audit event must share it, and a caller's must not fail.
    alone = not plan.conflicts and DB.current_transaction.get() is None
    async with contextlib.nullcontext() if alone else DB.transaction():
        await insert_batch(plan, found, is_test=is_test, now=clock.now(), stage=STAGE)
        await record_conflicts(plan, actor)


def _key(contact: ValidContact) -> tuple[str, str]:
    return contact.event.source, contact.event.external_id
