"""Authentication: the guard that turns a session cookie or an API key into the actor of the request."""

from collections.abc import Iterable
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from vocapp.audit.record import record
from vocapp.http.access import Actor
from vocapp.http.error_handlers import AnsweredError
from vocapp.http.guards import check, policy_of
from vocapp.http.problem_json import RequestError
from vocapp.http.rate_limit import Buckets, Rate
from vocapp.settings import Settings
from vocapp.staff import sessions
from vocapp.staff.api_keys import KNOWN
from vocapp.staff.key_reads import count_read
from vocapp.ui.page_response import redirect

Connection = ASGIConnection[Any, Any, Any, Any]
BEARER = b"bearer "
ENROLMENT = "/app/profile/second-factor"


class ActorGuard:
    """Puts the actor at `scope["actor"]`; without one the request is anonymous, and the policy decides."""

    def __init__(self, settings: Settings) -> None:
        self._cookie = sessions.cookie_name(settings)
        self._noted = Buckets(Rate(1 / 3600, 1))

    async def __call__(self, connection: Connection, handler: BaseRouteHandler) -> None:
        """Looks the caller up, if the route's policy depends on who it is."""
        kind = policy_of(handler).kind
        actor: Actor | None = None
        if kind == "key":
            if secret := bearer(connection.scope["headers"]):
                actor = await KNOWN.find(secret)
                await _count(actor, handler)
        elif kind == "staff" and (token := connection.cookies.get(self._cookie)):
            actor = await sessions.find_actor(token)
        if actor is not None and actor.must_enrol and not handler.opt.get("unenrolled"):
            raise AnsweredError(redirect(ENROLMENT))
        if actor is not None:
            connection.scope["actor"] = actor  # type: ignore[typeddict-unknown-key]
            await self._note_refusal(actor, connection, handler)

    async def _note_refusal(self, actor: Actor, connection: Connection, handler: BaseRouteHandler) -> None:
        """Writes into the audit log what an actor tried and may not, once an hour for each of them and each route."""
        try:
            check(policy_of(handler), actor)
        except RequestError:
            route = connection.scope["path_template"]
            if not self._noted.spend((actor.kind, actor.id, route)):
                method = connection.scope["method"]  # type: ignore[typeddict-item]
                await record(actor, "access.refused", "route", "", route=route, method=method)


async def _count(actor: Actor | None, handler: BaseRouteHandler) -> None:
    """Counts a read that the policy will admit."""
    scope = policy_of(handler).scope
    if actor is not None and scope in actor.scopes and "GET" in handler.http_methods:  # type: ignore[attr-defined]
        await count_read(actor, scope)


def bearer(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The secret of `Authorization: Bearer voc_…`; "" without one of ours."""
    for name, value in headers:
        if name == b"authorization" and value[:7].lower() == BEARER:
            secret = value[7:].strip().decode("latin-1")
            return secret if secret.startswith("voc_") else ""
    return ""
