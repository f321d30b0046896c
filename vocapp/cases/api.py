"""`GET /api/v1/cases`: cases and their present state."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import get
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from vocapp.cases.case_states import CaseState
from vocapp.customers.identity_lookup import find_family
from vocapp.http.access import Scope, key
from vocapp.http.pagination import Cursor, Limit, Request, Since, parse_moment, read_one, read_page

READ: Final = key(Scope.CASES_READ).opt
SELECT: Final = """
SELECT c.id, c.number, c.state, c.rule, c.priority, c.customer_id, c.contact_id, c.channel, c.touchpoint, c.brand,
  l.slug AS line_of_business, u.slug AS unit, c.score, c.score_metric, c.opened_at, c.acknowledge_due_at,
  c.resolve_due_at, c.customer_due_at, c.acknowledged_at, c.first_attempt_at, c.reached_at, c.closed_at, c.checked_at,
  c.confirmed_at, c.denied_at, c.root_cause, c.outcome, c.reopened, c.revision,
  ARRAY(SELECT response_id FROM case_response r WHERE r.case_id = c.id ORDER BY r.id) AS responses
FROM followup_case c LEFT JOIN unit u ON u.id = c.unit_id LEFT JOIN line_of_business l ON l.id = c.line_id"""


class CaseOut(Struct, frozen=True, kw_only=True):
    """A case, without the words of customers or staff. The unit's due times stop while it waits."""

    id: UUID
    number: int
    state: CaseState
    rule: str
    priority: int
    customer_id: UUID
    contact_id: UUID
    responses: list[UUID]
    channel: str
    touchpoint: str
    brand: str
    line_of_business: str | None
    unit: str | None
    score: int | None
    score_metric: str | None
    opened_at: datetime
    acknowledge_due_at: datetime | None
    resolve_due_at: datetime | None
    customer_due_at: datetime | None
    acknowledged_at: datetime | None
    first_attempt_at: datetime | None
    reached_at: datetime | None
    closed_at: datetime | None
    checked_at: datetime | None
    confirmed_at: datetime | None
    denied_at: datetime | None
    root_cause: str | None
    outcome: str | None
    reopened: int
    revision: int


class CasePage(Struct, frozen=True):
    """A page of cases, in the order in which they were opened."""

    items: list[CaseOut]
    next: str | None


@get("/api/v1/cases", opt=READ, operation_id="listCases", tags=["cases"], summary="List cases")
async def list_cases(
    request: Request,
    cursor: Cursor = None,
    limit: Limit = 50,
    standing: Annotated[
        CaseState | None, QueryParameter(name="state", description="only cases that are in this state now")
    ] = None,
    customer_id: Annotated[
        UUID | None, QueryParameter(description="only of this customer, with all that are merged with them")
    ] = None,
    since: Since = None,
) -> CasePage:
    """Cases in their present state, oldest first; keyset pagination."""
    filters: list[tuple[str, Any]] = [
        ("c.state = ?", standing and standing.value),
        ("c.customer_id = ANY(?::uuid[])", await find_family(customer_id)),
        ("c.opened_at >= ?", parse_moment("since", since)),
    ]
    rows, following = await read_page(request, SELECT, "followup_case", "c", filters, cursor, limit)
    return CasePage([CaseOut(**dict(row)) for row in rows], following)


@get("/api/v1/cases/{case_id:uuid}", opt=READ, operation_id="getCase", tags=["cases"], summary="A case")
async def get_case(request: Request, case_id: FromPath[UUID]) -> CaseOut:
    """One case in its present state."""
    return CaseOut(**dict(await read_one(request, SELECT, "followup_case", "c", case_id)))


ROUTES: Final = (list_cases, get_case)
