"""Pages to sign in and out, and to set a password by a link."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from vocapp.audit.record import record
from vocapp.channels.email.mail_address import compared_address
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import ANYONE, PUBLIC, TOKEN, Actor, actor_of, staff
from vocapp.http.guards import client_address_of
from vocapp.http.problem_json import not_found
from vocapp.http.request import read_form
from vocapp.staff import password_reset, passwords, sessions, user_queries, users
from vocapp.staff.confirmation import WRONG_CODE
from vocapp.staff.known_devices import known_device, remember_device
from vocapp.staff.login_limits import LoginAttempt, LoginLimits
from vocapp.staff.password_rules import LONGEST, password_problem
from vocapp.staff.second_factor import totp
from vocapp.staff.second_factor.sign_in_ticket import make_ticket, user_of_ticket
from vocapp.staff.user_queries import Credentials
from vocapp.ui.languages import STAFF
from vocapp.ui.page_response import AnyRequest, own_path, public_page, redirect
from vocapp.ui.reader import mark

LOGIN = "/app/login"
CODE = "/app/login/code"
NOTHING: Mapping[str, str] = {}
LATE = mark("That took too long, or your password has changed. Sign in again.")
WRONG = mark("The e-mail address or the password is wrong.")


def signed_out_page(request: AnyRequest, template: str, *, status: int = 200, **context: Any) -> Response[str]:
    """A staff page for somebody who is not signed in."""
    return public_page(request, template, status=status, offered=STAFF, **context)


@get(LOGIN, opt=PUBLIC.opt)
async def login_page(request: AnyRequest, next: FromQuery[str] = "") -> Response[str]:  # noqa: A002
    """The login form."""
    return signed_out_page(request, "staff/login.html", next=own_path(next, ""), email="", wrong="")


@post(LOGIN, opt=PUBLIC.opt, status_code=200)
async def login(
    request: AnyRequest, registry: NamedDependency[Registry], login_limits: NamedDependency[LoginLimits]
) -> Response[str] | Response[bytes]:
    """Sign in with a new session; a failure says the same and takes the same time for every reason."""
    form = await read_form(request)
    email = compared_address(form["email"][:254])
    user = await user_queries.credentials_of_email(email)
    device = known_device(request, registry.settings, registry.keys, user)
    lanes = login_limits.begin(LoginAttempt(email, client_address_of(request), device))
    # The password as typed: blanks at its ends are part of it.
    password = (form.raw("password"))[: LONGEST + 1]
    if not await passwords.matches(user.password_hash if user else None, password) or user is None:
        await record(ANYONE, "login.failed", "user", user.id if user else "")
        return signed_out_page(
            request, "staff/login.html", status=422, next=own_path(form["next"], ""), email=email, wrong=WRONG
        )
    login_limits.succeeded(lanes)
    if user.password_hash and passwords.needs_rehash(user.password_hash):
        user = replace(user, password_hash=await passwords.hash_password(password))
        await users.rehash_password(user.id, user.password_hash or "")
    if await totp.is_set_up(user.id):
        return _code_page(request, make_ticket(user, registry.keys), form["next"])
    return await _enter(request, registry, user, form["next"])


@post(CODE, opt=PUBLIC.opt, status_code=200)
async def login_code(
    request: AnyRequest, registry: NamedDependency[Registry], login_limits: NamedDependency[LoginLimits]
) -> Response[str] | Response[bytes]:
    """Sign in with the code, after the password."""
    form = await read_form(request)
    user = await user_of_ticket(form["ticket"], registry.keys)
    if user is None:
        return signed_out_page(
            request, "staff/login.html", status=422, next=own_path(form["next"], ""), email="", wrong=LATE
        )
    device = known_device(request, registry.settings, registry.keys, user)
    address = client_address_of(request)
    lanes = login_limits.begin(LoginAttempt(user.email, address, device, is_code=True))
    if not await totp.check(user.id, form["code"], registry.keys):
        await record(ANYONE, "login.code_failed", "user", user.id)
        return _code_page(request, form["ticket"], form["next"], {"code": WRONG_CODE}, status=422)
    login_limits.succeeded(lanes)
    return await _enter(request, registry, user, form["next"])


def _code_page(
    request: AnyRequest, ticket: str, wanted: str, errors: Mapping[str, str] = NOTHING, *, status: int = 200
) -> Response[str]:
    context = {"ticket": ticket, "next": own_path(wanted, ""), "errors": errors}
    return signed_out_page(request, "staff/login_code.html", status=status, **context)


async def _enter(request: AnyRequest, registry: Registry, user: Credentials, wanted: str) -> Response[bytes]:
    async with DB.transaction():
        await sessions.end(request.cookies.get(sessions.cookie_name(registry.settings), ""))
        token = await sessions.open_session(user.id, request.headers.get("user-agent", ""))
        await record(Actor(kind="user", id=user.id), "login", "user", user.id)
    response = redirect(own_path(wanted))
    response.set_cookie(sessions.cookie(registry.settings, token))
    response.set_cookie(remember_device(request, registry.settings, registry.keys, user))
    return response


@post("/app/logout", opt={**staff().opt, "unenrolled": True}, status_code=303)
async def logout(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Sign this browser out."""
    actor = actor_of(request)
    async with DB.transaction():
        await sessions.end(request.cookies.get(sessions.cookie_name(registry.settings), ""))
        await record(actor, "logout", "user", actor.id)
    response = redirect(LOGIN)
    response.set_cookie(sessions.cookie(registry.settings, ""))
    return response


@get("/app/password/{token:str}", opt=TOKEN.opt)
async def password_page(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """The form for a new password; opening it does not use the link up."""
    user = await password_reset.user_of(token)
    if user is None:
        return signed_out_page(request, "staff/password_late.html", status=404)
    return signed_out_page(request, "staff/password.html", user=user, wrong="")


@post("/app/password/{token:str}", opt=TOKEN.opt, status_code=303)
async def password_set(
    request: AnyRequest, registry: NamedDependency[Registry], token: FromPath[str]
) -> Response[str] | Response[bytes]:
    """Set the password, sign out everywhere, and sign in here unless there is a second factor."""
    user = await password_reset.user_of(token)
    if user is None:
        return signed_out_page(request, "staff/password_late.html", status=404)
    password = (await read_form(request)).raw("password")
    if wrong := password_problem(password, user.name, user.email, await registry.company_names()):
        return signed_out_page(request, "staff/password.html", status=422, user=user, wrong=wrong)
    user_id = await password_reset.set_password_by_link(token, await passwords.hash_password(password))
    if user_id is None:
        raise not_found()
    if await totp.is_set_up(user_id):
        return redirect(LOGIN)
    response = redirect("/app")
    if known := await user_queries.credentials_of_user(user_id):
        response.set_cookie(remember_device(request, registry.settings, registry.keys, known))
    new = await sessions.open_session(user_id, request.headers.get("user-agent", ""))
    response.set_cookie(sessions.cookie(registry.settings, new))
    return response
