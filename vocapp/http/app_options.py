"""Options for Litestar and the outermost ASGI layer of the application."""

from collections.abc import Iterable
from typing import Any

from litestar import Litestar
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from vocapp import __version__
from vocapp.http.error_handlers import ErrorPage, exception_handler
from vocapp.http.guards import RequestGuards
from vocapp.http.middleware import RequestMiddleware
from vocapp.http.openapi_policies import API, BEARER, PolicyPlugin, document_router
from vocapp.http.options_method import handle_options
from vocapp.http.request import Request
from vocapp.settings import Settings
from vocapp.tokens import Keyring

PAGE_BYTES = 256 * 1024
EVENT_BYTES = 64 * 1024
BATCH_BYTES = 10 * 1024 * 1024
DOCUMENT = "/api/v1/docs"


class HttpLayer:
    """Everything between the network and the packages, for one application."""

    def __init__(self, settings: Settings, keys: Keyring, page: ErrorPage) -> None:
        self._settings = settings
        self._page = page
        self._gate = RequestGuards(settings, keys)

    def options(self, guards: Iterable[Any], late_guards: Iterable[Any] = ()) -> dict[str, Any]:
        """Options for `Litestar(...)`.

        `guards` find the actor, after the rate limits and before the policy; `late_guards` come after the policy.
        """
        return {
            "debug": False,
            "logging_config": None,
            "request_class": Request,
            "request_max_body_size": PAGE_BYTES,
            "guards": [one_guard(self._gate.slow_down, *guards, self._gate.admit, *late_guards)],
            "exception_handlers": {Exception: exception_handler(self._page)},
            "plugins": [PolicyPlugin()],
            "openapi_config": _document(),
        }

    def surround(self, app: Litestar) -> Litestar:
        """Adds the outermost layer to `app` and returns it."""
        handle_options(app)
        app.asgi_handler = RequestMiddleware(app.asgi_handler, self._settings, self._gate.missed)
        return app


def one_guard(*guards: Any) -> Any:
    """All `guards` in order as one: Litestar copies the handler for each guard, on every request."""

    async def guard(connection: Any, handler: Any) -> None:
        for one in guards:
            await one(connection, handler)

    return guard


def documented(routes: Iterable[Any]) -> list[Any]:
    """`routes`, of which only those of the API are in the OpenAPI document.

    They stay beside each other: a router inside of the application doubles the time that a start takes.
    """
    handlers = list(routes)
    for handler in handlers:
        handler.include_in_schema = handler.include_in_schema and _is_api(handler)
    return handlers


def _is_api(handler: Any) -> bool:
    return all(path.startswith(API) for path in handler.paths)


def _document() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="vocapp",
        version=__version__,
        description="Lists are paged: `next` in an answer is the address of the next page.",
        openapi_router=document_router(DOCUMENT),
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        security=[],
        components=Components(
            security_schemes={
                BEARER: SecurityScheme(
                    type="http", scheme="bearer", description="An API key, made by an administrator."
                )
            }
        ),
    )
