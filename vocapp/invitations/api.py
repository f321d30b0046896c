"""API of decisions and invitations."""

from typing import Annotated, Any
from uuid import UUID

import litestar
from litestar import get
from litestar.params import FromPath, QueryParameter

from vocapp.customers.identity_lookup import find_family
from vocapp.http.access import Scope, key
from vocapp.http.pagination import Cursor, Limit, Since, parse_moment, read_one, read_page
from vocapp.invitations import invitation_schemas
from vocapp.invitations.invitation_schemas import (
    DECISION,
    INVITATION,
    DecisionOut,
    DecisionPage,
    InvitationOut,
    InvitationPage,
    Outcome,
)
from vocapp.invitations.policy.dispositions import Disposition

Request = litestar.Request[Any, Any, Any]
READ = key(Scope.CONTACTS_READ).opt
Slug = Annotated[str | None, QueryParameter(max_length=80)]
OfContact = Annotated[UUID | None, QueryParameter(description="only of this contact")]


@get("/api/v1/decisions", opt=READ, operation_id="listDecisions", tags=["asking"], summary="List decisions")
async def list_decisions(
    request: Request,
    cursor: Cursor = None,
    limit: Limit = 50,
    since: Since = None,
    outcome: Annotated[Outcome | None, QueryParameter()] = None,
    rule: Annotated[str | None, QueryParameter(max_length=40)] = None,
    programme: Slug = None,
    contact_id: OfContact = None,
) -> DecisionPage:
    """The decisions about contacts that the key may see, oldest first; one decision per contact."""
    filters = [
        ("d.decided_at >= ?", parse_moment("since", since)),
        ("d.outcome = ?", outcome),
        ("d.rule = ?", rule),
        ("p.slug = ?", programme),
        ("d.contact_id = ?", contact_id),
    ]
    rows, following = await read_page(request, DECISION, "decision", "d", filters, cursor, limit)
    return DecisionPage(items=[invitation_schemas.decision(row) for row in rows], next=following)


@get(
    "/api/v1/decisions/{decision_id:uuid}",
    opt=READ,
    operation_id="getDecision",
    tags=["asking"],
    summary="A decision",
)
async def get_decision(request: Request, decision_id: FromPath[UUID]) -> DecisionOut:
    """One decision by id."""
    return invitation_schemas.decision(await read_one(request, DECISION, "decision", "d", decision_id))


@get("/api/v1/invitations", opt=READ, operation_id="listInvitations", tags=["asking"], summary="List invitations")
async def list_invitations(
    request: Request,
    cursor: Cursor = None,
    limit: Limit = 50,
    since: Since = None,
    disposition: Annotated[Disposition | None, QueryParameter()] = None,
    programme: Slug = None,
    brand: Slug = None,
    contact_id: OfContact = None,
    customer_id: Annotated[
        UUID | None, QueryParameter(description="only of this customer, with all that are merged with them")
    ] = None,
) -> InvitationPage:
    """The invitations for contacts that the key may see, oldest first."""
    filters = [
        ("i.asked_at >= ?", parse_moment("since", since)),
        ("i.disposition = ?", disposition),
        ("p.slug = ?", programme),
        ("b.slug = ?", brand),
        ("i.contact_id = ?", contact_id),
        ("i.customer_id = ANY(?::uuid[])", await find_family(customer_id)),
    ]
    rows, following = await read_page(request, INVITATION, "invitation", "i", filters, cursor, limit)
    return InvitationPage(items=[invitation_schemas.invitation(row) for row in rows], next=following)


@get(
    "/api/v1/invitations/{invitation_id:uuid}",
    opt=READ,
    operation_id="getInvitation",
    tags=["asking"],
    summary="An invitation",
)
async def get_invitation(request: Request, invitation_id: FromPath[UUID]) -> InvitationOut:
    """One invitation by id."""
    return invitation_schemas.invitation(await read_one(request, INVITATION, "invitation", "i", invitation_id))


ROUTES = (list_decisions, get_decision, list_invitations, get_invitation)
