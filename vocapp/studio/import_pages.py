"""`/app/contacts/import`: upload a file of contacts, match its columns, run a dry run, import it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.params import FromPath

from vocapp.catalogue.definition_files import SURVEYS
from vocapp.contacts.imports.mapping_file import (
    NEEDED,
    TIMES,
    MappingError,
    MappingFile,
    find_unknown_columns,
    load_mapping,
)
from vocapp.contacts.imports.read_apart import read_mapping
from vocapp.contacts.imports.table_layout import LayoutChoice
from vocapp.faults import Fault, FaultError
from vocapp.feature import Registry
from vocapp.files.encodings import TITLES
from vocapp.files.open_table import ENDINGS
from vocapp.files.table import FileError
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.app_options import BATCH_BYTES
from vocapp.http.problem_json import not_found
from vocapp.http.request import Form, read_form
from vocapp.http.uploads import read_upload
from vocapp.studio import import_form, upload_store
from vocapp.studio.import_form import ImportFormError, build_mapping
from vocapp.studio.upload_store import StoredUpload
from vocapp.timeline.labels import channel, touchpoint, words
from vocapp.ui.fault_sentence import fault_sentence, fault_sentences
from vocapp.ui.page_response import AnyRequest, reader_of, redirect, redirect_done, redirect_refused, staff_page
from vocapp.ui.reader import gettext, mark, use_reader

PATH: Final = "/app/contacts/import"
IMPORTERS: Final = staff(Role.INTEGRATOR)
SHIPPED: Final = SURVEYS / "imports"
TOO_LARGE: Final = FaultError(Fault.of("upload.too_large"))
NOT_NOW: Final = mark("This cannot be done now: the file is being processed, is imported already, or has been deleted.")


@get(PATH, opt=IMPORTERS.opt)
async def uploads_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The form for a file, and the latest uploads."""
    return await _uploads(request, registry)


async def _uploads(
    request: AnyRequest, registry: Registry, error: FaultError | None = None, status: int = 200
) -> Response[str]:
    rows = await upload_store.latest()
    kinds = ",".join(ENDINGS)
    sentences = "" if error is None else _sentences(request, error)
    return staff_page(request, registry, "studio/imports.html", status=status, rows=rows, kinds=kinds, error=sentences)


@post(PATH, opt=IMPORTERS.opt, request_max_body_size=BATCH_BYTES)
async def upload(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str] | Response[bytes]:
    """Stores a file, and goes on to its columns."""
    try:
        file = await read_upload(request, "file")
        if file is None or not file.content:
            raise FileError(Fault.of("upload.no_file"))
        known = await upload_store.add(file, actor_of(request))
    except RequestEntityTooLarge:
        return await _uploads(request, registry, TOO_LARGE, 413)
    except FileError as failure:
        return await _uploads(request, registry, failure, 422)
    return redirect(f"{PATH}/{known}")


@get(PATH + "/{upload_id:uuid}", opt=IMPORTERS.opt)
async def upload_page(
    request: AnyRequest, registry: NamedDependency[Registry], upload_id: FromPath[UUID]
) -> Response[str]:
    """The columns of an upload; its progress while it is processed; then the result."""
    return await _page(request, registry, await _found(upload_id))


@post(PATH + "/{upload_id:uuid}/try", opt=IMPORTERS.opt)
async def try_upload(
    request: AnyRequest, registry: NamedDependency[Registry], upload_id: FromPath[UUID]
) -> Response[str] | Response[bytes]:
    """Starts a dry run with the mapping of the form."""
    row, form = await _found(upload_id), await read_form(request)
    try:
        mapping = await _mapping(form, row)
    except ImportFormError as failure:
        return await _page(request, registry, row, form=form, errors=failure.errors)
    except MappingError as failure:
        return await _page(request, registry, row, form=form, errors={"mapping": _sentences(request, failure)})
    if not await upload_store.start_dry_run(upload_id, mapping):
        return redirect_refused(request, registry, f"{PATH}/{upload_id}", NOT_NOW)
    return redirect(f"{PATH}/{upload_id}")


async def _mapping(form: Form, row: StoredUpload) -> MappingFile | None:
    """The mapping of the form, in one of four ways; None for lines that are events as they are."""
    columns = tuple(row.columns)
    match form["way"]:
        case "columns":
            return build_mapping(form, columns, row.name, row.mapping, row.layout.words)
        case "remembered":
            found = await _remembered(form["upload"], row)
        case "events" if row.is_lines:
            return None
        case "shipped" if (path := SHIPPED / form["shipped"]) in shipped():
            found = load_mapping(path)
        case "toml":
            found = await read_mapping(form["toml"], "mapping.toml")
        case _:
            raise MappingError(Fault.of("mapping.no_way"))
    if not row.is_lines and (unknown := find_unknown_columns(found, columns, row.name)):
        raise MappingError(*unknown)
    return found


async def _remembered(upload: str, row: StoredUpload) -> MappingFile:
    """A mapping that an earlier file was imported with."""
    known = {str(each.id): each.mapping for each in await upload_store.used_before(row)}
    if upload not in known:
        raise MappingError(Fault.of("mapping.no_way"))
    sheet = row.layout.sheet if len(row.layout.sheets) > 1 else ""
    return msgspec.structs.replace(known[upload], sheet=sheet, header_row=row.layout.header_row)


