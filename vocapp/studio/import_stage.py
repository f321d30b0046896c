"""The import stage: imports an uploaded file, or runs a dry run, and writes the progress into the row.

A repeat after a crash does no harm, because intake records each contact once. Rows that were new before it then count
as repeats.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from vocapp import clock
from vocapp.contacts.imports.import_counts import ImportCounts
from vocapp.contacts.imports.import_report import REJECTS, reject_row
from vocapp.contacts.imports.import_run import ImportTask, run_import
from vocapp.contacts.imports.mapping_file import MappingError, MappingFile
from vocapp.contacts.intake import STAGE as DECIDE
from vocapp.database import DB, from_json
from vocapp.database.notify import wake
from vocapp.faults import Fault
from vocapp.files.table import FileError
from vocapp.files.write_csv import csv_writer
from vocapp.http.access import Actor
from vocapp.http.fault_texts import format_faults
from vocapp.studio.upload_store import to_jsonb, write_file

MOST_FAULTS: Final = 10
PROGRESS_SECONDS: Final = 0.5
READ: Final = """
SELECT name, content, mapping, state, uploaded_by FROM upload
WHERE id = $1 AND state IN ('checking', 'importing') AND content IS NOT NULL"""
PROGRESS: Final = "UPDATE upload SET percent = $2, rows_done = $3 WHERE id = $1"
FINISH: Final = """
UPDATE upload SET state = $3, percent = 100, counts = $4, faults = $5, rejects = $6, rows_done = $7, finished_at = $8
WHERE id = $1 AND state = $2"""
FAIL: Final = """
UPDATE upload SET state = 'failed', failure = $3, faults = $4, finished_at = $5 WHERE id = $1 AND state = $2"""
NEXT: Final = {"checking": "checked", "importing": "done"}


class Progress:
    """The progress of an import."""

    def __init__(self) -> None:
        self.percent = 0
        self.rows = 0

    def tell(self, share: float, rows: int) -> None:
        """Sets the share that is done, and the number of rows read."""
        self.percent, self.rows = min(99, int(share * 100)), rows


class ImportOutcome(Struct, frozen=True):
    """The result: the counts, the first faults, and every fault as a CSV file if there is any."""

    counts: ImportCounts
    first: list[tuple[int, Fault]]
    rejects: bytes | None


async def run_upload(upload_id: UUID) -> None:
    """Imports the contacts of an upload, or runs its dry run, as its state says; nothing if that is done already."""
    row = await DB.fetch_one(READ, upload_id)
    if row is None:
        return
    progress = Progress()
    try:
        async with _report_progress(upload_id, progress):
            outcome = await _outcome(row, progress)
    except (FileError, MappingError) as failure:
        faults = [(0, fault) for fault in failure.faults]
        sentences = format_faults(failure).replace("\0", "")
        await DB.execute(FAIL, upload_id, row["state"], sentences, to_jsonb(faults), clock.now())
        return
    kept = (to_jsonb(counts_as_json(outcome.counts)), to_jsonb(outcome.first), outcome.rejects)
    rows = outcome.counts.states.total()
    await DB.execute(FINISH, upload_id, row["state"], NEXT[row["state"]], *kept, rows, clock.now())
    wake(DECIDE)


async def _outcome(row: asyncpg.Record, progress: Progress) -> ImportOutcome:
    first: list[tuple[int, Fault]] = []
    found = 0
    with TemporaryDirectory() as folder:
        table = Path(folder) / ".rejects"  # no uploaded file gets such a name
        task = _task(row, write_file(row["name"], row["content"], Path(folder)))
        with csv_writer(table, REJECTS) as write:

            def reject(number: int, fault: Fault) -> None:
                nonlocal found
                found += 1
                if len(first) < MOST_FAULTS:
                    first.append((number, fault))
                write(reject_row(number, fault))

            counts = await run_import(task, reject, progress.tell)
        return ImportOutcome(counts, first, table.read_bytes() if found else None)


def _task(row: asyncpg.Record, path: Path) -> ImportTask:
    mapping = from_json(row["mapping"])
    return ImportTask(
        path=path,
        actor=Actor(kind="user", id=row["uploaded_by"]),
        mapping=None if mapping is None else msgspec.convert(mapping, MappingFile),
        dry_run=row["state"] == "checking",
    )


@asynccontextmanager
async def _report_progress(upload_id: UUID, progress: Progress) -> AsyncIterator[None]:
    """Writes the progress into the row regularly while the block runs."""

    async def tell() -> None:
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            await DB.execute(PROGRESS, upload_id, progress.percent, progress.rows)

    reporter = asyncio.create_task(tell())
    try:
        yield
    finally:
        reporter.cancel()
        # Its failure must not fail the import; the row then only looks slow.
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await reporter


def counts_as_json(counts: ImportCounts) -> dict[str, Any]:
    """The counts as the row stores them."""
    return {
        "states": {state.value: number for state, number in counts.states.items()},
        "channels": counts.channels.most_common(),
        "bases": [(country, basis, number) for (country, basis), number in sorted(counts.bases.items())],
        "notes": counts.notes,
    }
