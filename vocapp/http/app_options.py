"""How is the edge put around the rooms? The options and the outermost layer that `app` gives Litestar."""

from collections.abc import Iterable, Sequence
from typing import Any

from litestar import Litestar, Router
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
    """Everything between the network and the rooms, for one application."""

    def __init__(self, settings: Settings, keys: Keyring, page: ErrorPage) -> None:
        self._settings = settings
        self._page = page
        self._gate = RequestGuards(settings, keys)

    def options(self, guards: Iterable[Any]) -> dict[str, Any]:
        """Options for `Litestar(...)`; `guards` find out who is asking, between the limits and the decision."""
        return {
            "debug": False,
            "logging_config": None,
            "request_class": Request,
            "request_max_body_size": PAGE_BYTES,
            "guards": [one_guard(self._gate.slow_down, *guards, self._gate.admit)],
            "exception_handlers": {Exception: exception_handler(self._page)},
            "plugins": [PolicyPlugin()],
            "openapi_config": _document(),
        }

    def surround(self, app: Litestar) -> Litestar:
        """Put the outermost layer around `app`, which stays what it is."""
        handle_options(app)
        app.asgi_handler = RequestMiddleware(app.asgi_handler, self._settings, self._gate.missed)
        return app


def one_guard(*guards: Any) -> Any:
    """All `guards` in their order as one: Litestar copies the handler for each guard it knows of, on every request."""

    async def guard(connection: Any, handler: Any) -> None:
        for one in guards:
            await one(connection, handler)

    return guard


def split_routers(routes: Sequence[Any]) -> list[Router]:
    """`routes` in two routers: the API, which the OpenAPI document shows, and the pages, which it does not."""
    api = [route for route in routes if _is_api(route)]
    pages = [route for route in routes if not _is_api(route)]
    return [
        Router(path="/", route_handlers=api),
        Router(path="/", route_handlers=pages, include_in_schema=False),
    ]


def _is_api(route: Any) -> bool:
    paths = getattr(route, "paths", None) or {getattr(route, "path", "/")}
    return all(path.startswith(API) for path in paths)


def _document() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="vocapp",
        version=__version__,
        description="Lists are read page by page: `next` of an answer is the address of the following one.",
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
