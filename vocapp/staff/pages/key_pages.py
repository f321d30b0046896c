"""Pages of API keys."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from vocapp.feature import Registry
from vocapp.http.access import Role, Scope, actor_of, staff
from vocapp.http.problem_json import not_found
from vocapp.http.request import read_form
from vocapp.staff import api_keys
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.reader import mark

PATH = "/app/settings/keys"
POLICY = staff(Role.INTEGRATOR).opt
LONGEST_NAME = 80
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
    return staff_page(request, registry, "staff/keys.html", keys=rows, revoked=bool(revoked))


@get(f"{PATH}/new", opt=POLICY)
async def key_new(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The form for a new key."""
    return _form(request, registry, {"name": "", "scopes": (), "kind": "test"}, {})


@post(f"{PATH}/new", opt=POLICY, status_code=200)
async def key_add(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Create a key and show its secret once."""
    form = await read_form(request)
    scopes = form.all("scopes")
    errors = {}
    if not form["name"] or len(form["name"]) > LONGEST_NAME:
        errors["name"] = mark("Enter what will use the key, at most 80 characters.")
    if not scopes or not set(scopes) <= set(Scope):
        errors["scopes"] = mark("Choose at least one permission.")
    if form["kind"] not in ("live", "test"):
        errors["kind"] = mark("Choose whether the key is for real customers or for tests.")
    if errors:
        typed = {"name": form["name"], "scopes": scopes, "kind": form["kind"]}
        return _form(request, registry, typed, errors, status=422)
    is_test = form["kind"] == "test"
    key = await api_keys.add(form["name"], map(Scope, scopes), is_test=is_test, by=actor_of(request))
    origin = registry.settings.origin
    return staff_page(request, registry, "staff/key_made.html", name=form["name"], secret=key.secret, origin=origin)


@post(f"{PATH}/{{key_id:uuid}}/revoke", opt=POLICY, status_code=303)
async def key_revoke(
    request: AnyRequest, registry: NamedDependency[Registry], key_id: FromPath[UUID]
) -> Response[bytes]:
    """Revoke a key."""
    name = await api_keys.revoke(key_id, actor_of(request))
    if name is None:
        raise not_found()
    return redirect_done(request, registry, PATH, REVOKED, undo=f"{PATH}/{key_id}/restore", name=name)


@post(f"{PATH}/{{key_id:uuid}}/restore", opt=POLICY, status_code=303)
async def key_restore(
    request: AnyRequest, registry: NamedDependency[Registry], key_id: FromPath[UUID]
) -> Response[bytes]:
    """Undo a revocation."""
    name = await api_keys.restore(key_id, actor_of(request))
    if name is None:
        raise not_found()
    return redirect_done(request, registry, PATH, mark("The key %(name)s works again."), name=name)


def _form(
    request: AnyRequest, registry: Registry, values: dict[str, Any], errors: dict[str, str], *, status: int = 200
) -> Response[str]:
    return staff_page(request, registry, "staff/key.html", status=status, values=values, errors=errors, scopes=SCOPES)
