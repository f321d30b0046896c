"""Pages of API keys."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from vocapp.feature import Registry
from vocapp.http.access import Role, Scope, actor_of, confirmed, staff
from vocapp.http.problem_json import RequestError, not_found
from vocapp.http.request import Form, read_form
from vocapp.staff import api_keys, units
from vocapp.staff.key_form import read_limits
from vocapp.staff.key_rights import LIFETIMES, USUAL_DAYS, KeyRightError, scopes_of
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.reader import mark

PATH = "/app/settings/keys"
POLICY = staff(Role.INTEGRATOR).opt
CONFIRMED = confirmed(staff(Role.INTEGRATOR)).opt
LONGEST_NAME = 80
NO_RIGHT = {
    "scopes": mark("Only an administrator gives these scopes."),
    "sources": mark("Only an administrator makes keys for every source, or for a trusted source. Name other sources."),
    "units": mark("You belong to some units only. Choose the units of the key among them."),
}
ENDED = {
    "revoked": mark("revoked"),
    "expired": mark("expired"),
    "rights": mark("its maker has no right to it"),
}
NOT_YOURS = mark("You may not make such a key, so you cannot restore it. Ask an administrator.")
REVOKED = mark("The key %(name)s has been revoked.")

SCOPES = {
    Scope.CONTACTS_WRITE: mark("record contacts"),
    Scope.CONTACTS_READ: mark("read contacts, decisions and invitations"),
    Scope.CUSTOMERS_READ: mark("read customers"),
    Scope.CUSTOMERS_WRITE: mark("change customers and their permissions"),
    Scope.RESPONSES_READ: mark("read responses"),
    Scope.CASES_READ: mark("read cases and their state"),
    Scope.SENDING_READ: mark("read messages and their delivery"),
}


@get(PATH, opt=POLICY)
async def keys_page(
    request: AnyRequest, registry: NamedDependency[Registry], revoked: FromQuery[str] = ""
) -> Response[str]:
    """The keys, newest first."""
    rows = await api_keys.list_keys(revoked=bool(revoked))
    return staff_page(request, registry, "staff/keys.html", keys=rows, revoked=bool(revoked), ENDED=ENDED)


@get(f"{PATH}/new", opt=POLICY)
async def key_new(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The form for a new key."""
    values: dict[str, Any] = {
        "name": "",
        "scopes": (),
        "kind": "test",
        "sources": "",
        "units": (),
        "days": str(USUAL_DAYS),
    }
    values["every_source"] = False
    return await _form(request, registry, values, {})


@post(f"{PATH}/new", opt=CONFIRMED, status_code=200)
async def key_add(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Create a key and show its secret once."""
    form = await read_form(request)
    limits, errors = read_limits(form)
    scopes = form.all("scopes")
    if not form["name"] or len(form["name"]) > LONGEST_NAME:
        errors["name"] = mark("Enter what will use the key, at most 80 characters.")
    if not scopes or not set(scopes) <= set(Scope):
        errors["scopes"] = mark("Choose at least one permission.")
    if form["kind"] not in ("live", "test"):
        errors["kind"] = mark("Choose whether the key is for real customers or for tests.")
    if limits is None or errors:
        return await _form(request, registry, _typed(form), errors, status=422)
    is_test, by = form["kind"] == "test", actor_of(request)
    try:
        key = await api_keys.add(form["name"], map(Scope, scopes), is_test=is_test, by=by, limits=limits)
    except KeyRightError as refused:
        return await _form(request, registry, _typed(form), {refused.what: NO_RIGHT[refused.what]}, status=403)
    origin = registry.settings.origin
    return staff_page(request, registry, "staff/key_made.html", name=form["name"], secret=key.secret, origin=origin)


@post(f"{PATH}/{{key_id:uuid}}/revoke", opt=CONFIRMED, status_code=303)
async def key_revoke(
    request: AnyRequest, registry: NamedDependency[Registry], key_id: FromPath[UUID]
) -> Response[bytes]:
    """Revoke a key."""
    name = await api_keys.revoke(key_id, actor_of(request))
    if name is None:
        raise not_found()
    return redirect_done(request, registry, PATH, REVOKED, undo=f"{PATH}/{key_id}/restore", name=name)


@post(f"{PATH}/{{key_id:uuid}}/restore", opt=CONFIRMED, status_code=303)
async def key_restore(
    request: AnyRequest, registry: NamedDependency[Registry], key_id: FromPath[UUID]
) -> Response[bytes]:
    """Undo a revocation."""
    try:
        name = await api_keys.restore(key_id, actor_of(request))
    except KeyRightError as refused:
        raise RequestError(403, NOT_YOURS) from refused
    if name is None:
        raise not_found()
    return redirect_done(request, registry, PATH, mark("The key %(name)s works again."), name=name)


def _typed(form: Form) -> dict[str, Any]:
    chosen = {"scopes": form.all("scopes"), "units": form.all("units"), "every_source": "every_source" in form}
    return {name: form[name] for name in ("name", "kind", "sources", "days")} | chosen


async def _form(
    request: AnyRequest, registry: Registry, values: dict[str, Any], errors: dict[str, str], *, status: int = 200
) -> Response[str]:
    actor = actor_of(request)
    mine = scopes_of(actor)
    return staff_page(
        request,
        registry,
        "staff/key.html",
        status=status,
        values=values,
        errors=errors,
        scopes={scope: meaning for scope, meaning in SCOPES.items() if scope in mine},
        is_admin=actor.role is Role.ADMIN,
        units=[unit for unit in await units.tree() if not actor.units or unit.id in actor.units],
        lifetimes=LIFETIMES,
    )
