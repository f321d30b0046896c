"""Customers in the API, with their permissions and outcomes."""

from typing import Annotated, Any
from uuid import UUID

import litestar
import msgspec
from litestar import Response, delete, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from vocapp.audit.record import record
from vocapp.customers import customer_schemas
from vocapp.customers.customer_schemas import CUSTOMER, CustomerOut, CustomerPage, OutcomeOut, PermissionList
from vocapp.customers.field_types import Country, Text
from vocapp.customers.identity_lookup import IdentityFilter, find_holders
from vocapp.customers.merging.merge import MergeError, family_of, merge, undo_merge
from vocapp.customers.normalise_identity import IdentityError, UnreachableError, check_reachable
from vocapp.customers.outcomes import OutcomeConflictError, OutcomeIn, UnknownCustomerError, record_outcome
from vocapp.customers.permissions import OPT_OUT, PermissionKey, grant, withdraw
from vocapp.customers.types import Basis, IdentityKind, Purpose, WritingChannel
from vocapp.database import DB
from vocapp.faults import Fault
from vocapp.http.access import Scope, actor_of, key
from vocapp.http.fault_texts import field_error, field_errors, format_faults
from vocapp.http.openapi_body import body_of
from vocapp.http.pagination import Cursor, Limit, Since, parse_moment, read_one, read_page
from vocapp.http.problem_json import RequestError
from vocapp.messages.message_queue import WRITTEN_BY_STAFF, revoke
from vocapp.shape_faults import show
from vocapp.staff.trusted_sources import trusted_names

Request = litestar.Request[Any, Any, Any]
READ = key(Scope.CUSTOMERS_READ).opt
WRITE = key(Scope.CUSTOMERS_WRITE).opt

PERMISSIONS = f"""
SELECT p.id, p.identity_id, i.kind, i.value, p.channel, p.purpose, p.basis, p.country, p.evidence, p.granted_at,
       opt_out.withdrawn_at, opt_out.withdrawn_by
FROM permission p JOIN identity i ON i.id = p.identity_id LEFT JOIN {OPT_OUT} ON true
WHERE i.customer_id = ANY($1::uuid[]) ORDER BY p.id"""  # noqa: S608 — OPT_OUT is a constant
IDENTITY = "SELECT kind FROM identity WHERE id = $1 AND customer_id = ANY($2::uuid[])"


class MergeIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The customer to merge into."""

    into: UUID


class PermissionKeyIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A permission to grant or to withdraw: to write to this identity, on this channel, for this purpose."""

    identity_id: Annotated[UUID, Meta(description="one of the customer's identities")]
    channel: WritingChannel
    purpose: Purpose


