"""Contacts in the API."""

from typing import Annotated, Any
from uuid import UUID

import litestar
from litestar import Response, get, patch, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Schema
from litestar.params import FromPath, HeaderParameter, QueryParameter

from vocapp.channels.registry import ContactChannel
from vocapp.contacts import contact_schemas
from vocapp.contacts.api_batch import MOST_LINES, BatchIntake, TooManyLinesError, split_lines
from vocapp.contacts.contact_schemas import (
    CONTACT,
    VERSIONS,
    BatchOut,
    ContactOut,
    ContactPage,
    ContactVersionOut,
    RecordedOut,
)
from vocapp.contacts.decode_event import LONGEST, decode_line
from vocapp.contacts.event import ContactIn
from vocapp.contacts.event_faults import ContactFaults, shorten
from vocapp.contacts.family_lock import LOCK
from vocapp.contacts.intake import STAGE, record
from vocapp.contacts.intake_result import IntakeState
from vocapp.contacts.partial_contact import MERGE_PATCH, PARTIAL, parse_patch, patched_event
from vocapp.customers.identity_lookup import IdentityFilter, find_holders
from vocapp.database import DB
from vocapp.database.notify import wake
from vocapp.faults import Fault
from vocapp.http.access import Scope, actor_of, key
from vocapp.http.app_options import BATCH_BYTES
from vocapp.http.fault_texts import format_fault
from vocapp.http.openapi_body import body_of
from vocapp.http.pagination import Cursor, Limit, Since, parse_moment, read_one, read_page
from vocapp.http.problem_json import MEDIA_TYPE, FieldError, Problem, RequestError
from vocapp.http.problem_kinds import type_uri
from vocapp.http.request import check_content_type

Request = litestar.Request[Any, Any, Any]
READ = key(Scope.CONTACTS_READ).opt
WRITE = key(Scope.CONTACTS_WRITE).opt
Taken: Any = RecordedOut | BatchOut
NDJSON = "application/x-ndjson"
LINES = Schema(description="one event as JSON a line; at most 10,000 lines and 10 MB")


