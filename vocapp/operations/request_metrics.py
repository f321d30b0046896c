"""Request metrics: count, status and duration by route template, never by address."""

from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]
REQUESTS = CollectorRegistry(auto_describe=False)
ANSWERED = Counter(
    "vocapp_requests", "Requests answered, by route template.", ("method", "route", "status"), registry=REQUESTS
)
SECONDS = Histogram(
    "vocapp_request_seconds",
    "Seconds until the answer began, by route template.",
    ("route",),
    buckets=(0.005, 0.02, 0.05, 0.15, 0.5, 2, 5),
    registry=REQUESTS,
)


def count_requests(app: Any) -> Any:
    """Middleware that counts the responses of each route and their duration."""

    async def layer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        started = perf_counter()

        async def watched(message: Any) -> None:
            if message["type"] == "http.response.start":
                route = scope.get("path_template", "")
                ANSWERED.labels(scope["method"], route, str(message["status"])).inc()
                SECONDS.labels(route).observe(perf_counter() - started)
            await send(message)

        await app(scope, receive, watched)

    return layer
