"""Policies of routes: required at start-up, and shown in the OpenAPI document."""

from litestar import Router
from litestar.openapi.datastructures import ResponseSpec
from litestar.plugins import ReceiveRoutePlugin
from litestar.routes import BaseRoute, HTTPRoute

from vocapp.http.access import PUBLIC, Policy
from vocapp.http.problem_json import MEDIA_TYPE, STATUSES, Problem

API = "/api/"
BEARER = "key"


class UndeclaredError(Exception):
    """A route without a policy: the application does not start."""


class PolicyPlugin(ReceiveRoutePlugin):
    """Refuses a route without a policy, and documents the errors of each API route."""

    def receive_route(self, route: BaseRoute) -> None:
        """Called for each route as it is registered."""
        if not isinstance(route, HTTPRoute):
            raise UndeclaredError(f"{route.path} is not plain HTTP: nothing here decides who may use it.")
        for handler in route.route_handlers:
            if handler.http_methods == {"OPTIONS"}:
                continue
            policy = handler.opt.get("policy")
            if not isinstance(policy, Policy):
                methods = ", ".join(sorted(handler.http_methods))
                raise UndeclaredError(f"{methods} {route.path} declares no policy: add opt=PUBLIC.opt, staff().opt, …")
            if route.path.startswith(API):
                handler.responses = {**_refusals(), **(handler.responses or {})}
                if policy.kind == "key":
                    handler.security = [{BEARER: []}]


def _refusals() -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(Problem, generate_examples=False, description=meaning, media_type=MEDIA_TYPE)
        for status, meaning in STATUSES.items()
    }


def document_router(path: str) -> Router:
    """The public router of the OpenAPI document."""
    return Router(path=path, route_handlers=[], opt=PUBLIC.opt, include_in_schema=False)
