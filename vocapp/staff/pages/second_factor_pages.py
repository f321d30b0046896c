"""Pages of the second factor: setting up an authenticator app, new recovery codes, and the roles that need one."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, confirmed, staff
from vocapp.http.problem_json import RequestError, not_found
from vocapp.http.request import read_form
from vocapp.staff import user_queries
from vocapp.staff.authenticate import ENROLMENT
from vocapp.staff.confirmation import WRONG_CODE
from vocapp.staff.login_limits import LoginAttempt, LoginLimits
from vocapp.staff.second_factor import recovery_codes, required_roles, totp
from vocapp.staff.user_form import ROLES
from vocapp.ui.page_response import AnyRequest, redirect, redirect_done, staff_page
from vocapp.ui.reader import mark

PATH = "/app/settings/sign-in"
USERS = "/app/settings/users"
OPEN = {**staff().opt, "unenrolled": True}
OWN = {**confirmed(staff()).opt, "unenrolled": True}
ADMIN = staff(Role.ADMIN).opt
CONFIRMED = confirmed(staff(Role.ADMIN)).opt
NEEDED = mark("Your role needs a second factor. An administrator can reset it.")
NO_APP = mark("This user has no second factor.")
NOT_YET = mark("Set up your own second factor first, in your profile. Otherwise this would lock you out.")


@get(ENROLMENT, opt=OPEN)
async def second_factor_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The second factor of the user: its state, or the app that is being set up."""
    return await _page(request, registry)


@post(ENROLMENT, opt=OWN, status_code=303)
async def second_factor_begin(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Begin to set up an app, with a new secret."""
    await totp.begin(_own_id(request), registry.keys)
    return redirect(ENROLMENT)


@post(f"{ENROLMENT}/code", opt=OPEN, status_code=200)
async def second_factor_confirm(
    request: AnyRequest, registry: NamedDependency[Registry], login_limits: NamedDependency[LoginLimits]
) -> Response[str]:
    """Set the app up with its first code, and show the recovery codes once."""
    actor = actor_of(request)
    lanes = login_limits.begin(LoginAttempt(str(actor.id), "", str(actor.session_id), is_code=True))
    codes = await totp.confirm(actor, (await read_form(request))["code"], registry.keys)
    if codes is None:
        return await _page(request, registry, {"code": WRONG_CODE}, status=422)
    login_limits.succeeded(lanes)
    return staff_page(request, registry, "staff/recovery_codes.html", codes=codes)


@post(f"{ENROLMENT}/recovery-codes", opt=OWN, status_code=200)
async def recovery_codes_new(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Make new recovery codes in place of the earlier ones, and show them once."""
    user_id = _own_id(request)
    if not await totp.is_set_up(user_id):
        raise not_found()
    async with DB.transaction():
        codes = await recovery_codes.replace_all(user_id, registry.keys)
        await totp.record_new_codes(actor_of(request))
    return staff_page(request, registry, "staff/recovery_codes.html", codes=codes)


@post(f"{ENROLMENT}/off", opt=OWN, status_code=303)
async def second_factor_off(request: AnyRequest) -> Response[bytes]:
    """Remove the app, unless the role needs it. Signs the user out everywhere."""
    actor = actor_of(request)
    if actor.role in await required_roles.list_required():
        raise RequestError(409, NEEDED)
    await totp.reset(_own_id(request), actor)
    return redirect(ENROLMENT)


@post(f"{USERS}/{{user_id:uuid}}/second-factor", opt=CONFIRMED, status_code=303)
async def second_factor_reset(
    request: AnyRequest, registry: NamedDependency[Registry], user_id: FromPath[UUID]
) -> Response[bytes]:
    """Remove the app of a user who has lost it."""
    if await user_queries.get_user(user_id) is None:
        raise not_found()
    if not await totp.reset(user_id, actor_of(request)):
        raise RequestError(409, NO_APP)
    return redirect_done(request, registry, f"{USERS}/{user_id}", mark("The second factor was removed."))


@get(PATH, opt=ADMIN)
async def sign_in_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The roles that need a second factor."""
    needed = await required_roles.list_required()
    return staff_page(request, registry, "staff/sign_in.html", needed=needed, roles=ROLES)


@post(PATH, opt=CONFIRMED, status_code=303)
async def sign_in_change(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Require a second factor of the chosen roles."""
    chosen = (await read_form(request)).all("roles")
    if not set(chosen) <= set(Role):
        raise RequestError(422, mark("Choose roles from the list."))
    if Role.ADMIN in chosen and not await totp.is_set_up(_own_id(request)):
        raise RequestError(409, NOT_YET)
    await required_roles.require([Role(role) for role in chosen], actor_of(request))
    return redirect_done(request, registry, PATH, mark("Saved."))


def _own_id(request: AnyRequest) -> UUID:
    user_id = actor_of(request).id
    if user_id is None:
        raise not_found()
    return user_id


async def _page(
    request: AnyRequest, registry: Registry, errors: dict[str, str] | None = None, *, status: int = 200
) -> Response[str]:
    # It draws QR codes, which only this page does.
    import segno

    actor, user_id = actor_of(request), _own_id(request)
    user = await user_queries.get_user(user_id)
    email, origin = user.email if user else "", registry.settings.origin
    app = await totp.begun_secret(user_id, email, origin, registry.keys)
    context: dict[str, Any] = {
        "state": await totp.state_of(user_id),
        "app": app,
        "qr": segno.make(app.address, error="m").svg_inline(scale=5, dark="black", light="white") if app else "",
        "is_needed": actor.role in await required_roles.list_required(),
        "errors": errors or {},
    }
    return staff_page(request, registry, "staff/second_factor.html", status=status, **context)
