"""Pages of users."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

import asyncpg
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from vocapp import clock
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, confirmed, staff
from vocapp.http.problem_json import RequestError, not_found
from vocapp.http.request import Form, read_form
from vocapp.staff import password_reset, units, user_queries, users
from vocapp.staff.second_factor import totp
from vocapp.staff.sessions import SEES_ALL
from vocapp.staff.user_form import ROLES, UserIn, read_user
from vocapp.staff.user_queries import UserDetail
from vocapp.ui.languages import STAFF
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.paging import SIZE, make_page
from vocapp.ui.reader import mark

PATH = "/app/settings/users"
ADMIN = staff(Role.ADMIN).opt
CONFIRMED = confirmed(staff(Role.ADMIN)).opt
TAKEN = mark("A user with this address already exists.")
LAST = mark("This is the only administrator who can sign in. Make somebody else an administrator first.")
GONE = mark("One of the chosen units or lines no longer exists. Choose again.")
SAVED = mark("%(name)s was saved.")
OUT = mark("%(name)s can no longer sign in.")
IN_AGAIN = mark("%(name)s can sign in again.")
DISABLED = mark("This user is disabled. Enable the user first.")


@get(PATH, opt=ADMIN)
async def users_page(
    request: AnyRequest,
    registry: NamedDependency[Registry],
    q: FromQuery[str] = "",
    role: FromQuery[str] = "",
    disabled: FromQuery[str] = "",
    after: FromQuery[UUID | None] = None,
) -> Response[str]:
    """The users by name."""
    rows = await user_queries.list_users(user_queries.UserFilter(q, role, bool(disabled), after), SIZE + 1)
    filters = {"q": q, "role": role, "disabled": disabled}
    page = make_page(rows, PATH, filters, after)
    return staff_page(request, registry, "staff/users.html", page=page, filters=filters, roles=ROLES, sees_all=SEES_ALL)


@get(f"{PATH}/new", opt=ADMIN)
async def user_new(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The form for a new user."""
    blank = {"role": Role.AGENT, "language": "en", "timezone": actor_of(request).timezone}
    return await _form(request, registry, blank, {})


@post(f"{PATH}/new", opt=CONFIRMED, status_code=200)
async def user_add(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Add a user and show the password link once."""
    form = await read_form(request)
    user, errors = read_user(form)
    if user is not None:
        try:
            user_id = await users.add(user, actor_of(request))
        except users.EmailTakenError:
            errors = {"email": TAKEN}
        except asyncpg.ForeignKeyViolationError:
            errors = {"units": GONE}
        else:
            return await _link_page(request, registry, user_id, user.name)
    return await _form(request, registry, _typed(form), errors, status=422)


@get(f"{PATH}/{{user_id:uuid}}", opt=ADMIN)
async def user_page(request: AnyRequest, registry: NamedDependency[Registry], user_id: FromPath[UUID]) -> Response[str]:
    """One user."""
    user = await _found(user_id)
    return await _form(request, registry, asdict(user), {}, user=user)


@post(f"{PATH}/{{user_id:uuid}}", opt=CONFIRMED, status_code=303)
async def user_change(
    request: AnyRequest, registry: NamedDependency[Registry], user_id: FromPath[UUID]
) -> Response[str] | Response[bytes]:
    """Change a user; a change of rights signs them out everywhere."""
    known = await _found(user_id)
    form = await read_form(request)
    user, errors = read_user(form)
    errors = errors or await _changed(request, user_id, user)
    if errors:
        return await _form(request, registry, _typed(form), errors, status=422, user=known)
    return redirect_done(request, registry, PATH, SAVED, name=form["name"])


@post(f"{PATH}/{{user_id:uuid}}/link", opt=CONFIRMED, status_code=200)
async def user_link(request: AnyRequest, registry: NamedDependency[Registry], user_id: FromPath[UUID]) -> Response[str]:
    """Create a password link and show it once."""
    user = await _found(user_id)
    if not user.active:
        raise RequestError(409, DISABLED)
    return await _link_page(request, registry, user_id, user.name)


@post(f"{PATH}/{{user_id:uuid}}/disable", opt=CONFIRMED, status_code=303)
async def user_disable(
    request: AnyRequest, registry: NamedDependency[Registry], user_id: FromPath[UUID]
) -> Response[bytes]:
    """Disable a user."""
    try:
        name = await users.disable(user_id, actor_of(request))
    except users.LastAdminError as last:
        raise RequestError(409, LAST) from last
    except KeyError as missing:
        raise not_found() from missing
    return redirect_done(request, registry, PATH, OUT, undo=f"{PATH}/{user_id}/enable", name=name)


@post(f"{PATH}/{{user_id:uuid}}/enable", opt=CONFIRMED, status_code=303)
async def user_enable(
    request: AnyRequest, registry: NamedDependency[Registry], user_id: FromPath[UUID]
) -> Response[bytes]:
    """Enable a disabled user."""
    try:
        name = await users.enable(user_id, actor_of(request))
    except KeyError as missing:
        raise not_found() from missing
    return redirect_done(request, registry, PATH, IN_AGAIN, name=name)


async def _found(user_id: UUID) -> UserDetail:
    user = await user_queries.get_user(user_id)
    if user is None:
        raise not_found()
    return user


async def _changed(request: AnyRequest, user_id: UUID, user: UserIn | None) -> dict[str, str]:
    if user is None:
        return {}
    try:
        await users.change(user_id, user, actor_of(request))
    except users.EmailTakenError:
        return {"email": TAKEN}
    except users.LastAdminError:
        return {"role": LAST}
    except asyncpg.ForeignKeyViolationError:
        return {"units": GONE}
    return {}


def _typed(form: Form) -> dict[str, Any]:
    """The typed values, to show again beside the errors."""
    chosen = {"units": form.all("units"), "lines": form.all("lines"), "every_unit": "every_unit" in form}
    return {name: form[name] for name in ("email", "name", "role", "language", "timezone")} | chosen


async def _form(
    request: AnyRequest,
    registry: Registry,
    values: dict[str, Any],
    errors: dict[str, str],
    *,
    status: int = 200,
    user: UserDetail | None = None,
) -> Response[str]:
    blank: dict[str, Any] = {"email": "", "name": "", "every_unit": False, "units": (), "lines": ()}
    values = blank | values
    values["units"] = {str(unit) for unit in values["units"]}
    values["lines"] = {str(line) for line in values["lines"]}
    return staff_page(
        request,
        registry,
        "staff/user.html",
        status=status,
        values=values,
        errors=errors,
        user=user,
        roles=ROLES,
        languages=STAFF,
        units=await units.tree(),
        lines=await units.lines(),
        today=clock.now().date(),
        has_app=bool(user and await totp.is_set_up(user.id)),
    )


async def _link_page(request: AnyRequest, registry: Registry, user_id: UUID, name: str) -> Response[str]:
    link = await password_reset.make_link(user_id, actor_of(request))
    request.scope["shows_links"] = True  # type: ignore[typeddict-unknown-key]
    address = registry.settings.origin + link.path
    return staff_page(
        request,
        registry,
        "staff/user_link.html",
        name=name,
        address=address,
        expires_at=link.expires_at,
        user_id=user_id,
    )
