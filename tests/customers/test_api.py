"""The API of customers, as a CRM program uses it."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.customers.conftest import add_customer, identity_of
from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.messages.message_queue import NewMessage, enqueue_message

PATH = "/api/v1/customers"
WORK, HOME = "ada@firm.example", "ada@home.example"


async def test_a_customer_is_shown_with_identities(api: httpx.AsyncClient) -> None:
    ada = await add_customer("Ada", WORK, HOME)
    shown = (await api.get(f"{PATH}/{ada}")).json()
    assert shown["name"] == "Ada"
    assert [identity["value"] for identity in shown["identities"]] == [WORK, HOME]
    assert (await api.get(f"{PATH}/{new_id()}")).status_code == 404


async def test_the_list_finds_by_identity_and_by_time(api: httpx.AsyncClient) -> None:
    ada, grace = await add_customer("Ada", WORK), await add_customer("Grace", HOME)
    found = (await api.get(PATH, params={"identity": "email:ADA@firm.example"})).json()["items"]
    assert [item["id"] for item in found] == [str(ada)]
    page = (await api.get(PATH, params={"limit": 1})).json()
    assert [item["id"] for item in page["items"]] == [str(ada)]
    page = (await api.get(page["next"])).json()
    assert [item["id"] for item in page["items"]] == [str(grace)]
    assert page["next"] is None
    assert (await api.get(PATH, params={"since": "2100-01-01T00:00:00Z"})).json()["items"] == []


async def test_test_customers_are_not_shown_to_a_live_key(api: httpx.AsyncClient) -> None:
    tester = await add_customer("Tester", WORK, is_test=True)
    assert (await api.get(f"{PATH}/{tester}")).status_code == 404
    assert (await api.get(PATH)).json()["items"] == []
    live = await add_customer("Ada", HOME)
    assert (await api.post(f"{PATH}/{live}/merge", json={"into": str(tester)})).status_code == 422


async def test_a_merge_by_the_api(api: httpx.AsyncClient) -> None:
    ada, king = await add_customer("Ada", WORK), await add_customer("King", HOME)
    answer = await api.post(f"{PATH}/{ada}/merge", json={"into": str(king)})
    assert (answer.status_code, answer.json()["id"]) == (200, str(king))
    assert (await api.get(f"{PATH}/{ada}")).json()["merged_into"] == str(king)
    back = await api.post(f"{PATH}/{king}/merge", json={"into": str(ada)})
    assert back.status_code == 409
    assert "ring" in back.json()["detail"]
    both = (await api.get(PATH, params={"identity": f"email:{WORK}"})).json()["items"]
    assert {item["id"] for item in both} == {str(ada), str(king)}


async def post_permission(api: httpx.AsyncClient, customer: UUID, path: str, **body: Any) -> httpx.Response:
    return await api.post(f"{PATH}/{customer}/permissions{path}", json=body)


async def test_permissions_are_given_withdrawn_and_listed(api: httpx.AsyncClient) -> None:
    ada = await add_customer("Ada", WORK)
    what = {"identity_id": str(await identity_of(WORK)), "channel": "email", "purpose": "survey"}
    given = await post_permission(api, ada, "", **what, basis="consent", country="GB", evidence="call of 2 May")
    assert given.status_code == 200, given.text
    assert given.json()["items"][0]["basis"] == "consent"
    message = NewMessage(
        kind="invitation", subject_id=new_id(), customer_id=ada, address=WORK, due_at=clock.now(), is_test=False
    )
    await enqueue_message(message)
    withdrawn = (await post_permission(api, ada, "/withdraw", **what)).json()["items"][0]
    assert withdrawn["withdrawn_by"] == "staff"
    assert await DB.fetch_value("SELECT state FROM message") == "revoked"
    assert (await api.get(f"{PATH}/{ada}/permissions")).json()["items"] == [withdrawn]


async def test_a_permission_for_an_identity_of_somebody_else_is_refused(api: httpx.AsyncClient) -> None:
    ada = await add_customer("Ada", WORK)
    await add_customer("Grace", HOME)
    hers = {"identity_id": str(await identity_of(WORK)), "channel": "sms", "purpose": "survey"}
    other = hers | {"identity_id": str(await identity_of(HOME)), "channel": "email"}
    wrong_channel = await post_permission(api, ada, "/withdraw", **hers)
    assert (wrong_channel.status_code, wrong_channel.json()["errors"][0]["pointer"]) == (422, "#/channel")
    not_hers = await post_permission(api, ada, "", **other, basis="consent")
    assert (not_hers.status_code, not_hers.json()["errors"][0]["pointer"]) == (422, "#/identity_id")


ORDER = {"source": "shop", "external_id": "o-1", "kind": "order", "at": "2026-05-04T10:00:00Z", "amount": "12.50"}


async def test_an_outcome_is_recorded_once(api: httpx.AsyncClient) -> None:
    ada = await add_customer("Ada", WORK)
    order = ORDER | {"currency": "EUR", "identity": {"kind": "email", "value": "ADA@firm.example"}}
    new = await api.post("/api/v1/outcomes", json=order)
    assert (new.status_code, new.json()["customer_id"]) == (201, str(ada))
    again = await api.post("/api/v1/outcomes", json=order | {"at": "2026-05-04T12:00:00+02:00"})
    assert (again.status_code, again.json()["id"]) == (200, new.json()["id"])
    assert (await api.post("/api/v1/outcomes", json=order | {"amount": "13"})).status_code == 409
    assert str(await DB.fetch_value("SELECT amount FROM outcome")) == "12.50"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({}, "#/identity"),
        ({"identity": {"kind": "email", "value": "nobody@firm.example"}}, "#/identity"),
        ({"identity": {"kind": "email", "value": "nobody"}}, "#/identity"),
        ({"customer_id": str(new_id())}, "#/customer_id"),
        ({"customer_id": str(new_id()), "amount": "a lot"}, "#/amount"),
        ({"customer_id": str(new_id()), "at": "2026-05-04T10:00:00"}, "#/at"),
    ],
)
async def test_an_outcome_of_nobody_is_refused(api: httpx.AsyncClient, change: dict[str, Any], pointer: str) -> None:
    answer = await api.post("/api/v1/outcomes", json=ORDER | change)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_an_outcome_by_the_customers_id(api: httpx.AsyncClient) -> None:
    ada = await add_customer("Ada", WORK)
    answer = await api.post("/api/v1/outcomes", json=ORDER | {"customer_id": str(ada)})
    assert answer.status_code == 201
