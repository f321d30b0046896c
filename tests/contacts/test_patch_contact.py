"""PATCH of one contact, as the program of an integrator uses it: a JSON merge patch."""

from collections.abc import Callable
from typing import Any

import httpx

from tests.contacts.conftest import ADA
from tests.contacts.test_api import PATH
from vocapp.database import DB
from vocapp.http.access import ANYONE, Scope
from vocapp.staff import api_keys
from vocapp.staff.key_rights import KeyLimits

Body = Callable[..., dict[str, Any]]


async def test_what_is_left_out_stays_and_null_removes(api: httpx.AsyncClient, body: Body) -> None:
    made = await api.post(PATH, json=body(issue="T-1", attributes={"tier": "gold", "seat": 4}))
    path = f"{PATH}/{made.json()['id']}"
    change = {"handling_seconds": 90, "issue": None, "attributes": {"seat": None}}
    answer = await api.patch(path, json=change, headers={"content-type": "application/merge-patch+json"})
    assert (answer.status_code, answer.json()["state"], answer.json()["version"]) == (200, "amended", 2)
    assert answer.headers["etag"] == '"2"'
    found = await api.get(path)
    assert found.headers["etag"] == '"2"'
    now = found.json()
    assert (now["handling_seconds"], now["issue"], now["attributes"]) == (90, None, {"tier": "gold"})
    assert {one["value"] for one in now["identities"]} == {"ada@example.com", "+442079460018"}
    [before] = (await api.get(f"{path}/versions")).json()
    assert (before["version"], before["replaced_by"], before["content"]["issue"]) == (1, "acd", "T-1")


async def test_nothing_changed_is_a_repeat(api: httpx.AsyncClient, body: Body) -> None:
    made = await api.post(PATH, json=body(issue="T-1"))
    answer = await api.patch(f"{PATH}/{made.json()['id']}", json={"issue": "T-1"})
    assert answer.json() == {"id": made.json()["id"], "state": "repeat"}


async def test_if_match_guards_against_a_change_in_between(api: httpx.AsyncClient, body: Body) -> None:
    path = f"{PATH}/{(await api.post(PATH, json=body())).json()['id']}"
    assert (await api.patch(path, json={"issue": "a"}, headers={"if-match": '"1"'})).status_code == 200
    late = await api.patch(path, json={"issue": "b"}, headers={"if-match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "contact.version")
    assert (await api.patch(path, json={"issue": "c"}, headers={"if-match": '"2"'})).json()["version"] == 3


async def test_all_faults_are_named_and_nothing_is_changed(api: httpx.AsyncClient, body: Body) -> None:
    path = f"{PATH}/{(await api.post(PATH, json=body())).json()['id']}"
    key = await api.patch(path, json={"source": "other", "external_id": "x"})
    assert [error["pointer"] for error in key.json()["errors"]] == ["#/source", "#/external_id"]
    faulty = await api.patch(path, json={"channel": "telegraph", "started_at": "soon"})
    assert {error["pointer"] for error in faulty.json()["errors"]} == {"#/channel", "#/started_at"}
    for wrong in (b"{", b"[]", b"3"):
        assert (await api.patch(path, content=wrong)).status_code == 400
    assert (await api.get(path)).json()["version"] == 1


async def test_another_identity_is_added_to_the_customer(api: httpx.AsyncClient, body: Body) -> None:
    path = f"{PATH}/{(await api.post(PATH, json=body())).json()['id']}"
    more = [*ADA["identities"], {"kind": "loyalty", "value": "L-7"}]
    assert (await api.patch(path, json={"customer": {"identities": more}})).json()["state"] == "amended"
    assert await DB.fetch_value("SELECT count(*) FROM customer") == 1
    assert await DB.fetch_value("SELECT count(*) FROM identity") == 3


async def test_a_key_amends_only_its_own_sources(api: httpx.AsyncClient, body: Body) -> None:
    path = f"{PATH}/{(await api.post(PATH, json=body())).json()['id']}"
    other = await api_keys.add(
        "crm", (Scope.CONTACTS_WRITE,), is_test=False, by=ANYONE, limits=KeyLimits(sources=frozenset({"crm"}))
    )
    refused = await api.patch(path, json={"issue": "x"}, headers={"authorization": f"Bearer {other.secret}"})
    assert refused.status_code == 403
    assert await DB.fetch_value("SELECT issue FROM contact") is None


async def test_an_unknown_contact_is_not_found(api: httpx.AsyncClient) -> None:
    assert (await api.patch(f"{PATH}/01900000-0000-7000-8000-000000000000", json={})).status_code == 404
