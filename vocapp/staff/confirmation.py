"""Confirmation: before a change that hands out rights or erases, the user enters the password again (and a code).

The guard asks where the policy says `confirmed`, unless the session was confirmed within RECENT; signing in confirms
it. It answers a form with a page that carries the whole form in hidden fields and sends it to the same address, now
with the password. So nothing that was typed is lost, and no script is needed. API keys cannot reach such a route.
"""

from datetime import timedelta
from typing import Any, Final

from litestar import Response
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler

from vocapp import clock
from vocapp.audit.record import record
from vocapp.feature import Registry
from vocapp.http.access import Actor, actor_of
from vocapp.http.csrf import FIELD, SAFE
from vocapp.http.error_handlers import AnsweredError
from vocapp.http.guards import client_address_of, policy_of
from vocapp.http.request import Form, read_form
from vocapp.staff import passwords, sessions, user_queries
from vocapp.staff.known_devices import known_device
from vocapp.staff.login_limits import LoginAttempt, LoginLimits
from vocapp.staff.second_factor import totp
from vocapp.ui.page_response import AnyRequest, staff_page
from vocapp.ui.reader import mark

RECENT: Final = timedelta(minutes=10)
PASSWORD: Final = "confirm_password"  # noqa: S105
CODE: Final = "confirm_code"
WRONG: Final = mark("This is not your current password.")
WRONG_CODE: Final = mark("This code is wrong or was used already. Wait for the next one, or use a recovery code.")


class ConfirmationGuard:
    """Asks for the password before a change whose policy says so."""

    def __init__(self, registry: Registry, limits: LoginLimits) -> None:
        self._registry = registry
        self._limits = limits

    async def __call__(self, request: AnyRequest, handler: BaseRouteHandler) -> None:
        """Lets a confirmed request pass; AnsweredError with the page that asks, for any other."""
        actor = actor_of(request)
        if not policy_of(handler).confirmed or request.method in SAFE or is_recent(actor):
            return
        form = await read_form(request)
        if PASSWORD not in form:
            raise AnsweredError(await self._page(request, form, {}, status=403))
        if errors := await self._wrong(request, actor, form):
            raise AnsweredError(await self._page(request, form, errors, status=422))

    async def _wrong(self, request: AnyRequest, actor: Actor, form: Form) -> dict[str, str]:
        user = await user_queries.credentials_of_user(actor.id)
        device = known_device(request, self._registry.settings, self._registry.keys, user)
        address = client_address_of(request)
        lanes = self._limits.begin(LoginAttempt(user.email if user else "", address, device or str(actor.session_id)))
        if not await passwords.matches(user.password_hash if user else None, form.raw(PASSWORD)):
            await record(actor, "session.confirm_failed", "user", actor.id)
            return {PASSWORD: WRONG}
        if user and await totp.is_set_up(user.id) and not await totp.check(user.id, form[CODE], self._registry.keys):
            await record(actor, "session.confirm_failed", "user", actor.id)
            return {CODE: WRONG_CODE}
        self._limits.succeeded(lanes)
        await sessions.confirm(actor)
        await record(actor, "session.confirmed", "user", actor.id)
        return {}

    async def _page(self, request: AnyRequest, form: Form, errors: dict[str, str], *, status: int) -> Response[str]:
        user_id = actor_of(request).id
        query = request.scope["query_string"].decode("latin-1")
        carried = [(name, value) for name, value in form.pairs() if name not in (PASSWORD, CODE, FIELD)]
        return staff_page(
            request,
            self._registry,
            "staff/confirm.html",
            status=status,
            action=request.scope["path"] + (f"?{query}" if query else ""),
            carried=carried,
            errors=errors,
            has_code=bool(user_id and await totp.is_set_up(user_id)),
            minutes=int(RECENT.total_seconds() // 60),
            back=_nearest_page(request),
        )


def is_recent(actor: Actor) -> bool:
    """Whether the user of this session has proved within RECENT who they are."""
    return actor.confirmed_at is not None and clock.now() - actor.confirmed_at < RECENT


def _nearest_page(request: AnyRequest) -> str:
    """The page that the form is on: its own address if it can be opened, else the nearest above."""
    path: str = request.scope["path"]
    while path.count("/") > 1:
        try:
            found: Any = request.app.asgi_router.handle_routing(path=path, method="GET")
        except HTTPException:
            path = path.rpartition("/")[0]
            continue
        return path if found else "/app"
    return "/app"