@post(PATH + "/{upload_id:uuid}/layout", opt=IMPORTERS.opt)
async def read_upload_again(
    request: AnyRequest, registry: NamedDependency[Registry], upload_id: FromPath[UUID]
) -> Response[str] | Response[bytes]:
    """Reads the file again, with another sheet, header or encoding."""
    row, form = await _found(upload_id), await read_form(request)
    number = form["header_row"]
    choice = LayoutChoice(
        sheet=form["sheet"],
        header_row=int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else 0,
        encoding=form["encoding"] if form["encoding"] in TITLES else "",
    )
    if choice.sheet != row.layout.sheet:  # the rows that were shown are of another sheet
        choice = msgspec.structs.replace(choice, header_row=0)
    try:
        if not await upload_store.read_again(upload_id, choice):
            return redirect_refused(request, registry, f"{PATH}/{upload_id}", NOT_NOW)
    except FileError as failure:
        return await _page(request, registry, row, errors={"mapping": _sentences(request, failure)})
    return redirect(f"{PATH}/{upload_id}")


def shipped() -> list[Path]:
    """The mapping files that come with vocapp."""
    return sorted(SHIPPED.glob("*.toml"))


@post(PATH + "/{upload_id:uuid}/run", opt=IMPORTERS.opt)
async def run_upload(
    request: AnyRequest, registry: NamedDependency[Registry], upload_id: FromPath[UUID]
) -> Response[bytes]:
    """Starts the import, as the dry run showed it."""
    await _found(upload_id)
    page = f"{PATH}/{upload_id}"
    if not await upload_store.start_import(upload_id, actor_of(request)):
        return redirect_refused(request, registry, page, NOT_NOW)
    return redirect_done(request, registry, page, mark("The import has started. You can leave this page."))


@get(PATH + "/{upload_id:uuid}/rejects.csv", opt=IMPORTERS.opt)
async def rejects_file(upload_id: FromPath[UUID]) -> Response[bytes]:
    """The rows that were not recorded, with what is wrong beside each."""
    found = await upload_store.rejects(upload_id)
    if found is None:
        raise not_found()
    # The rejects of JSON are lines of JSON.
    ending, kind = ("ndjson", "application/x-ndjson") if found.startswith(b"{") else ("csv", "text/csv; charset=utf-8")
    headers = {"content-disposition": f'attachment; filename="rejects.{ending}"'}
    return Response(found, headers=headers, media_type=kind)


async def _found(upload_id: UUID) -> StoredUpload:
    row = await upload_store.find(upload_id)
    if row is None:
        raise not_found()
    return row


async def _page(
    request: AnyRequest,
    registry: Registry,
    row: StoredUpload,
    *,
    form: Form | None = None,
    errors: dict[str, str] | None = None,
) -> Response[str]:
    columns, rows, before = row.columns, row.first_rows, row.mapping
    offered = import_form.choices_of_mapping(before) if before else {}
    given: dict[str, str] = dict(form) if form is not None else offered
    is_changing = bool(errors) or "change" in request.query_params or row.state in ("uploaded", "failed")
    return staff_page(
        request,
        registry,
        "studio/import.html",
        status=422 if errors else 200,
        row=row,
        columns=columns,
        rows=rows,
        counts=row.counts,
        faults=row.faults,
        is_lines=row.is_lines,
        is_changing=is_changing,
        chosen=given,
        templates={field: value for field, value in offered.items() if value.startswith(import_form.TEMPLATE)},
        file_words=import_form.offered_words(given, before, row.layout.words),
        questions=_questions(given, row),
        used_before=await upload_store.used_before(row) if is_changing else [],
        errors=errors or {},
        shipped=[path.name for path in shipped()],
        **_WORDS,
    )


def _questions(given: Mapping[str, str], row: StoredUpload) -> dict[str, Fault]:
    """What nothing in the file decides: whether the day or the month comes first."""
    columns = [given.get(field, "").removeprefix(import_form.COLUMN) for field in TIMES]
    open_ones = [row.layout.orders[column] for column in columns if column in row.layout.orders]
    return {"dates": open_ones[0]} if open_ones and not given.get("dates") else {}


def _sentences(request: AnyRequest, error: FaultError) -> str:
    """The sentences of an error, in the language of who reads the page."""
    with use_reader(reader_of(actor_of(request))):
        return fault_sentences(error)


def _of_form(fault: Fault) -> str:
    """The sentence of a fault, with the name that its field has on the form."""
    label = import_form.LABELS.get(fault.place)
    return fault_sentence(fault.at(gettext(label)) if label else fault)


def _stored_of_form(stored: Mapping[str, Any]) -> str:
    return _of_form(msgspec.convert(stored, Fault))


_WORDS: Final[dict[str, Any]] = {
    "labels": import_form.LABELS,
    "own_words": import_form.WORDS,
    "needed": NEEDED,
    "words": words,
    "words_label": words,
    "channel_name": channel,
    "touchpoint_name": touchpoint,
    "sentence": _stored_of_form,
    "sentence_of": _of_form,
}
ROUTES: Final = (uploads_page, upload, upload_page, try_upload, read_upload_again, run_upload, rejects_file)
