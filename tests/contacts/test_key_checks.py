"""A vendor's key among other systems: what it may record, and what it cannot change about foreign customers."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.contacts.conftest import ADA
from tests.staff_people import COMMAND
from vocapp.database import DB, from_json
from vocapp.http.access import Scope
from vocapp.staff import api_keys, trusted_sources, units
from vocapp.staff.key_rights import KeyLimits
from vocapp.staff.units import UnitIn

Body = Callable[..., dict[str, Any]]
PATH = "/api/v1/contacts"
GRACE = {"identities": [{"kind": "loyalty", "value": "L-1"}, {"kind": "email", "value": "grace@example.com"}]}
REDIRECTED = {
    "name": "Mallory",
    "attributes": {"tier": "none"},
    "identities": [{"kind": "loyalty", "value": "L-1"}, {"kind": "email", "value": "mallory@example.net"}],
}


@pytest.fixture
async def own(database: str) -> UUID:
    await units.add(UnitIn("headquarters", "Headquarters"), COMMAND)
    return await units.add(UnitIn("vendor", "Vendor", "vendor"), COMMAND)


@pytest.fixture
async def vendor(own: UUID, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The program of the vendor: its key writes to the source `vendor` and the unit of the vendor."""
    limits = KeyLimits(frozenset({"vendor"}), frozenset({own}))
    scopes = [Scope.CONTACTS_WRITE, Scope.CUSTOMERS_READ, Scope.CUSTOMERS_WRITE]
    key = await api_keys.add("vendor", scopes, is_test=False, by=COMMAND, limits=limits)
    client.headers["authorization"] = f"Bearer {key.secret}"
    return client


async def crm(client: httpx.AsyncClient, contact: dict[str, Any]) -> None:
    """The company's own CRM, with a key of its own, brings a contact."""
    key = await api_keys.add("crm", [Scope.CONTACTS_WRITE], is_test=False, by=COMMAND)
    headers = {"authorization": f"Bearer {key.secret}"}
    assert (await client.post(PATH, json=contact, headers=headers)).status_code == 201


async def refusals() -> list[tuple[str, dict[str, Any]]]:
    rows = await DB.fetch("SELECT action, detail FROM event WHERE action LIKE '%refused' ORDER BY id")
    return [(row["action"], from_json(row["detail"])) for row in rows]


async def emails() -> list[str]:
    return [row["value"] for row in await DB.fetch("SELECT value FROM identity WHERE kind = 'email' ORDER BY value")]


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"source": "crm", "unit": "vendor"}, "key.other_source", "#/source"),
        ({"unit": "headquarters"}, "key.other_unit", "#/unit"),
        ({"unit": "nowhere"}, "key.other_unit", "#/unit"),
        ({}, "key.no_unit", "#/unit"),
        ({"handlers": [{"kind": "agent", "unit": "headquarters"}]}, "key.other_unit", "#/handlers/0/unit"),
        (
            {"handlers": [{"kind": "ivr", "unit": "headquarters"}, {"kind": "agent", "unit": "vendor"}]},
            "key.other_unit",
            "#/handlers/0/unit",
        ),
    ],
)
async def test_what_is_not_the_vendors_is_refused(
    vendor: httpx.AsyncClient, body: Body, change: dict[str, Any], code: str, pointer: str
) -> None:
    answer = await vendor.post(PATH, json=body(**{"source": "vendor"} | change))

    assert (answer.status_code, answer.json()["code"]) == (403, "key.foreign_contact")
    assert [(error["code"], error["pointer"]) for error in answer.json()["errors"]] == [(code, pointer)]
    assert await DB.fetch_value("SELECT count(*) FROM contact") == 0
    [(action, detail)] = await refusals()
    assert (action, detail["contacts"]) == ("contact.refused", 1)


async def test_its_own_contacts_are_recorded(vendor: httpx.AsyncClient, body: Body) -> None:
    answer = await vendor.post(PATH, json=body(source="vendor", unit="vendor"))

    assert answer.status_code == 201
    assert await refusals() == []


