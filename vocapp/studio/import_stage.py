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

import msgspec
from msgspec import Struct

from vocapp import clock
from vocapp.contacts.imports.import_counts import ImportCounts
from vocapp.contacts.imports.import_run import ImportTask, run_import
from vocapp.contacts.imports.mapping_file import MappingError, MappingFile
from vocapp.contacts.imports.reject_file import reject_writer
from vocapp.contacts.intake import STAGE as DECIDE
from vocapp.database import from_json
from vocapp.database.notify import wake
from vocapp.faults import Fault
from vocapp.files.table import FileError
from vocapp.http.access import Actor
from vocapp.http.fault_texts import format_faults
from vocapp.studio.tables import Upload
from vocapp.studio.upload_store import to_jsonb, write_file

MOST_FAULTS: Final = 10
PROGRESS_SECONDS: Final = 0.5
NEXT: Final = {"checking": "checked", "importing": "done"}


class UploadWithdrawnError(Exception):
    """The file was erased while it was read."""


class Progress:
    """The progress of an import."""

    def __init__(self) -> None:
        self.percent = 0
        self.rows = 0
        self.is_withdrawn = False

    def tell(self, share: float, rows: int) -> None:
        """Sets the share that is done, and the number of rows read. UploadWithdrawnError after an erasure."""
        if self.is_withdrawn:
            raise UploadWithdrawnError
        self.percent, self.rows = min(99, int(share * 100)), rows


class ImportOutcome(Struct, frozen=True):
    """The result: the counts, the first faults, and every fault as a CSV file if there is any."""

    counts: ImportCounts
    first: list[tuple[int, Fault]]
    rejects: bytes | None


async def run_upload(upload_id: UUID) -> None:
    """Imports the contacts of an upload, or runs its dry run, as its state says; nothing if that is done already."""
    is_started = Upload.state.is_in(list(NEXT)) & Upload.content.is_not_null()
    upload = await Upload.objects().where(Upload.id == upload_id, is_started).first()
    if upload is None:
        return
    progress = Progress()
    try:
        async with _report_progress(upload_id, progress):
            outcome = await _outcome(upload, progress)
    except UploadWithdrawnError:
        return
    except (FileError, MappingError) as failure:
        faults = [(0, fault) for fault in failure.faults]
        sentences = format_faults(failure).replace("\0", "")
        failed = Upload.update(state="failed", failure=sentences, faults=to_jsonb(faults), finished_at=clock.now())
        await failed.where(Upload.id == upload_id, Upload.state == upload.state)
        return
    finished = Upload.update(
        state=NEXT[upload.state],
        percent=100,
        counts=to_jsonb(counts_as_json(outcome.counts)),
        faults=to_jsonb(outcome.first),
        rejects=outcome.rejects,
        rows_done=outcome.counts.states.total(),
        finished_at=clock.now(),
    )
    await finished.where(Upload.id == upload_id, Upload.state == upload.state)
    wake(DECIDE)


async def _outcome(upload: Upload, progress: Progress) -> ImportOutcome:
    first: list[tuple[int, Fault]] = []
    found = 0
    with TemporaryDirectory() as folder:
        table = Path(folder) / ".rejects"  # no uploaded file gets such a name
        task = _task(upload, write_file(upload.name, upload.content, Path(folder)))
        with reject_writer(table) as keep:

            def reject(number: int, fault: Fault) -> None:
                nonlocal found
                found += 1
                if len(first) < MOST_FAULTS:
                    first.append((number, fault))

            counts = await run_import(task, reject, progress.tell, keep)
        return ImportOutcome(counts, first, table.read_bytes() if found else None)


def _task(upload: Upload, path: Path) -> ImportTask:
    mapping = from_json(upload.mapping)
    return ImportTask(
        path=path,
        actor=Actor(kind="user", id=upload.uploaded_by),
        mapping=None if mapping is None else msgspec.convert(mapping, MappingFile),
        dry_run=upload.state == "checking",
        is_foreign=True,
    )


@asynccontextmanager
async def _report_progress(upload_id: UUID, progress: Progress) -> AsyncIterator[None]:
    """Writes the progress into the row regularly while the block runs."""

    async def tell() -> None:
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            update = Upload.update({Upload.percent: progress.percent, Upload.rows_done: progress.rows})
            is_kept = (Upload.id == upload_id) & Upload.content.is_not_null()
            still = await update.where(is_kept).returning(Upload.id)
            progress.is_withdrawn = not still

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
