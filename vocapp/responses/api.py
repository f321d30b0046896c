"""API of responses."""

from typing import Annotated, Any, Literal
from uuid import UUID

import litestar
from litestar import get
from litestar.params import FromPath, QueryParameter

from vocapp.customers.identity_lookup import find_family
from vocapp.http.access import Scope, key
from vocapp.http.pagination import Cursor, Limit, Since, parse_moment, read_one, read_page
from vocapp.responses.response_schemas import RESPONSE, ResponseOut, ResponsePage, response

Request = litestar.Request[Any, Any, Any]
READ = key(Scope.RESPONSES_READ).opt


@get("/api/v1/responses", opt=READ, operation_id="listResponses", tags=["responses"], summary="List responses")
async def list_responses(
    request: Request,
    cursor: Cursor = None,
    limit: Limit = 50,
    since: Since = None,
    standing: Annotated[Literal["open", "closed"] | None, QueryParameter(name="state")] = None,
    survey: Annotated[str | None, QueryParameter(max_length=80)] = None,
    contact_id: Annotated[UUID | None, QueryParameter(description="only of this contact")] = None,
    customer_id: Annotated[
        UUID | None, QueryParameter(description="only of this customer, with all that are merged with them")
    ] = None,
) -> ResponsePage:
    """The responses about contacts that the key may see, with their answers, oldest first."""
    filters = [
        ("r.started_at >= ?", parse_moment("since", since)),
        ("r.state = ?", standing),
        ("v.slug = ?", survey),
        ("i.contact_id = ?", contact_id),
        ("i.customer_id = ANY(?::uuid[])", await find_family(customer_id)),
    ]
    rows, following = await read_page(request, RESPONSE, "response", "r", filters, cursor, limit)
    return ResponsePage(items=[response(row) for row in rows], next=following)


@get(
    "/api/v1/responses/{response_id:uuid}",
    opt=READ,
    operation_id="getResponse",
    tags=["responses"],
    summary="A response",
)
async def get_response(request: Request, response_id: FromPath[UUID]) -> ResponseOut:
    """One response by id, with its answers."""
    return response(await read_one(request, RESPONSE, "response", "r", response_id))


ROUTES = (list_responses, get_response)
