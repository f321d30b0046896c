"""Metrics for Prometheus: counts and ages, no personal data."""

import hmac
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from litestar import Request, get
from litestar.di import NamedDependency
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from vocapp.feature import Registry
from vocapp.http.access import SIGNED
from vocapp.http.problem_json import not_found
from vocapp.operations.backlog import Backlog, load_backlog
from vocapp.operations.request_metrics import REQUESTS
from vocapp.responses.click_metrics import CLICKS
from vocapp.settings import Settings

# Every usual proxy adds one of these, passes the public host on, or speaks HTTP/1.0 (nginx as it comes).
PROXIED = (
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "cf-connecting-ip",
    "true-client-ip",
    "via",
)


@get("/metrics", opt=SIGNED.opt, include_in_schema=False, media_type=CONTENT_TYPE_LATEST)
async def metrics(request: Request[Any, Any, Any], registry: NamedDependency[Registry]) -> bytes:
    """Every metric. 404 unless the request has `VOCAPP_METRICS_TOKEN`, or comes from this machine without a proxy."""
    if not may_read(request, registry.settings):
        raise not_found()
    collector = CollectorRegistry(auto_describe=False)
    collector.register(BacklogCollector(await load_backlog([stage.name for stage in registry.stages])))
    return b"".join(map(generate_latest, (REQUESTS, CLICKS, collector)))


def may_read(request: Request[Any, Any, Any], settings: Settings) -> bool:
    """Whether the request has the token; if no token is set, whether it comes from this machine directly."""
    if settings.metrics_token:
        shown = request.headers.get("authorization", "").encode()
        return hmac.compare_digest(shown, f"Bearer {settings.metrics_token}".encode())
    client = request.scope.get("client")
    return bool(client and _is_loopback(client[0])) and not _is_proxied(request)


def _is_proxied(request: Request[Any, Any, Any]) -> bool:
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:
        host = ""
    return (
        any(name in request.headers for name in PROXIED)
        or request.scope["http_version"] == "1.0"
        or not (host == "localhost" or _is_loopback(host))
    )


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class BacklogCollector(Collector):
    """The backlog as metrics."""

    def __init__(self, reading: Backlog) -> None:
        self._reading = reading

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The metrics of the backlog."""
        rows = GaugeMetricFamily("vocapp_due_rows", "Rows of a stage, by state.", labels=("stage", "state"))
        age = GaugeMetricFamily("vocapp_due_oldest_seconds", "How long the oldest due row waits.", labels=("stage",))
        for stage in self._reading.stages:
            for state in ("due", "later", "quarantined"):
                rows.add_metric((stage.name, state), getattr(stage, state))
            age.add_metric((stage.name,), stage.oldest_seconds)
        messages = GaugeMetricFamily("vocapp_messages", "Messages not settled, by state.", labels=("state",))
        for name, count in self._reading.messages.items():
            messages.add_metric((name,), count)
        undecided = GaugeMetricFamily("vocapp_contacts_undecided", "Contacts of the last day without a decision.")
        undecided.add_metric((), self._reading.undecided)
        held = GaugeMetricFamily("vocapp_sending_held", "1 where this restored copy has not been released.")
        held.add_metric((), self._reading.sending_held)
        yield from (rows, age, messages, undecided, held)
