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
from vocapp.contacts.imports.read_apart import read_table
from vocapp.contacts.imports.table_layout import LayoutChoice, RememberedMapping, TableLayout, TableReading
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
MOST_LOOKED_AT: Final = 100
MOST_REMEMBERED: Final = 20
IS_IDLE: Final = Upload.state.is_in(["uploaded", "checked", "failed"])


class StoredUpload(Struct, frozen=True):
    """An upload without its content. `faults`: the first faults of its rows, as pairs of row and fault."""

    id: UUID
    name: str
    columns: list[str]
    first_rows: list[list[str]]
    layout: TableLayout
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
    reading = await _read_content(file.name, file.content, LayoutChoice())
    known = new_id()
    async with DB.transaction():
        row = Upload(
            id=known,
            name=file.name,
            content=file.content,
            uploaded_by=actor.id,
            uploaded_at=clock.now(),
            **_reading_values(reading),
        )
        await Upload.insert(row)
        await record(actor, "contacts.uploaded", "upload", known, bytes=len(file.content))
    return known


async def read_again(upload_id: UUID, choice: LayoutChoice) -> bool:
    """Reads a file again, with the sheet, the header and the encoding that a person chose.

    False if the upload is being processed, done or emptied. FileError if no table is there.
    """
    row = await Upload.select(Upload.name, Upload.content).where(Upload.id == upload_id, IS_IDLE).first()
    if row is None or row["content"] is None:
        return False
    values = _reading_values(await _read_content(row["name"], row["content"], choice))
    update = Upload.update(state="uploaded", counts=None, faults="[]", rejects=None, failure=None, **values)
    return bool(await update.where(Upload.id == upload_id, IS_IDLE).returning(Upload.id))


async def _read_content(name: str, content: bytes, choice: LayoutChoice) -> TableReading:
    known = [RememberedMapping(each.columns, each.mapping) for each in await remembered()]
    with TemporaryDirectory() as folder:
        return await read_table(write_file(name, content, Path(folder)), choice, known)


def _reading_values(reading: TableReading) -> dict[str, Any]:
    columns = [column for column in reading.columns if not column.startswith(MARK)]
    return {
        "columns": to_jsonb(columns),
        "first_rows": to_jsonb([cells[: len(columns)] for cells in reading.first_rows]),
        "layout": to_jsonb(reading.layout),
        "mapping": None if reading.mapping is None else to_jsonb(reading.mapping),
    }


class UsedMapping(Struct, frozen=True):
    """The mapping of a file that was imported, with its columns."""

    id: UUID
    name: str
    columns: list[str]
    mapping: MappingFile
    finished_at: datetime


async def remembered() -> list[UsedMapping]:
    """The latest mappings with which files were imported, one for each source and header."""
    upload = Upload
    query = upload.select(upload.id, upload.name, upload.columns, upload.mapping, upload.finished_at)
    is_known = (upload.state == "done") & upload.mapping.is_not_null() & (upload.columns != "[]")
    found: dict[tuple[str, str], UsedMapping] = {}
    for row in await query.where(is_known).order_by(upload.id, ascending=False).limit(MOST_LOOKED_AT):
        mapping = msgspec.json.decode(row["mapping"], type=MappingFile)
        if (mapping.source, row["columns"]) not in found and len(found) < MOST_REMEMBERED:
            columns = from_json(row["columns"])
            found[mapping.source, row["columns"]] = UsedMapping(**{**row, "columns": columns, "mapping": mapping})
    return list(found.values())


async def used_before(row: StoredUpload) -> list[UsedMapping]:
    """Mappings of other sources that fit the columns of a file, the latest first."""
    known, columns = await remembered(), set(row.columns)
    fitting = [each for each in known if each.mapping.columns and columns.issuperset(each.mapping.columns)]
    own = row.mapping.source if row.mapping is not None else ""
    return list({each.mapping.source: each for each in reversed(fitting) if each.mapping.source != own}.values())


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
        *(upload.id, upload.name, upload.columns, upload.first_rows, upload.layout, upload.mapping, upload.state),
        *(
            upload.percent,
            upload.rows_done,
            upload.counts,
            upload.faults,
            upload.failure,
            upload.uploaded_at,
            upload.finished_at,
        ),
        QueryString("content IS NOT NULL", alias="is_kept"),
        QueryString("rejects IS NOT NULL", alias="has_rejects"),
        upload.uploaded_by._.name.as_alias("who"),
    )
    rows = await query.where(*wanted).order_by(upload.id, ascending=False).limit(LATEST)
    return [_stored_upload(row) for row in rows]


def _stored_upload(row: dict[str, Any]) -> StoredUpload:
    decoded = {name: from_json(row[name]) for name in ("columns", "first_rows", "counts")}
    mapping = None if row["mapping"] is None else msgspec.json.decode(row["mapping"], type=MappingFile)
    layout = msgspec.json.decode(row["layout"], type=TableLayout)
    faults = stored_faults(row["faults"])
    return StoredUpload(**{**row, **decoded, "mapping": mapping, "layout": layout, "faults": faults})


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
    return await _enqueue_upload(update.where(IS_IDLE), upload_id)


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
    update = Upload.update(content=None, first_rows="[]", layout="{}", faults="[]", rejects=None)
    await update.where(is_old, Upload.state.not_in(["checking", "importing"]))


def to_jsonb(value: Any) -> str:
    """`value` as jsonb text. A file may contain NUL, which PostgreSQL cannot store."""
    return msgspec.json.encode(value).decode().replace("\\u0000", "\\ufffd")
