"""The API of contacts, as the program of an integrator uses it."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from tests.contacts.conftest import ADA
from tests.rows import insert
from vocapp.database import DB
from vocapp.http.access import ANYONE, Scope
from vocapp.staff import api_keys

Body = Callable[..., dict[str, Any]]

PATH = "/api/v1/contacts"
NDJSON = {"content-type": "application/x-ndjson"}


@pytest.fixture
async def trying(api: httpx.AsyncClient) -> AsyncIterator[dict[str, str]]:
    """The headers of the same integrator with their test key."""
    key = await api_keys.add("acd test", (Scope.CONTACTS_WRITE, Scope.CONTACTS_READ), is_test=True, by=ANYONE)
    yield {"authorization": f"Bearer {key.secret}"}


def ndjson(*rows: Any) -> bytes:
    return b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows) + b"\n"


async def test_a_new_contact_is_201_again_and_amended_200_and_another_409(api: httpx.AsyncClient, body: Body) -> None:
    new = await api.post(PATH, json=body())
    assert (new.status_code, new.json()["state"]) == (201, "new")
    again = await api.post(PATH, json=body())
    assert (again.status_code, again.json()) == (200, {"id": new.json()["id"], "state": "repeat"})
    amended = await api.post(PATH, json=body(issue="T-2"))
    assert (amended.status_code, amended.json()) == (200, {"id": new.json()["id"], "state": "amended", "version": 2})
    grace = {"identities": [{"kind": "email", "value": "grace@example.com"}]}
    other = await api.post(
        PATH, json=body(customer=grace, started_at="2026-05-05T10:00:00Z", ended_at="2026-05-05T10:01:00Z")
    )
    assert other.status_code == 409
    assert other.headers["content-type"] == "application/problem+json"
    assert new.json()["id"] in other.json()["detail"]
    assert await DB.fetch_value("SELECT issue FROM contact") == "T-2"


async def test_every_fault_of_a_body_is_named_with_its_remedy(api: httpx.AsyncClient, body: Body) -> None:
    wrong = body(channel="telegraph", wait_seconds=-1, surprise=1, started_at=...)
    answer = await api.post(PATH, json=wrong)
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "#/channel",
        "#/wait_seconds",
        "#/surprise",
        "#/started_at",
    }


async def test_faults_in_the_meaning_come_together_too(api: httpx.AsyncClient, body: Body) -> None:
    person = ADA | {"timezone": "Mars/Olympus", "identities": [{"kind": "email", "value": "ada@"}]}
    answer = await api.post(PATH, json=body(ended_at="2026-05-04T08:00:00Z", customer=person))
    assert answer.status_code == 422
    errors = {error["pointer"]: error["detail"] for error in answer.json()["errors"]}
    assert set(errors) == {"#/ended_at", "#/customer/timezone", "#/customer/identities/0/value"}
    assert "Mars/Olympus" in errors["#/customer/timezone"]


async def test_an_unknown_unit_is_set_aside_and_the_known_ones_are_listed(api: httpx.AsyncClient, body: Body) -> None:
    await insert("unit", slug="phone-team", name="Phone")
    answer = await api.post(PATH, json=body(handlers=[{"kind": "agent", "unit": "fone-team"}]))
    assert answer.status_code == 201
    [warning] = answer.json()["warnings"]
    assert (warning["field"], warning["value"]) == ("handlers[0].unit", "fone-team")
    assert "phone-team" in warning["remedy"]


async def test_bodies_that_are_no_event(api: httpx.AsyncClient, body: Body) -> None:
    assert (await api.post(PATH, content=b"{", headers={"content-type": "application/json"})).status_code == 400
    assert (await api.post(PATH, content=b"a", headers={"content-type": "text/csv"})).status_code == 415
    assert (await api.post(PATH, json=body(attributes={"note": "x" * 70_000}))).status_code == 413
    assert (await api.post(PATH, json=body(attributes={"note": "a\0b"}))).json()["warnings"][0]["value"] == "a\ufffdb"


async def test_a_batch_keeps_valid_contacts_and_names_the_faulty_ones(api: httpx.AsyncClient, body: Body) -> None:
    rows = [body("c-1"), b"", body("c-2", channel="telegraph"), b"{oops", body("c-1"), body("c-1", issue="T-1")]
    answer = await api.post(PATH, content=ndjson(*rows, body("c-3")), headers=NDJSON)
    assert answer.status_code == 200
    result = answer.json()
    assert {name: result[name] for name in ("new", "repeats", "conflicts", "rejected")} == {
        "new": 2,
        "repeats": 1,
        "conflicts": 1,
        "rejected": 2,
    }
    assert [(line["row"], line["state"]) for line in result["lines"]] == [
        (3, "rejected"),
        (4, "rejected"),
        (6, "conflict"),
    ]
    [fault] = result["lines"][0]["faults"]
    assert (fault["field"], fault["value"]) == ("channel", "telegraph")
    assert await DB.fetch_value("SELECT count(*) FROM contact") == 2


async def test_a_batch_of_too_many_lines_keeps_those_before(api: httpx.AsyncClient) -> None:
    answer = await api.post(PATH, content=b"[]\n" * 10_001, headers=NDJSON)
    assert answer.status_code == 413
    assert "10000 lines" in answer.json()["detail"]


async def test_a_batch_comes_in_pieces_and_may_not_be_endless(api: httpx.AsyncClient, body: Body) -> None:
    whole = ndjson(*(body(f"c-{n}") for n in range(20)))

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(whole), 100):
            yield whole[start : start + 100]
        for _ in range(30):
            yield b"x" * 20_000
        yield b"\n" + ndjson(body("last"))

    answer = await api.post(PATH, content=pieces(), headers=NDJSON)
    assert answer.status_code == 200
    assert (answer.json()["new"], answer.json()["rejected"]) == (21, 1)
    assert "bytes" in answer.json()["lines"][0]["faults"][0]["remedy"]


async def test_the_list_is_read_page_by_page(api: httpx.AsyncClient, body: Body) -> None:
    await api.post(PATH, content=ndjson(*(body(f"c-{n}") for n in range(5))), headers=NDJSON)
    address, seen = f"{PATH}?limit=2&channel=phone_in_house", []
    while address:
        page = (await api.get(address)).json()
        seen += [item["external_id"] for item in page["items"]]
        address = page["next"]
    assert sorted(seen) == [f"c-{n}" for n in range(5)]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
async def test_case_73_contacts_that_come_in_between_two_pages_are_listed_once(
    api: httpx.AsyncClient, body: Body, limit: int
) -> None:
    await api.post(PATH, content=ndjson(*(body(f"c-{n}") for n in range(5))), headers=NDJSON)
    address, seen = f"{PATH}?limit={limit}", []
    for number in range(20):
        page = (await api.get(address)).json()
        seen += [item["external_id"] for item in page["items"]]
        address = page["next"]
        if not address:
            break
        if number < 3:
            assert (await api.post(PATH, json=body(f"late-{number}"))).status_code == 201
    assert len(seen) == len(set(seen))
    assert {f"c-{n}" for n in range(5)} <= set(seen)


async def test_the_list_is_narrowed(api: httpx.AsyncClient, body: Body) -> None:
    grace = {"identities": [{"kind": "email", "value": "grace@example.com"}]}
    await api.post(PATH, json=body("c-1"))
    await api.post(PATH, json=body("c-2", customer=grace, channel="email", source="helpdesk"))

    async def found(**query: Any) -> list[str]:
        answer = await api.get(PATH, params=query)
        assert answer.status_code == 200, answer.text
        return [item["external_id"] for item in answer.json()["items"]]

    assert await found(identity="email:Grace@example.com") == ["c-2"]
    assert await found(channel="email") == ["c-2"]
    assert await found(source="acd") == ["c-1"]
    assert await found(external_id="c-1", source="helpdesk") == []
    assert await found(since="2100-01-01T00:00:00Z") == []


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("since", "2026-01-01T00:00:00", 400),
        ("identity", "email:ada", 422),
        ("identity", "shoe:42", 400),
        ("limit", "201", 400),
        ("cursor", "1", 400),
        ("channel", "telegraph", 400),
    ],
)
async def test_a_parameter_that_cannot_be_used_is_named(
    api: httpx.AsyncClient, name: str, value: str, status: int
) -> None:
    answer = await api.get(PATH, params={name: value})
    assert answer.status_code == status
    assert answer.json()["errors"][0]["parameter"] == name


async def test_one_contact_by_id(api: httpx.AsyncClient, body: Body) -> None:
    promise = {"what": "call back", "due": "2026-05-06T10:00:00+01:00"}
    created = (await api.post(PATH, json=body(promises=[promise]))).json()
    contact = (await api.get(f"{PATH}/{created['id']}")).json()
    assert contact["external_id"] == "call-1"
    assert contact["promises"][0]["due"] == "2026-05-06T09:00:00Z"
    assert contact["identities"][1] == {"kind": "phone", "value": "+442079460018"}
    assert (await api.get(f"{PATH}/01900000-0000-7000-8000-000000000000")).status_code == 404


async def test_a_test_key_and_a_live_key_do_not_see_each_other(
    api: httpx.AsyncClient, trying: dict[str, str], body: Body
) -> None:
    live = (await api.post(PATH, json=body())).json()["id"]
    test = (await api.post(PATH, json=body(), headers=trying)).json()
    assert test["state"] == "new"
    assert (await api.get(f"{PATH}/{live}", headers=trying)).status_code == 404
    assert (await api.get(f"{PATH}/{test['id']}")).status_code == 404
    assert [item["id"] for item in (await api.get(PATH, headers=trying)).json()["items"]] == [test["id"]]


async def test_the_document_explains_an_event(api: httpx.AsyncClient) -> None:
    document = (await api.get("/api/v1/docs/openapi.json")).json()
    operation = document["paths"]["/api/v1/contacts"]["post"]
    content = operation["requestBody"]["content"]
    assert set(content) == {"application/json", "application/x-ndjson"}
    schema = content["application/json"]["schema"]
    assert set(schema["required"]) == {"source", "external_id", "channel", "touchpoint", "started_at"}
    assert schema["additionalProperties"] is False
    assert "$ref" not in json.dumps(schema)
    assert {"200", "201", "409", "422"} <= set(operation["responses"])


@pytest.mark.parametrize("name", ["chanel", "Channel", "offset", "'; DROP TABLE contact"])
async def test_a_parameter_that_there_is_not_is_refused(api: httpx.AsyncClient, name: str) -> None:
    answer = await api.get("/api/v1/contacts", params={name: "chat", "limit": "1"})
    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert (fault["code"], name in fault["detail"], "channel" in fault["detail"]) == ("field.unknown", True, True)
    assert (await api.get("/api/v1/contacts", params={"source": "desk", "limit": "1"})).status_code == 200


async def test_addresses_with_very_many_parameters_are_refused(api: httpx.AsyncClient) -> None:
    for many in (500, 2000):
        answer = await api.get("/api/v1/contacts?" + "&".join(["a=1"] * (many + 1)))
        assert (answer.status_code, "500 parameters" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_the_first_and_the_last_year_are_no_failure(api: httpx.AsyncClient, moment: str) -> None:
    answer = await api.get("/api/v1/contacts", params={"since": moment})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "field.out_of_range")
    edge = moment[:19] + "Z"
    assert (await api.get("/api/v1/contacts", params={"since": edge})).status_code == 200
