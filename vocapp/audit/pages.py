"""The page /app/audit."""

from typing import Any, NamedTuple
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from vocapp.audit.list_events import AuditFilter, list_events
from vocapp.feature import Registry
from vocapp.http.access import Role, staff
from vocapp.ui.page_response import staff_page
from vocapp.ui.paging import SIZE, make_page

PATH = "/app/audit"


@get(PATH, opt=staff(Role.ADMIN).opt)
async def audit_page(
    request: Request[Any, Any, Any],
    registry: NamedDependency[Registry],
    actor: FromQuery[str] = "",
    action: FromQuery[str] = "",
    subject: FromQuery[str] = "",
    after: FromQuery[UUID | None] = None,
) -> Response[str]:
    """Lists who did what, newest first."""
    rows = await list_events(AuditFilter(actor, action, subject, after), SIZE + 1)
    filters = {"actor": actor, "action": action, "subject": subject}
    page = make_page(rows, PATH, filters, after)
    details = {line.id: _details(line.detail) for line in page.rows}
    return staff_page(request, registry, "audit/audit.html", page=page, filters=filters, details=details)


class Detail(NamedTuple):
    """A name and its values; each is a text, or an id, which leads to the entries about it."""

    name: str
    values: list[str | UUID]


def _details(detail: dict[str, Any]) -> list[Detail]:
    return [Detail(name, [_value(one) for one in _list(value)]) for name, value in detail.items()]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _value(value: Any) -> str | UUID:
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        return str(value)