async def test_a_batch_keeps_what_is_its_own(vendor: httpx.AsyncClient, body: Body) -> None:
    rows = [body(source=source, external_id=str(n), unit="vendor") for n, source in enumerate(("vendor", "crm", "x"))]
    lines = b"\n".join(json.dumps(row).encode() for row in rows)

    answer = await vendor.post(PATH, content=lines, headers={"content-type": "application/x-ndjson"})

    found = answer.json()
    assert (found["new"], found["rejected"]) == (1, 2)
    assert [line["faults"][0]["code"] for line in found["lines"]] == ["key.other_source"] * 2
    assert [detail["sources"] for _, detail in await refusals()] == [["crm", "x"]]


async def test_a_foreign_contact_is_no_oracle(vendor: httpx.AsyncClient, body: Body) -> None:
    await crm(vendor, body(source="crm", external_id="1"))

    known, unknown = [
        (await vendor.post(PATH, json=body(source="crm", external_id=number, unit="vendor"))).json()
        for number in ("1", "2")
    ]

    assert known | {"instance": ""} == unknown | {"instance": ""}


async def test_the_address_of_a_foreign_customer_is_not_redirected(vendor: httpx.AsyncClient, body: Body) -> None:
    await crm(vendor, body(source="crm", customer=GRACE | {"name": "Grace"}))

    answer = await vendor.post(PATH, json=body(source="vendor", unit="vendor", customer=REDIRECTED))

    assert answer.status_code == 201, "the contact itself is recorded"
    assert await emails() == ["grace@example.com"]
    row = await DB.fetch_one("SELECT name, attributes FROM customer")
    assert row is not None
    assert (row["name"], from_json(row["attributes"]).get("tier")) == ("Grace", None)
    assert [action for action, _ in await refusals()] == ["customer.addition_refused"]


async def test_a_trusted_source_adds_to_every_customer(vendor: httpx.AsyncClient, body: Body) -> None:
    await crm(vendor, body(source="crm", customer=GRACE))
    await trusted_sources.trust("vendor", COMMAND)

    assert (await vendor.post(PATH, json=body(source="vendor", unit="vendor", customer=REDIRECTED))).status_code == 201

    assert await emails() == ["grace@example.com", "mallory@example.net"]


async def test_a_source_adds_to_the_customers_that_it_brought(vendor: httpx.AsyncClient, body: Body) -> None:
    for number, customer in enumerate((GRACE, REDIRECTED)):
        row = body(source="vendor", unit="vendor", external_id=str(number), customer=customer)
        assert (await vendor.post(PATH, json=row)).status_code == 201

    assert await emails() == ["grace@example.com", "mallory@example.net"]


async def test_a_vendor_merges_nobody_and_reports_no_foreign_outcome(vendor: httpx.AsyncClient, body: Body) -> None:
    await vendor.post(PATH, json=body(source="vendor", unit="vendor", external_id="1", customer=GRACE))
    await crm(vendor, body(source="crm", external_id="2", customer=ADA))
    mine, ada = [row["id"] for row in await DB.fetch("SELECT id FROM customer ORDER BY id")]

    merged = await vendor.post(f"/api/v1/customers/{mine}/merge", json={"into": str(ada)})
    outcome = {"source": "shop", "external_id": "1", "kind": "order", "at": "2026-05-05T10:00:00Z"}
    squatted = await vendor.post("/api/v1/outcomes", json=outcome | {"customer_id": str(mine)})
    foreign = await vendor.post("/api/v1/outcomes", json=outcome | {"source": "vendor", "customer_id": str(ada)})

    assert (merged.status_code, merged.json()["code"]) == (403, "key.not_trusted")
    assert (squatted.status_code, squatted.json()["errors"][0]["code"]) == (403, "key.other_source")
    assert (foreign.status_code, foreign.json()["errors"][0]["code"]) == (422, "outcome.unknown_customer")
    assert [action for action, _ in await refusals()] == ["customer.merge_refused", "outcome.refused"]
