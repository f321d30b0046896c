"""Prometheus sees how much waits and how long, and only those who may."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar
from prometheus_client.parser import text_string_to_metric_families

from vocapp import clock
from vocapp.app import build, create
from vocapp.database import DB, new_id
from vocapp.database.instance_facts import Fact, set_fact
from vocapp.database.jobs import enqueue
from vocapp.settings import Settings
from vocapp.tokens import Keyring

LOCAL = {"host": "127.0.0.1:8000"}
Reading = dict[tuple[str, tuple[str, ...]], float]


def read(text: str) -> Reading:
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def browser(app: Litestar, peer: str = "127.0.0.1") -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, client=(peer, 40000)), base_url="http://127.0.0.1:8000"
    )


async def test_what_waits_is_counted_by_stage(database: str, client: httpx.AsyncClient) -> None:
    await enqueue("letters", new_id(), not_before=clock.now() - timedelta(seconds=90))
    await enqueue("letters", new_id(), not_before=clock.now() + timedelta(hours=1))
    await enqueue("letters", stuck := new_id())
    await DB.execute("UPDATE due SET quarantined_at = now() WHERE subject_id = $1", stuck)
    found = read((await client.get("/metrics", headers=LOCAL)).text)
    counts = [found["vocapp_due_rows", ("letters", name)] for name in ("due", "later", "quarantined")]
    assert counts == [1, 1, 1]
    assert 90 <= found["vocapp_due_oldest_seconds", ("letters",)] < 150
    assert found["vocapp_messages", ("uncertain",)] == 0
    assert found["vocapp_contacts_undecided", ()] == 0
    assert found["vocapp_sending_held", ()] == 0


async def test_a_held_copy_shows(database: str, client: httpx.AsyncClient) -> None:
    await set_fact(Fact.SENDING_HELD, "restored")
    assert read((await client.get("/metrics", headers=LOCAL)).text)["vocapp_sending_held", ()] == 1


async def test_requests_are_counted_by_route(database: str, client: httpx.AsyncClient) -> None:
    key = ("vocapp_requests_total", ("GET", "/health/live", "200"))
    before = read((await client.get("/metrics", headers=LOCAL)).text).get(key, 0)
    await client.get("/health/live")
    assert read((await client.get("/metrics", headers=LOCAL)).text)[key] == before + 1


async def test_nobody_else_reads_them(database: str, app: Litestar) -> None:
    async with app.lifespan():
        async with browser(app, "203.0.113.7") as stranger:
            assert (await stranger.get("/metrics")).status_code == 404
        async with browser(app) as proxied:
            answer = await proxied.get("/metrics", headers={"x-forwarded-for": "203.0.113.7"})
            assert answer.status_code == 404
        for host in ("feedback.example", "localhost.example", "[::1", ""):
            async with browser(app) as silent:  # a proxy that adds no header
                assert (await silent.get("/metrics", headers={"host": host})).status_code == 404
        async with browser(app) as scraper:
            assert (await scraper.get("/metrics", headers={"host": "localhost:8000"})).status_code == 200
        async with browser(app, "not an address") as odd:
            assert (await odd.get("/metrics")).status_code == 404


@pytest.mark.parametrize(("shown", "status"), [("Bearer s3cret", 200), ("Bearer other", 404), ("", 404)])
async def test_a_token_opens_them_from_anywhere(
    database: str, settings: Settings, keys: Keyring, shown: str, status: int
) -> None:
    app = create(build(replace(settings, metrics_token="s3cret"), keys))
    async with app.lifespan(), browser(app, "203.0.113.7") as prometheus:
        assert (await prometheus.get("/metrics", headers={"authorization": shown})).status_code == status
