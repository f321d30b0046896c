"""Page of trusted sources."""

from litestar import Response, get, post
from litestar.di import NamedDependency

from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, confirmed, staff
from vocapp.http.problem_json import not_found
from vocapp.http.request import read_form
from vocapp.staff import trusted_sources
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.reader import mark

PATH = "/app/settings/sources"
ADMIN = staff(Role.ADMIN).opt
CONFIRMED = confirmed(staff(Role.ADMIN)).opt
TRUSTED = mark("The source %(name)s is trusted.")
UNTRUSTED = mark("The source %(name)s is no longer trusted.")
WRONG = mark("Enter the source as it stands in `source` of its contacts, at most 80 characters.")


@get(PATH, opt=ADMIN)
async def sources_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The trusted sources by name."""
    return await _page(request, registry)


@post(PATH, opt=CONFIRMED, status_code=303)
async def source_trust(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str] | Response[bytes]:
    """Trust a source."""
    source = (await read_form(request))["source"]
    if not source or len(source) > trusted_sources.LONGEST or not source.isprintable():
        return await _page(request, registry, typed=source, errors={"source": WRONG}, status=422)
    await trusted_sources.trust(source, actor_of(request))
    return redirect_done(request, registry, PATH, TRUSTED, name=source)


@post(f"{PATH}/remove", opt=CONFIRMED, status_code=303)
async def source_distrust(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Trust a source no longer."""
    source = (await read_form(request))["source"]
    if not await trusted_sources.distrust(source, actor_of(request)):
        raise not_found()
    return redirect_done(request, registry, PATH, UNTRUSTED, name=source)


async def _page(
    request: AnyRequest,
    registry: Registry,
    *,
    typed: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    rows = await trusted_sources.list_trusted()
    return staff_page(
        request, registry, "staff/sources.html", status=status, sources=rows, typed=typed, errors=errors or {}
    )
