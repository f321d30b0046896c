"""Imports a file of contacts in batches, in constant memory, each contact once.

A dry run records each batch and rolls it back at once, so that its counts are those of the real run and no other
transaction waits for it. What it has seen in the file is kept in a temporary table.
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
from vocapp.contacts.event_faults import ContactFaults, shorten
from vocapp.contacts.imports.dry_run import DryRunContacts, track_dry_run
from vocapp.contacts.imports.import_counts import ImportCounts, find_bases
from vocapp.contacts.imports.mapping_file import MappingFile
from vocapp.contacts.imports.read_apart import open_rows_apart
from vocapp.contacts.imports.read_rows import ImportRows, open_import_rows
from vocapp.contacts.imports.reject_file import Keep
from vocapp.contacts.intake import record, rejected
from vocapp.contacts.intake_result import IntakeResult, IntakeState
from vocapp.database import DB
from vocapp.faults import Fault
from vocapp.http.access import Actor
from vocapp.staff import units

BATCH_SIZE = 1000
KNOWN_UNITS = "SELECT slug FROM unit WHERE slug = ANY($1::text[])"
KNOWN_LINES = "SELECT slug FROM line_of_business WHERE slug = ANY($1::text[])"

Reject = Callable[[int, Fault], None]
Tell = Callable[[float, int], None]
Batch = Sequence[tuple[int, ContactIn | ContactFaults]]


@dataclass(frozen=True, kw_only=True)
class ImportTask:
    """The file to import, and how. Without a mapping the file is NDJSON as the API takes it."""

    path: Path
    actor: Actor
    mapping: MappingFile | None = None
    dry_run: bool = False
    is_test: bool = False
    is_foreign: bool = False
    """It was uploaded: it is read in a child process."""


async def run_import(task: ImportTask, reject: Reject, tell: Tell, keep: Keep | None = None) -> ImportCounts:
    """Imports the file. Calls `reject` with each fault and its row number, `tell` with the share and the rows done, and
    `keep` with each row that is not recorded and its faults.

    Raises FileError or MappingError before anything is recorded.
    """
    counts = ImportCounts()
    async with _open_rows(task) as rows:
        async with track_dry_run() if task.dry_run else contextlib.nullcontext() as seen:
            while batch := list(islice(rows.events, BATCH_SIZE)):
                outcomes = iter(await _recorded(task, rows, batch, seen, counts))
                for number, event in batch:
                    outcome, faults = _count_row(event, outcomes, counts)
                    for fault in faults:
                        reject(number, fault)
                    # A row that was recorded without an odd value must not come in again.
                    if faults and keep is not None and outcome.state not in (IntakeState.NEW, IntakeState.AMENDED):
                        keep(rows.sheet, rows.originals[number], faults)
                rows.originals.clear()
                tell(rows.sheet.done(), counts.states.total())
        counts.notes = tuple(rows.sheet.notes)
    if not task.dry_run:
        totals = {state.value: number for state, number in counts.states.items()}
        await record_event(task.actor, "contacts.imported", "file", task.path.name, **totals)
    return counts


async def _recorded(
    task: ImportTask, rows: ImportRows, batch: Batch, seen: DryRunContacts | None, counts: ImportCounts
) -> list[IntakeResult]:
    """The results of the events of `batch` that have no faults."""
    events = [event for _, event in batch if isinstance(event, ContactIn)]
    async with _rolled_back() if seen else contextlib.nullcontext():
        if task.mapping is not None and task.mapping.create_missing:
            await _create_missing(rows, events, task.actor)
        outcomes = await record(events, is_test=task.is_test, actor=task.actor)
        if seen is not None:
            outcomes = await seen.correct(events, outcomes)
            counts.bases.update(await find_bases(outcomes))
    return outcomes


@asynccontextmanager
async def _open_rows(task: ImportTask) -> AsyncIterator[ImportRows]:
    if task.is_foreign:
        async with open_rows_apart(task.path, task.mapping, clock.now()) as rows:
            yield rows
    else:
        with open_import_rows(task.path, task.mapping, clock.now()) as rows:
            yield rows


def _count_row(
    event: ContactIn | ContactFaults, outcomes: Iterable[IntakeResult], counts: ImportCounts
) -> tuple[IntakeResult, Sequence[Fault]]:
    """Counts a row; returns its result, and its faults with those of what was set aside."""
    if isinstance(event, ContactFaults):
        outcome = rejected(event)
        counts.add(None, outcome)
        faults: Sequence[Fault] = event
    else:
        outcome = next(iter(outcomes))
        counts.add(event, outcome)
        faults = (*outcome.faults, *outcome.odd)
        if outcome.state is IntakeState.CONFLICT:
            conflict = Fault.of("contact.conflict", "external_id", value=shorten(event.external_id))
            faults = outcome.faults or (conflict,)
    return outcome, faults


class _RollbackError(Exception):
    """Ends the transaction of a dry run."""


@asynccontextmanager
async def _rolled_back() -> AsyncIterator[None]:
    """Rolls back what the block writes."""
    with contextlib.suppress(_RollbackError):
        async with DB.transaction():
            yield
            raise _RollbackError


async def _create_missing(rows: ImportRows, events: Sequence[ContactIn], actor: Actor) -> None:
    """Adds the units and lines of business that `events` name and that do not exist, with their titles of the file."""
    named = {h.unit for event in events for h in event.handlers} | {event.unit for event in events}
    for slug in await _unknown(KNOWN_UNITS, named):
        with contextlib.suppress(units.SlugTakenError):
            await units.add(units.UnitIn(slug, rows.units.get(slug, slug)), actor)
    for slug in await _unknown(KNOWN_LINES, {event.line_of_business for event in events}):
        with contextlib.suppress(units.SlugTakenError):
            await units.add_line(slug, rows.lines.get(slug, slug), actor)


async def _unknown(sql: str, named: set[str | None]) -> list[str]:
    slugs = sorted(slug for slug in named if slug)
    known = {row["slug"] for row in await DB.fetch(sql, slugs)}
    return [slug for slug in slugs if slug not in known]
