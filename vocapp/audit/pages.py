"""The page /app/audit."""

from typing import Any
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
    details = {line.id: _detail_line(line.detail) for line in page.rows}
    return staff_page(request, registry, "audit/audit.html", page=page, filters=filters, details=details)


def _detail_line(detail: dict[str, Any]) -> str:
    """Returns the detail of an event in one line."""
    return ", ".join(f"{name}: {_value_text(value)}" for name, value in detail.items())


def _value_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
