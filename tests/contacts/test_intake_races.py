"""Many requests with the same event record it once."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.contacts.test_intake import recorded
from vocapp.contacts.intake_result import IntakeState
from vocapp.database import DB
from vocapp.http.access import ANYONE, Scope
from vocapp.staff import api_keys

Body = Callable[..., dict[str, Any]]

pytestmark = pytest.mark.committed


async def test_the_same_event_fifty_times_at_once_is_one_contact(own_database: str, body: Body) -> None:
    outcomes = await asyncio.gather(*(recorded(body()) for _ in range(50)))
    states = [outcome.state for [outcome] in outcomes]
    assert (states.count(IntakeState.NEW), states.count(IntakeState.REPEAT)) == (1, 49)
    assert len({outcome.id for [outcome] in outcomes}) == 1
    for table in ("contact", "customer", "due"):
        assert await DB.fetch_value(f"SELECT count(*) FROM {table}") == 1


async def test_fifty_first_contacts_of_ada_at_once_make_one_customer(own_database: str, body: Body) -> None:
    outcomes = await asyncio.gather(*(recorded(body(f"call-{n}")) for n in range(50)))
    assert {outcome.state for [outcome] in outcomes} == {IntakeState.NEW}
    assert await DB.fetch_value("SELECT count(*) FROM contact") == 50
    assert await DB.fetch_value("SELECT count(*) FROM customer") == 1
    assert await DB.fetch_value("SELECT count(*) FROM identity") == 2


async def test_fifty_amendments_at_once_follow_one_another(own_database: str, body: Body) -> None:
    await recorded(body())
    outcomes = await asyncio.gather(*(recorded(body(handling_seconds=n)) for n in range(50)))
    assert {outcome.state for [outcome] in outcomes} == {IntakeState.AMENDED}
    assert sorted(outcome.version for [outcome] in outcomes) == list(range(2, 52))
    rows = await DB.fetch("SELECT version FROM contact_version ORDER BY version")
    assert [row["version"] for row in rows] == list(range(1, 51))
    assert await DB.fetch_value("SELECT version FROM contact") == 51


async def test_batches_with_the_same_customers_in_other_orders_all_end(own_database: str, body: Body) -> None:
    def batch(name: str, step: int) -> list[dict[str, Any]]:
        people = [{"name": name, "identities": [{"kind": "loyalty", "value": f"L{n}"}]} for n in range(40)][::step]
        return [body(f"{name}-{n}", customer=person) for n, person in enumerate(people)]

    batches = [batch(f"b{n}", 1 if n % 2 else -1) for n in range(8)]
    outcomes = await asyncio.gather(*(recorded(*rows) for rows in batches))
    assert {outcome.state for rows in outcomes for outcome in rows} == {IntakeState.NEW}
    assert await DB.fetch_value("SELECT count(*) FROM customer") == 40
    assert await DB.fetch_value("SELECT count(*) FROM contact") == 320


async def test_fifty_posts_of_one_event_create_it_once(
    own_database: str, client: httpx.AsyncClient, body: Body
) -> None:
    key = await api_keys.add("acd", (Scope.CONTACTS_WRITE,), is_test=False, by=ANYONE)
    client.headers["authorization"] = f"Bearer {key.secret}"

    async def posted() -> httpx.Response:
        answer = await client.post("/api/v1/contacts", json=body())
        while answer.status_code == 503:  # as its Retry-After asks, where the machine is slow
            answer = await client.post("/api/v1/contacts", json=body())
        return answer

    answers = await asyncio.gather(*(posted() for _ in range(50)))
    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
