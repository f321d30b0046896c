"""Uploaded files of contacts: stored, found, enqueued for the stage, and emptied some days later."""

import asyncio
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from vocapp import clock
from vocapp.audit.record import record
from vocapp.contacts.imports.mapping_file import MappingFile
from vocapp.database import DB, new_id
from vocapp.database.jobs import enqueue
from vocapp.database.notify import wake
from vocapp.files.open_table import open_table
from vocapp.files.table import OpenTable
from vocapp.http.access import Actor
from vocapp.http.uploads import UploadedFile

STAGE: Final = "import"
KEPT_FOR: Final = timedelta(days=7)
SHOWN_ROWS: Final = 5
SHOWN_CHARACTERS: Final = 80
MOST_COLUMNS: Final = 200
LATEST: Final = 20

ADD: Final = """
INSERT INTO upload (id, name, content, columns, first_rows, uploaded_by, uploaded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)"""
FIND: Final = """
SELECT u.id, u.name, u.columns, u.first_rows, u.mapping, u.state, u.percent, u.rows_done, u.counts, u.faults, u.failure,
  u.content IS NOT NULL AS is_kept, u.rejects IS NOT NULL AS has_rejects, u.uploaded_at, u.finished_at, s.name AS who
FROM upload u JOIN staff_user s ON s.id = u.uploaded_by"""
ONE: Final = f"{FIND} WHERE u.id = $1"
LIST: Final = f"{FIND} ORDER BY u.id DESC LIMIT $1"
REJECTS: Final = "SELECT rejects FROM upload WHERE id = $1"
CHECK: Final = """
UPDATE upload SET state = 'checking', mapping = $2, percent = 0, rows_done = 0, counts = NULL, faults = '[]',
  rejects = NULL, failure = NULL, finished_at = NULL
WHERE id = $1 AND state IN ('uploaded', 'checked', 'failed') AND content IS NOT NULL"""
START_IMPORT: Final = """
UPDATE upload SET state = 'importing', percent = 0, rows_done = 0, finished_at = NULL
WHERE id = $1 AND state = 'checked' AND content IS NOT NULL"""
EMPTY: Final = """
UPDATE upload SET content = NULL, first_rows = '[]', faults = '[]', rejects = NULL
WHERE content IS NOT NULL AND uploaded_at < $1 AND state NOT IN ('checking', 'importing')"""


async def add(file: UploadedFile, actor: Actor) -> UUID:
    """Stores a file. FileError if it is not a table that can be read."""
    columns, rows = await asyncio.to_thread(read_preview, file)
    known = new_id()
    async with DB.transaction():
        await DB.execute(ADD, known, file.name, file.content, to_jsonb(columns), to_jsonb(rows), actor.id, clock.now())
        await record(actor, "contacts.uploaded", "upload", known, bytes=len(file.content))
    return known


def read_preview(file: UploadedFile) -> tuple[list[str], list[list[str]]]:
    """The columns and the first rows of a file, shortened. Of NDJSON the columns are the names in its rows."""
    with TemporaryDirectory() as folder, open_table(write_file(file.name, file.content, Path(folder))) as sheet:
        return _start_of(sheet)


def _start_of(sheet: OpenTable) -> tuple[list[str], list[list[str]]]:
    rows = [row for row, _ in zip(sheet.rows, range(SHOWN_ROWS), strict=False)]
    named = list(sheet.columns) or list(dict.fromkeys(name for row in rows for name in row.cells))
    columns = named[:MOST_COLUMNS]
    return columns, [[str(row.cells.get(name, ""))[:SHOWN_CHARACTERS] for name in columns] for row in rows]


def write_file(name: str, content: bytes, folder: Path) -> Path:
    """Writes the file into a folder, under a name that is safe there and has the same ending."""
    given = Path("".join(c if c.isalnum() or c in " ._-" else "_" for c in name).lstrip(".") or "file")
    path = folder / f"{given.stem[:80]}{given.suffix[:10]}"
    path.write_bytes(content)
    return path


async def find(upload_id: UUID) -> asyncpg.Record | None:
    """One upload, without its content."""
    return await DB.fetch_one(ONE, upload_id)


async def latest() -> list[asyncpg.Record]:
    """The newest uploads."""
    return await DB.fetch(LIST, LATEST)


async def rejects(upload_id: UUID) -> bytes | None:
    """Every fault of its rows, as a CSV file."""
    found: bytes | None = await DB.fetch_value(REJECTS, upload_id)
    return found


async def start_dry_run(upload_id: UUID, mapping: MappingFile | None) -> bool:
    """Starts a dry run with `mapping`. False if the upload is being processed, done or emptied."""
    return await _enqueue_upload(CHECK, upload_id, None if mapping is None else to_jsonb(mapping))


async def start_import(upload_id: UUID, actor: Actor) -> bool:
    """Starts the import that the dry run showed. False if there was no dry run, or it was started twice."""
    async with DB.transaction():
        if started := await _enqueue_upload(START_IMPORT, upload_id):
            await record(actor, "contacts.import_ordered", "upload", upload_id)
    return started


async def _enqueue_upload(statement: str, upload_id: UUID, *values: str | None) -> bool:
    async with DB.transaction():
        if not await DB.execute(statement, upload_id, *values):
            return False
        await enqueue(STAGE, upload_id)
    wake(STAGE)
    return True


async def empty_old() -> None:
    """Deletes the customer data of old files."""
    await DB.execute(EMPTY, clock.now() - KEPT_FOR)


def to_jsonb(value: Any) -> str:
    """`value` as jsonb text. A file may contain NUL, which PostgreSQL cannot store."""
    return msgspec.json.encode(value).decode().replace("\\u0000", "\\ufffd")