@post(
    "/api/v1/contacts",
    opt=WRITE,
    operation_class=body_of(ContactIn, {NDJSON: LINES}),
    operation_id="recordContacts",
    tags=["contacts"],
    summary="Record a contact, or a batch",
    request_max_body_size=BATCH_BYTES,
    responses={
        200: ResponseSpec(
            Taken, generate_examples=False, description="one event: it was recorded before; a batch: it was read"
        )
    },
)
async def post_contacts(request: Request) -> Response[RecordedOut | BatchOut]:
    """Records one event (application/json): 201 if it is new; 200 if the same event was recorded before.

    An event with the `source` and `external_id` of a recorded contact and other contents puts that contact right: 200
    and `amended`. The earlier version is kept. The decision is taken again if nothing has left yet; nobody is asked
    twice. 409, and nothing is changed, if it is another contact (no identity and not the beginning in common), or names
    another customer after the invitation has left. An event that an earlier version was made from is a late repeat.

    422 for a fault in source, id, channel, times or the customer's country code. Any other odd value is set aside: the
    contact is recorded without it, and the answer has it among its `warnings`. "" and null are absent.

    Or records a batch (application/x-ndjson): 200 with the result of each line. Valid lines are recorded, whatever
    happens to the others.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == NDJSON:
        return Response(await _batch(request), status_code=200)
    check_content_type(request.headers.get("content-type", ""))
    body = await request.body()
    if len(body) > LONGEST:
        raise RequestError(
            413,
            f"One event may have {LONGEST} bytes. Send several events as {NDJSON}, one a line.",
            code="event.too_long",
        )
    event = decode_line(body)
    if isinstance(event, ContactFaults):
        if event[0].code in ("event.not_json", "event.too_deep"):
            raise RequestError(400, format_fault(event[0]), code="body.not_json")
        raise RequestError(422, errors=[_error(fault) for fault in event])
    return await _one(request, event)


async def _one(request: Request, event: ContactIn) -> Response[RecordedOut | BatchOut]:
    actor = actor_of(request)
    [outcome] = await record([event], is_test=actor.is_test, actor=actor)
    if outcome.state is IntakeState.REJECTED or outcome.id is None:
        foreign = any(fault.code.startswith("key.") for fault in outcome.faults)
        code = "key.foreign_contact" if foreign else ""
        raise RequestError(403 if foreign else 422, code=code, errors=[_error(fault) for fault in outcome.faults])
    if outcome.state is IntakeState.CONFLICT:
        raise RequestError(
            409,
            f"Another contact is recorded under this source and external_id, as {outcome.id}. Nothing was changed. "
            "Send a new external_id for a new contact.",
            code="contact.conflict",
            errors=[_error(fault) for fault in outcome.faults],
        )
    if outcome.state in (IntakeState.NEW, IntakeState.AMENDED):
        wake(STAGE)
    warnings = tuple(map(contact_schemas.field_fault, outcome.odd))
    answer = RecordedOut(id=outcome.id, state=outcome.state, version=outcome.version, warnings=warnings)
    return Response(answer, status_code=201 if outcome.state is IntakeState.NEW else 200)


async def _batch(request: Request) -> BatchOut:
    try:
        return await BatchIntake(actor_of(request)).read(split_lines(request.stream()))
    except TooManyLinesError as failure:
        text = f"A batch may have {MOST_LINES} lines. Those before are recorded. Send the others as a new batch."
        raise RequestError(413, text, code="batch.too_long") from failure
    finally:
        wake(STAGE)


def _error(fault: Fault) -> FieldError:
    place = fault.place.replace("[", "/").replace("]", "").replace(".", "/")
    shown = fault.at(fault.place, value=shorten(fault.params.get("value", "")))
    return FieldError(format_fault(shown), f"#/{place}" if place else "#", code=fault.code, type=type_uri(fault.code))


@get("/api/v1/contacts", opt=READ, operation_id="listContacts", tags=["contacts"], summary="List contacts")
async def list_contacts(
    request: Request,
    cursor: Cursor = None,
    limit: Limit = 50,
    since: Since = None,
    channel: Annotated[ContactChannel | None, QueryParameter()] = None,
    source: Annotated[str | None, QueryParameter(max_length=80)] = None,
    external_id: Annotated[str | None, QueryParameter(max_length=200)] = None,
    identity: IdentityFilter = None,
) -> ContactPage:
    """Contacts that the key may see, oldest first."""
    filters = [
        ("c.recorded_at >= ?", parse_moment("since", since)),
        ("c.channel = ?", channel),
        ("c.source = ?", source),
        ("c.external_id = ?", external_id),
        ("c.customer_id = ANY(?::uuid[])", await find_holders(identity)),
    ]
    rows, following = await read_page(request, CONTACT, "contact", "c", filters, cursor, limit)
    return ContactPage(items=[contact_schemas.contact_from_row(row) for row in rows], next=following)


@get("/api/v1/contacts/{contact_id:uuid}", opt=READ, operation_id="getContact", tags=["contacts"], summary="A contact")
async def get_contact(request: Request, contact_id: FromPath[UUID]) -> Response[ContactOut]:
    """One contact by id. Its ETag is its version."""
    found = contact_schemas.contact_from_row(await read_one(request, CONTACT, "contact", "c", contact_id))
    return Response(found, headers={"etag": f'"{found.version}"'})


@get(
    "/api/v1/contacts/{contact_id:uuid}/versions",
    opt=READ,
    operation_id="listContactVersions",
    tags=["contacts"],
    summary="Earlier versions of a contact",
)
async def list_versions(request: Request, contact_id: FromPath[UUID]) -> list[ContactVersionOut]:
    """What an amended contact said before, the newest first; empty for one that was never amended."""
    await read_one(request, CONTACT, "contact", "c", contact_id)
    return [contact_schemas.version_from_row(row) for row in await DB.fetch(VERSIONS, contact_id)]


@patch(
    "/api/v1/contacts/{contact_id:uuid}",
    opt=WRITE,
    operation_class=body_of(ContactIn, {"application/json": PARTIAL, MERGE_PATCH: PARTIAL}),
    operation_id="amendContact",
    tags=["contacts"],
    summary="Put a contact right",
    request_max_body_size=LONGEST,
    responses={
        412: ResponseSpec(
            Problem, generate_examples=False, description="`If-Match` names another version", media_type=MEDIA_TYPE
        )
    },
)
async def patch_contact(
    request: Request,
    contact_id: FromPath[UUID],
    if_match: Annotated[str | None, HeaderParameter(name="If-Match")] = None,
) -> Response[RecordedOut | BatchOut]:
    """Amends some fields of a contact, as a JSON merge patch (RFC 7396): what is left out stays, null removes.
    `customer` has the identities of the contact, and takes everything that a customer of an event has.

    The answer is that of recording an amended event. With `If-Match`, 412 if the contact has another version.
    """
    check_content_type(request.headers.get("content-type", ""))
    change = parse_patch(await request.body())
    async with DB.transaction():
        await DB.fetch_value(LOCK, contact_id)
        found = contact_schemas.contact_from_row(await read_one(request, CONTACT, "contact", "c", contact_id))
        if if_match not in (None, "*", f'"{found.version}"'):
            raise RequestError(412, code="contact.version")
        event = patched_event(found, change)
        if isinstance(event, ContactFaults):
            raise RequestError(422, errors=[_error(fault) for fault in event])
        if event is None:
            answer = RecordedOut(id=contact_id, state=IntakeState.REPEAT, version=found.version)
            return Response(answer, headers={"etag": f'"{found.version}"'})
        answered = await _one(request, event)
    wake(STAGE)
    version = answered.content.version if isinstance(answered.content, RecordedOut) else found.version
    return Response(answered.content, headers={"etag": f'"{version}"'})


ROUTES = (post_contacts, list_contacts, get_contact, list_versions, patch_contact)
