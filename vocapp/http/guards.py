"""May this request go on? First how often its sender asks; then, once staff knows who it is, what he may do."""

import math
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from vocapp.http import csrf
from vocapp.http.access import PUBLIC, Actor, Policy, actor_of
from vocapp.http.client_address import rate_limit_key
from vocapp.http.problem_json import RequestError, SignInNeededError
from vocapp.http.rate_limit import Buckets, Rate
from vocapp.settings import Settings
from vocapp.tokens import Keyring

# By one address, for each kind of policy: many honest customers can sit behind one.
BY_PEER = {
    "public": Rate(50, 500),
    "token": Rate(200, 2000),
    "signed": Rate(200, 2000),
    "key": Rate(1000, 4000),
    "staff": Rate(100, 1000),
}
BY_TOKEN = Rate(5, 100)
BY_ACTOR = {"key": Rate(1000, 4000), "staff": Rate(20, 200)}
# Wrong tokens and wrong keys by one address: nobody honest makes many.
MISSES = Rate(0.5, 40)

Connection = ASGIConnection[Any, Any, Any, Any]


def policy_of(handler: BaseRouteHandler) -> Policy:
    """The declared policy of a handler; the OPTIONS that Litestar adds to each route tells only the methods."""
    found: Policy | None = handler.opt.get("policy")
    return PUBLIC if found is None or handler.http_methods == {"OPTIONS"} else found  # type: ignore[attr-defined]


class RequestGuards:
    """The guards of every route, and the buckets they count with."""

    def __init__(self, settings: Settings, keys: Keyring) -> None:
        self._origin = settings.origin
        self._keys = keys
        factor = settings.rate_factor
        self._by_peer = {kind: _buckets(rate, factor) for kind, rate in BY_PEER.items()}
        self._by_actor = {kind: _buckets(rate, factor) for kind, rate in BY_ACTOR.items()}
        self._by_token = _buckets(BY_TOKEN, factor)
        self._misses = _buckets(MISSES, factor)
        self._by_route: dict[Rate, Buckets] = {}
        self._factor = factor

    async def slow_down(self, connection: Connection, handler: BaseRouteHandler) -> None:
        """429 for an address that asks too often, or guessed wrongly too often; and by the route's own `rate`."""
        kind = policy_of(handler).kind
        peer = rate_limit_key_of(connection)
        _wait(self._by_peer[kind].spend(peer))
        if kind in ("token", "key"):
            _wait(self._misses.wait(peer))
            if found := connection.scope["path_params"].get("token"):
                _wait(self._by_token.spend(found))
        if rate := handler.opt.get("rate"):
            if rate not in self._by_route:
                self._by_route[rate] = _buckets(rate, self._factor)
            # Its name, since `handler` is a copy for this one guard: handler_id differs from copy to copy.
            _wait(self._by_route[rate].spend((str(handler), peer)))

    async def admit(self, connection: Connection, handler: BaseRouteHandler) -> None:
        """401, 403 or a way to the login for who may not; 403 for a change that another site sent."""
        policy, actor = policy_of(handler), actor_of(connection)
        check(policy, actor)
        if policy.kind in self._by_actor:
            _wait(self._by_actor[policy.kind].spend(actor.id))
        if connection.scope["path"].startswith("/app") and connection.scope.get("method") not in csrf.SAFE:
            csrf.check_origin(connection, self._origin)
            await csrf.check_token(connection, self._keys)  # type: ignore[arg-type]

    def missed(self, connection_peer: str) -> None:
        """Somebody at this address showed a token or a key that opens nothing."""
        self._misses.spend(connection_peer)


def check(policy: Policy, actor: Actor) -> None:
    """Raise where `actor` may not call a handler of `policy`."""
    if policy.kind == "staff":
        if actor.role is None or actor.kind != "user":
            raise SignInNeededError
        if policy.roles and actor.role not in policy.roles:
            raise RequestError(403, "Your role does not include this page. Ask an administrator of your company.")
    elif policy.kind == "key":
        if actor.kind != "key":
            raise RequestError(401, headers={"www-authenticate": "Bearer"})
        if policy.scope not in actor.scopes:
            raise RequestError(403, f"The key does not have the scope {policy.scope}.")


def rate_limit_key_of(connection: Connection) -> str:
    """What limits count this connection's sender by."""
    client = connection.scope.get("client")
    return rate_limit_key(client[0]) if client else ""


def _buckets(rate: Rate, factor: float) -> Buckets:
    times = factor or 1e12
    return Buckets(Rate(rate.per_second * times, rate.burst * times))


def _wait(seconds: float) -> None:
    if seconds > 0:
        raise RequestError(429, headers={"retry-after": str(math.ceil(seconds))})
