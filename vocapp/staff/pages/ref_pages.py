"""Page of the ids that other systems give users."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, confirmed, staff
from vocapp.http.problem_json import not_found
from vocapp.http.request import read_form
from vocapp.staff import handler_refs
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page, translate_for
from vocapp.ui.paging import SIZE, make_page
from vocapp.ui.reader import mark

PATH = "/app/settings/agent-ids"
MOST_FAULTS = 20
ADMIN = staff(Role.ADMIN).opt
CONFIRMED = confirmed(staff(Role.ADMIN)).opt


@get(PATH, opt=ADMIN)
async def refs_page(
    request: AnyRequest, registry: NamedDependency[Registry], after: FromQuery[UUID | None] = None
) -> Response[str]:
    """The ids, newest first, and a form for more."""
    return await _page(request, registry, after=after)


@post(PATH, opt=CONFIRMED, status_code=303)
async def refs_import(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str] | Response[bytes]:
    """Import ids, one a line."""
    actor, form = actor_of(request), await read_form(request)
    number, faults = await handler_refs.import_refs(form.raw("lines"), actor)
    if faults:
        sentences = [translate_for(actor, fault.text, fault.values) for fault in faults[:MOST_FAULTS]]
        return await _page(request, registry, typed=form.raw("lines"), faults=sentences, status=422)
    return redirect_done(request, registry, PATH, mark("%(number)s ids were imported."), number=number)


@post(f"{PATH}/{{ref_id:uuid}}/remove", opt=CONFIRMED, status_code=303)
async def ref_remove(
    request: AnyRequest, registry: NamedDependency[Registry], ref_id: FromPath[UUID]
) -> Response[bytes]:
    """Remove one id."""
    if not await handler_refs.remove(ref_id, actor_of(request)):
        raise not_found()
    return redirect_done(request, registry, PATH, mark("The id was removed."))


async def _page(
    request: AnyRequest,
    registry: Registry,
    *,
    after: UUID | None = None,
    typed: str = "",
    faults: list[str] | None = None,
    status: int = 200,
) -> Response[str]:
    page = make_page(await handler_refs.list_refs(after, SIZE + 1), PATH, {}, after)
    return staff_page(
        request, registry, "staff/agent_ids.html", status=status, page=page, typed=typed, faults=faults or []
    )
