"""Profile page: password, language, time zone and sessions; and the redirect from /app to the user's first page."""

from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, confirmed, staff
from vocapp.http.guards import client_address_of
from vocapp.http.request import read_form
from vocapp.staff import passwords, sessions, user_queries, users
from vocapp.staff.confirmation import WRONG
from vocapp.staff.known_devices import known_device, remember_device
from vocapp.staff.login_limits import LoginAttempt, LoginLimits
from vocapp.staff.password_rules import SHORTEST, password_problem
from vocapp.staff.second_factor import totp
from vocapp.staff.user_form import read_locale
from vocapp.ui.languages import STAFF
from vocapp.ui.page_response import AnyRequest, redirect, redirect_done, staff_page
from vocapp.ui.reader import mark

PATH = "/app/profile"
# Roles that work cases start at the first entry of the menu, the cases.
BEGINS = {Role.EXECUTIVE: "/app/dashboards", Role.ANALYST: "/app/dashboards"}


@get("/app", opt=staff().opt)
async def home(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """The start page of the user's role, else the first page of the menu."""
    role = actor_of(request).role
    paths = [entry.path for entry in registry.menu(role)]
    begins = BEGINS.get(role, "") if role else ""
    return redirect(begins if begins in paths else paths[0] if paths else PATH)


@get("/app/settings", opt=staff().opt)
async def settings(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """The first settings page that this user may see."""
    entries = registry.menu(actor_of(request).role)
    return redirect(next((entry.path for entry in entries if entry.path.startswith("/app/settings/")), PATH))


@get(PATH, opt=staff().opt)
async def profile_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The profile page."""
    return await _page(request, registry, {})


@post(PATH, opt=staff().opt, status_code=303)
async def profile_change(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str] | Response[bytes]:
    """Change language and time zone."""
    form = await read_form(request)
    actor = actor_of(request)
    errors = read_locale(form)
    if errors:
        return await _page(request, registry, errors, status=422)
    if actor.id is not None:
        await users.set_locale(actor.id, form["language"], form["timezone"], actor)
    return redirect_done(request, registry, PATH, mark("Saved."))


@post(f"{PATH}/password", opt=staff().opt, status_code=303)
async def password_change(
    request: AnyRequest, registry: NamedDependency[Registry], login_limits: NamedDependency[LoginLimits]
) -> Response[str] | Response[bytes]:
    """Change the password: signs every browser out, and this one in again."""
    form = await read_form(request)
    actor = actor_of(request)
    user = await user_queries.credentials_of_user(actor.id)
    if user is None:
        return redirect(PATH)
    device = known_device(request, registry.settings, registry.keys, user) or str(actor.session_id)
    lanes = login_limits.begin(LoginAttempt(user.email, client_address_of(request), device))
    errors = {}
    if not await passwords.matches(user.password_hash, form.raw("old")):
        errors["old"] = WRONG
    else:
        login_limits.succeeded(lanes)
    if wrong := password_problem(form.raw("new"), user.name, user.email, await registry.company_names()):
        errors["new"] = wrong
    if errors:
        return await _page(request, registry, errors, status=422)
    user = replace(user, password_hash=await passwords.hash_password(form.raw("new")))
    await users.set_password(user.id, user.password_hash or "", actor)
    response = redirect(PATH)
    response.set_cookie(remember_device(request, registry.settings, registry.keys, user))
    token = await sessions.open_session(user.id, request.headers.get("user-agent", ""))
    response.set_cookie(sessions.cookie(registry.settings, token))
    return response


@post(f"{PATH}/elsewhere", opt=confirmed(staff()).opt, status_code=303)
async def sign_out_elsewhere(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Sign out every browser but this."""
    actor = actor_of(request)
    await sessions.end_others(actor)
    return redirect_done(request, registry, PATH, mark("All other sessions were signed out."))


async def _page(request: AnyRequest, registry: Registry, errors: dict[str, str], *, status: int = 200) -> Response[str]:
    actor = actor_of(request)
    browsers = await sessions.list_sessions(actor.id) if actor.id else []
    context: dict[str, Any] = {
        "errors": errors,
        "browsers": browsers,
        "languages": STAFF,
        "shortest": SHORTEST,
        "has_app": bool(actor.id and await totp.is_set_up(actor.id)),
    }
    return staff_page(request, registry, "staff/profile.html", status=status, **context)
