"""OPTIONS answers that name every method of an address."""

from functools import partial
from typing import Any

from litestar import Litestar, Response
from litestar.routes import HTTPRoute


def handle_options(app: Litestar) -> None:
    """Lets OPTIONS name every method: Litestar's own answer knows only the handler registered first."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if handler.http_methods == {"OPTIONS"}:
                    handler._fn = partial(_answer, sorted(route.methods))  # type: ignore[assignment]


def _answer(methods: list[str], scope: Any) -> Response[None]:  # noqa: ARG001 - Litestar hands the scope over by name
    return Response(None, status_code=204, headers={"Allow": ", ".join(methods)})
