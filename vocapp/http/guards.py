"""Guards of every request: rate limits, then the policy once the actor is known."""

import math
from hashlib import blake2b
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter

from vocapp.faults import Fault
from vocapp.http import csrf
from vocapp.http.access import PUBLIC, Actor, Policy, actor_of
from vocapp.http.client_address import rate_limit_key
from vocapp.http.fault_texts import field_error
from vocapp.http.problem_json import RequestError, SignInNeededError, not_found, parameter_error
from vocapp.http.rate_limit import Buckets, Rate
from vocapp.settings import Settings
from vocapp.tokens import Keyring

# Per address and kind of policy: many honest customers can share one address.
BY_PEER = {
    "public": Rate(50, 500),
    "token": Rate(200, 2000),
    "signed": Rate(200, 2000),
    "key": Rate(1000, 4000),
    "staff": Rate(100, 1000),
}
BY_TOKEN = Rate(5, 100)
BY_ACTOR = {"key": Rate(1000, 4000), "staff": Rate(20, 200)}
# Wrong tokens and wrong keys per address: honest clients send few.
MISSES = Rate(0.5, 40)
MOST_NUMBER = 2**31 - 1

Connection = ASGIConnection[Any, Any, Any, Any]


def policy_of(handler: BaseRouteHandler) -> Policy:
    """The declared policy of a handler; PUBLIC for the OPTIONS that Litestar adds to each route."""
    found: Policy | None = handler.opt.get("policy")
    return PUBLIC if found is None or handler.http_methods == {"OPTIONS"} else found  # type: ignore[attr-defined]


class RequestGuards:
    """The guards of every route, and the buckets that they count with."""

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
        """429 for an address that asks too often or guessed wrongly too often; also by the route's own `rate`.

        Keys are looked up first: a right one is never slowed by wrong ones from its address.
        """
        kind = policy_of(handler).kind
        peer = rate_limit_key_of(connection)
        if kind != "key":
            _wait(self._by_peer[kind].spend(peer))
        if kind == "token":
            _wait(self._misses.wait(peer))
            if found := connection.scope["path_params"].get("token"):
                _wait(self._by_token.spend((str(handler), _digest(found))))
        if rate := handler.opt.get("rate"):
            if rate not in self._by_route:
                self._by_route[rate] = _buckets(rate, self._factor)
            # By name, since `handler` is a copy for this guard and handler_id differs from copy to copy.
            _wait(self._by_route[rate].spend((str(handler), peer)))

    async def admit(self, connection: Connection, handler: BaseRouteHandler) -> None:
        """401, 403 or a redirect to the login if the policy refuses; 403 for a change from another site."""
        policy, actor = policy_of(handler), actor_of(connection)
        if policy.kind == "key" and actor.kind != "key":
            peer = rate_limit_key_of(connection)
            _wait(self._by_peer["key"].spend(peer))
            _wait(self._misses.wait(peer))
        check(policy, actor)
        check_parameters(connection, handler)
        if policy.kind in self._by_actor:
            _wait(self._by_actor[policy.kind].spend(actor.id))
        if connection.scope["path"].startswith("/app") and connection.scope.get("method") not in csrf.SAFE:
            csrf.check_origin(connection, self._origin)
            await csrf.check_token(connection, self._keys)  # type: ignore[arg-type]

    def missed(self, connection_peer: str) -> None:
        """Counts a wrong token or key from this address."""
        self._misses.spend(connection_peer)


def check(policy: Policy, actor: Actor) -> None:
    """Raises if `actor` may not call a handler of `policy`."""
    if policy.kind == "staff":
        if actor.role is None or actor.kind != "user":
            raise SignInNeededError
        if policy.roles and actor.role not in policy.roles:
            raise RequestError(403, "Your role does not include this page. Ask an administrator of your company.")
    elif policy.kind == "key":
        if actor.kind != "key":
            raise RequestError(401, headers={"www-authenticate": "Bearer"})
        if policy.scope not in actor.scopes:
            raise RequestError(
                403, f"The key does not have the scope {policy.scope}. Use a key that has it.", code="key.no_scope"
            )


def _digest(token: object) -> bytes:
    """What stands for a token in the buckets: short whatever was sent, and of no use to whoever reads the memory."""
    return blake2b(str(token).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def check_parameters(connection: Connection, handler: BaseRouteHandler) -> None:
    """400 for query parameters that an API route does not have: a misspelt filter must not answer with everything.

    404 for a number in the path that no row can have.
    """
    if any(isinstance(value, int) and not 0 <= value <= MOST_NUMBER for value in connection.path_params.values()):
        raise not_found()
    if not connection.scope["query_string"] or policy_of(handler).kind != "key":
        return
    asked = [name for name, _ in connection.query_params.multi_items()]
    known = _parameters(handler)
    if unknown := sorted(set(asked) - set(known)):
        faults = (Fault.of("field.unknown", known=", ".join(known) or "none") for _ in unknown)
        raise parameter_error(*(field_error(fault, name[:80]) for fault, name in zip(faults, unknown, strict=True)))


def _parameters(handler: BaseRouteHandler) -> list[str]:
    """The query parameters of a route, as its callers write them."""
    fields = handler.parsed_fn_signature.parameters
    return sorted(
        str(getattr(field.kwarg_definition, "name", None) or name)
        for name, field in fields.items()
        if isinstance(field.kwarg_definition, QueryParameter)
    )


def client_address_of(connection: Connection) -> str:
    """The address of a connection's client; "" where it is not known."""
    client = connection.scope.get("client")
    return client[0] if client else ""


def rate_limit_key_of(connection: Connection) -> str:
    """The rate limit key of a connection's client."""
    return rate_limit_key(client_address_of(connection))


def _buckets(rate: Rate, factor: float) -> Buckets:
    times = factor or 1e12
    return Buckets(Rate(rate.per_second * times, rate.burst * times))


def _wait(seconds: float) -> None:
    if seconds > 0:
        raise RequestError(429, headers={"retry-after": str(math.ceil(seconds))})
