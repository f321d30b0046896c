"""Bringing a file of contacts in: in batches, in constant memory, each contact once.

A dry run records each batch and takes it back at once, so that its counts are those of the real run and nobody waits
for it; what it has met of the file itself it notes in a temporary table.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from vocapp import clock
from vocapp.audit.record import record as record_event
from vocapp.contacts.event import ContactIn
from vocapp.contacts.imports.dry_run import DryRunContacts, track_dry_run
from vocapp.contacts.imports.import_counts import ImportCounts, find_bases
from vocapp.contacts.imports.mapping_file import MappingFile
from vocapp.contacts.imports.read_rows import ImportRows, open_import_rows
from vocapp.contacts.intake import record, rejected
from vocapp.contacts.intake_result import IntakeResult, IntakeState
from vocapp.contacts.validate_contact import ContactFaults, shorten
from vocapp.database import DB
from vocapp.faults import Fault
from vocapp.http.access import Actor
from vocapp.staff import units

TOGETHER = 1000

Reject = Callable[[int, Fault], None]
Tell = Callable[[float, int], None]
Batch = Sequence[tuple[int, ContactIn | ContactFaults]]


@dataclass(frozen=True, kw_only=True)
class ImportTask:
    """What to bring in, and how; without a mapping, NDJSON as the API takes it."""

    path: Path
    actor: Actor
    mapping: MappingFile | None = None
    dry_run: bool = False
    is_test: bool = False


async def run_import(task: ImportTask, reject: Reject, tell: Tell) -> ImportCounts:
    """Bring the file in. `reject` hears of each fault with its row's number, `tell` of the share and the rows done.

    Raises FileError or MappingError before anything is recorded.
    """
    counts = ImportCounts()
    with open_import_rows(task.path, task.mapping, clock.now()) as rows:
        counts.notes = rows.sheet.notes
        async with track_dry_run() if task.dry_run else contextlib.nullcontext() as seen:
            while batch := list(islice(rows.events, TOGETHER)):
                outcomes = iter(await _recorded(task, rows, batch, seen, counts))
                for number, event in batch:
                    _settle(number, event, outcomes, counts, reject)
                tell(rows.sheet.done(), counts.states.total())
    if not task.dry_run:
        totals = {state.value: number for state, number in counts.states.items()}
        await record_event(task.actor, "contacts.imported", "file", task.path.name, **totals)
    return counts


async def _recorded(
    task: ImportTask, rows: ImportRows, batch: Batch, seen: DryRunContacts | None, counts: ImportCounts
) -> list[IntakeResult]:
    """The outcomes of the events of `batch` that have no faults."""
    events = [event for _, event in batch if isinstance(event, ContactIn)]
    async with _taken_back() if seen else contextlib.nullcontext():
        if task.mapping is not None and task.mapping.create_missing:
            await _create_missing(rows, events, task.actor)
        outcomes = await record(events, is_test=task.is_test, actor=task.actor)
        if seen is not None:
            outcomes = await seen.told(events, outcomes)
            counts.bases.update(await find_bases(outcomes))
    return outcomes


def _settle(
    number: int,
    event: ContactIn | ContactFaults,
    outcomes: Iterable[IntakeResult],
    counts: ImportCounts,
    reject: Reject,
) -> None:
    if isinstance(event, ContactFaults):
        counts.add(None, rejected(event))
        faults: Sequence[Fault] = event
    else:
        outcome = next(iter(outcomes))
        counts.add(event, outcome)
        faults = outcome.faults
        if outcome.state is IntakeState.CONFLICT:
            faults = (Fault.of("contact.conflict", "external_id", value=shorten(event.external_id)),)
    for fault in faults:
        reject(number, fault)


class _TakenBackError(Exception):
    """Ends the transaction of a dry run."""


@asynccontextmanager
async def _taken_back() -> AsyncIterator[None]:
    """What the block writes is read in the block and nowhere else."""
    with contextlib.suppress(_TakenBackError):
        async with DB.transaction():
            yield
            raise _TakenBackError


async def _create_missing(rows: ImportRows, events: Sequence[ContactIn], actor: Actor) -> None:
    """Add the units and lines that `events` name and nobody has made, called as the file calls them."""
    named = {h.unit for event in events for h in event.handlers} | {event.unit for event in events}
    for slug in await _unknown("unit", named):
        with contextlib.suppress(units.SlugTakenError):
            await units.add(units.UnitIn(slug, rows.units.get(slug, slug)), actor)
    for slug in await _unknown("line_of_business", {event.line_of_business for event in events}):
        with contextlib.suppress(units.SlugTakenError):
            await units.add_line(slug, rows.lines.get(slug, slug), actor)


async def _unknown(table: str, named: set[str | None]) -> list[str]:
    slugs = sorted(slug for slug in named if slug)
    known = {row["slug"] for row in await DB.fetch(f"SELECT slug FROM {table} WHERE slug = ANY($1::text[])", slugs)}
    return [slug for slug in slugs if slug not in known]