class GrantIn(PermissionKeyIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A permission. It also ends an earlier opt-out: send it only with evidence that the customer asked for that."""

    basis: Basis
    country: Country | None = None
    evidence: Annotated[Text, Meta(description="where and when it was given")] = ""


@get("/api/v1/customers", opt=READ, operation_id="listCustomers", tags=["customers"], summary="List customers")
async def list_customers(
    request: Request,
    cursor: Cursor = None,
    limit: Limit = 50,
    since: Since = None,
    identity: IdentityFilter = None,
) -> CustomerPage:
    """Customers that the key may see, oldest first. Merged customers are listed too, with `merged_into`."""
    filters = [
        ("c.updated_at >= ?", parse_moment("since", since)),
        ("c.id = ANY(?::uuid[])", await find_holders(identity)),
    ]
    rows, following = await read_page(request, CUSTOMER, "customer", "c", filters, cursor, limit)
    return CustomerPage(items=[customer_schemas.customer_from_row(row) for row in rows], next=following)


@get(
    "/api/v1/customers/{customer_id:uuid}",
    opt=READ,
    operation_id="getCustomer",
    tags=["customers"],
    summary="A customer",
)
async def get_customer(request: Request, customer_id: FromPath[UUID]) -> CustomerOut:
    """One customer by id."""
    return customer_schemas.customer_from_row(await read_one(request, CUSTOMER, "customer", "c", customer_id))


@post(
    "/api/v1/customers/{customer_id:uuid}/merge",
    opt=WRITE,
    operation_class=body_of(MergeIn),
    status_code=200,
    operation_id="mergeCustomer",
    tags=["customers"],
    summary="Merge a customer into another",
)
async def merge_customer(request: Request, customer_id: FromPath[UUID], data: JSONBody[MergeIn]) -> CustomerOut:
    """From now on the other customer stands for this one, in every list and decision. Returns the customer that stands
    for both.

    A repeat does nothing. 409 if the merge would close a ring. A key that is limited to sources merges only if all of
    these are trusted.
    """
    await read_one(request, CUSTOMER, "customer", "c", customer_id)
    await _require_trust(request, "customer.merge_refused", customer_id, into=str(data.into))
    try:
        await read_one(request, CUSTOMER, "customer", "c", data.into)
    except RequestError as failure:
        errors = [field_error(Fault.of("customer.unknown", "#/into"))]
        raise RequestError(422, errors=errors) from failure
    try:
        root = await merge(customer_id, data.into, actor=actor_of(request))
    except MergeError as failure:
        raise RequestError(409, format_faults(failure), code=failure.faults[0].code) from failure
    return customer_schemas.customer_from_row(await read_one(request, CUSTOMER, "customer", "c", root))


@delete(
    "/api/v1/customers/{customer_id:uuid}/merge",
    opt=WRITE,
    status_code=200,
    operation_id="undoMergeOfCustomer",
    tags=["customers"],
    summary="Undo a merge",
)
async def undo_merge_of_customer(request: Request, customer_id: FromPath[UUID]) -> CustomerOut:
    """The customer, with all who were merged into them, is a customer of their own again, with everything that was
    recorded about them before and since. 409 if they are not merged into another. A key that is limited to sources
    separates only if all of these are trusted.
    """
    await read_one(request, CUSTOMER, "customer", "c", customer_id)
    await _require_trust(request, "customer.separate_refused", customer_id)
    try:
        await undo_merge(customer_id, actor=actor_of(request))
    except MergeError as failure:
        raise RequestError(409, format_faults(failure), code=failure.faults[0].code) from failure
    return customer_schemas.customer_from_row(await read_one(request, CUSTOMER, "customer", "c", customer_id))


async def _require_trust(request: Request, refused: str, customer: UUID, **detail: str) -> None:
    """403, and a line in the audit log, for a key that is limited to sources of which one is not trusted."""
    by = actor_of(request)
    if by.sources is not None and not by.sources <= await trusted_names():
        await record(by, refused, "customer", customer, **detail)
        raise RequestError(403, code="key.not_trusted")


@get(
    "/api/v1/customers/{customer_id:uuid}/permissions",
    opt=READ,
    operation_id="listPermissions",
    tags=["customers"],
    summary="A customer's permissions",
)
async def list_permissions(request: Request, customer_id: FromPath[UUID]) -> PermissionList:
    """The recorded permissions of the customer and of those merged into them.

    The country table adds what the law allows.
    """
    await read_one(request, CUSTOMER, "customer", "c", customer_id)
    return await _permissions(customer_id)


@post(
    "/api/v1/customers/{customer_id:uuid}/permissions",
    opt=WRITE,
    operation_class=body_of(GrantIn),
    status_code=200,
    operation_id="grantPermission",
    tags=["customers"],
    summary="Record a permission",
)
async def grant_permission(request: Request, customer_id: FromPath[UUID], data: JSONBody[GrantIn]) -> PermissionList:
    """Records the permission, or replaces the one for the same identity, channel and purpose."""
    wish = await _wish(request, customer_id, data)
    await grant(wish, data.basis, actor=actor_of(request), country=data.country, evidence=data.evidence)
    return await _permissions(customer_id)


@post(
    "/api/v1/customers/{customer_id:uuid}/permissions/withdraw",
    opt=WRITE,
    operation_class=body_of(PermissionKeyIn),
    status_code=200,
    operation_id="withdrawPermission",
    tags=["customers"],
    summary="Record an opt-out",
)
async def withdraw_permission(
    request: Request, customer_id: FromPath[UUID], data: JSONBody[PermissionKeyIn]
) -> PermissionList:
    """From now on nothing is sent to the customer on that channel for that purpose, whatever was permitted before."""
    wish = await _wish(request, customer_id, data)
    async with DB.transaction():
        await withdraw(wish, by="staff", actor=actor_of(request))
        if wish.purpose is Purpose.SURVEY:
            family = await family_of(customer_id)
            await revoke(customers=family, sparing=WRITTEN_BY_STAFF, reason="the permission was withdrawn")
    return await _permissions(customer_id)


@post(
    "/api/v1/outcomes",
    opt=WRITE,
    operation_class=body_of(OutcomeIn),
    operation_id="recordOutcome",
    tags=["customers"],
    summary="Record what a customer did later",
    responses={200: ResponseSpec(OutcomeOut, generate_examples=False, description="it was recorded before")},
)
async def post_outcome(request: Request, data: JSONBody[OutcomeIn]) -> Response[OutcomeOut]:
    """Records an outcome once per `source` and `external_id`: 201, for a repeat 200, and 409 if it stands for another
    one.
    """
    key = actor_of(request)
    if key.sources is not None and data.source not in key.sources:
        known = ", ".join(sorted(key.sources))
        fault = Fault.of("key.other_source", "#/source", value=show(data.source), known=known)
        await record(key, "outcome.refused", "key", key.id, sources=[data.source])
        raise RequestError(403, code="key.foreign_contact", errors=[field_error(fault)])
    try:
        outcome_id, customer_id, is_new = await record_outcome(data, actor=key)
    except OutcomeConflictError as failure:
        raise RequestError(409, format_faults(failure), code=failure.faults[0].code) from failure
    except (UnknownCustomerError, IdentityError) as failure:
        place = "#/customer_id" if data.customer_id else "#/identity"
        value = data.identity.value if data.identity else str(data.customer_id)
        raise RequestError(422, errors=field_errors(failure, place, value=show(value))) from failure
    answer = OutcomeOut(id=outcome_id, customer_id=customer_id, kind=data.kind)
    return Response(answer, status_code=201 if is_new else 200)


async def _permissions(customer_id: UUID) -> PermissionList:
    rows = await DB.fetch(PERMISSIONS, await family_of(customer_id))
    return PermissionList(items=[customer_schemas.permission_from_row(row) for row in rows])


async def _wish(request: Request, customer_id: UUID, wish: PermissionKeyIn) -> PermissionKey:
    await read_one(request, CUSTOMER, "customer", "c", customer_id)
    kind = await DB.fetch_value(IDENTITY, wish.identity_id, await family_of(customer_id))
    if kind is None:
        raise RequestError(422, errors=[field_error(Fault.of("customer.unknown_identity", "#/identity_id"))])
    try:
        check_reachable(IdentityKind(kind), wish.channel)
    except UnreachableError as failure:
        raise RequestError(422, errors=field_errors(failure, "#/channel")) from failure
    return PermissionKey(*msgspec.structs.astuple(wish)[:3])


ROUTES = (
    list_customers,
    get_customer,
    merge_customer,
    undo_merge_of_customer,
    list_permissions,
    grant_permission,
    withdraw_permission,
    post_outcome,
)
