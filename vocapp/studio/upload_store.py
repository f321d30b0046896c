"""Uploaded files of contacts: stored, found, enqueued for the stage, and emptied some days later."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct
from piccolo.custom_types import Combinable
from piccolo.query import Update
from piccolo.querystring import QueryString

from vocapp import clock
from vocapp.audit.record import record
from vocapp.contacts.imports.mapping_file import MappingFile
from vocapp.contacts.imports.read_apart import read_profile
from vocapp.database import DB, from_json, new_id
from vocapp.database.jobs import enqueue
from vocapp.database.notify import wake
from vocapp.faults import Fault
from vocapp.files.find_header import MARK
from vocapp.files.open_table import is_records
from vocapp.http.access import Actor
from vocapp.http.uploads import UploadedFile
from vocapp.studio.tables import Upload

STAGE: Final = "import"
KEPT_FOR: Final = timedelta(days=7)
LATEST: Final = 20


class StoredUpload(Struct, frozen=True):
    """An upload without its content. `faults`: the first faults of its rows, as pairs of row and fault."""

    id: UUID
    name: str
    columns: list[str]
    first_rows: list[list[str]]
    mapping: MappingFile | None
    state: str
    percent: int
    rows_done: int
    counts: dict[str, Any] | None
    faults: Sequence[Any]
    failure: str | None
    is_kept: bool
    has_rejects: bool
    uploaded_at: datetime
    finished_at: datetime | None
    who: str

    @property
    def is_lines(self) -> bool:
        """Whether it has JSON records, which may be events."""
        return is_records(self.name)


async def add(file: UploadedFile, actor: Actor) -> UUID:
    """Stores a file with the mapping that is proposed for it. FileError if it is not a table that can be read.

    The mapping that was last used for a file with the same columns is proposed again.
    """
    with TemporaryDirectory() as folder:
        profile = await read_profile(write_file(file.name, file.content, Path(folder)))
    known = new_id()
    columns = [column for column in profile.columns if not column.startswith(MARK)]
    proposed = await remembered(columns) or profile.mapping
    async with DB.transaction():
        row = Upload(
            id=known,
            name=file.name,
            content=file.content,
            columns=to_jsonb(columns),
            first_rows=to_jsonb([cells[: len(columns)] for cells in profile.first_rows]),
            mapping=None if proposed is None else to_jsonb(proposed),
            uploaded_by=actor.id,
            uploaded_at=clock.now(),
        )
        await Upload.insert(row)
        await record(actor, "contacts.uploaded", "upload", known, bytes=len(file.content))
    return known


async def remembered(columns: list[str]) -> MappingFile | None:
    """The mapping with which a file with these columns was last imported; None if there is none."""
    upload = Upload
    query = upload.select(upload.mapping).where(
        (upload.state == "done") & (upload.columns == to_jsonb(columns)) & upload.mapping.is_not_null()
    )
    row = await query.order_by(upload.id, ascending=False).first()
    return None if row is None else msgspec.json.decode(row["mapping"], type=MappingFile)


def write_file(name: str, content: bytes, folder: Path) -> Path:
    """Writes the file into a folder, under a name that is safe there and has the same ending."""
    given = Path("".join(c if c.isalnum() or c in " ._-" else "_" for c in name).lstrip(".") or "file")
    ending = "".join(given.suffixes[-2:]) if given.suffix.lower() == ".gz" else given.suffix
    path = folder / f"{given.name.removesuffix(ending)[:80]}{ending[:20]}"
    path.write_bytes(content)
    return path


async def find(upload_id: UUID) -> StoredUpload | None:
    """One upload, without its content."""
    return next(iter(await _read(Upload.id == upload_id)), None)


async def latest() -> list[StoredUpload]:
    """The newest uploads."""
    return await _read()


async def _read(*wanted: Combinable) -> list[StoredUpload]:
    upload = Upload
    query = upload.select(
        *(upload.id, upload.name, upload.columns, upload.first_rows, upload.mapping, upload.state, upload.percent),
        *(upload.rows_done, upload.counts, upload.faults, upload.failure, upload.uploaded_at, upload.finished_at),
        QueryString("content IS NOT NULL", alias="is_kept"),
        QueryString("rejects IS NOT NULL", alias="has_rejects"),
        upload.uploaded_by._.name.as_alias("who"),
    )
    rows = await query.where(*wanted).order_by(upload.id, ascending=False).limit(LATEST)
    return [_stored_upload(row) for row in rows]


def _stored_upload(row: dict[str, Any]) -> StoredUpload:
    decoded = {name: from_json(row[name]) for name in ("columns", "first_rows", "counts")}
    mapping = None if row["mapping"] is None else msgspec.json.decode(row["mapping"], type=MappingFile)
    return StoredUpload(**{**row, **decoded, "mapping": mapping, "faults": stored_faults(row["faults"])})


def stored_faults(stored: str) -> Sequence[Any]:
    """The first faults; none of an import that an earlier release wrote.

    That release kept finished sentences in another shape. The counts and the file of all faults are still shown.
    """
    faults: Sequence[Any] = from_json(stored)
    try:
        msgspec.convert(faults, list[tuple[int, Fault]])
    except msgspec.ValidationError:
        return ()
    return faults


async def rejects(upload_id: UUID) -> bytes | None:
    """Every fault of its rows, as a CSV file."""
    row = await Upload.select(Upload.rejects).where(Upload.id == upload_id).first()
    return row["rejects"] if row else None


async def start_dry_run(upload_id: UUID, mapping: MappingFile | None) -> bool:
    """Starts a dry run with `mapping`. False if the upload is being processed, done or emptied."""
    update = Upload.update(
        state="checking",
        mapping=None if mapping is None else to_jsonb(mapping),
        percent=0,
        rows_done=0,
        counts=None,
        faults="[]",
        rejects=None,
        failure=None,
        finished_at=None,
    )
    is_idle = Upload.state.is_in(["uploaded", "checked", "failed"])
    return await _enqueue_upload(update.where(is_idle), upload_id)


async def start_import(upload_id: UUID, actor: Actor) -> bool:
    """Starts the import that the dry run showed. False if there was no dry run, or it was started twice."""
    update = Upload.update(state="importing", percent=0, rows_done=0, finished_at=None)
    async with DB.transaction():
        if started := await _enqueue_upload(update.where(Upload.state == "checked"), upload_id):
            await record(actor, "contacts.import_ordered", "upload", upload_id)
    return started


async def _enqueue_upload(update: Update[Any], upload_id: UUID) -> bool:
    async with DB.transaction():
        if not await update.where(Upload.id == upload_id, Upload.content.is_not_null()).returning(Upload.id):
            return False
        await enqueue(STAGE, upload_id)
    wake(STAGE)
    return True


async def empty_old() -> None:
    """Deletes the customer data of old files."""
    is_old = Upload.content.is_not_null() & (Upload.uploaded_at < clock.now() - KEPT_FOR)
    update = Upload.update(content=None, first_rows="[]", faults="[]", rejects=None)
    await update.where(is_old, Upload.state.not_in(["checking", "importing"]))


def to_jsonb(value: Any) -> str:
    """`value` as jsonb text. A file may contain NUL, which PostgreSQL cannot store."""
    return msgspec.json.encode(value).decode().replace("\\u0000", "\\ufffd")
