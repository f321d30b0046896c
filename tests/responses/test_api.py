"""What customers answered, as an integrator's program reads it."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite, invite_many, stored_response
from tests.responses.visitor import ALL_SIX, Visitor
from tests.staff_people import make_key
from vocapp import clock
from vocapp.database import DB
from vocapp.http.access import Scope
from vocapp.tokens import Keyring, token_hash

PATH = "/api/v1/responses"
SUPPORT = shipped("support")


@pytest.fixture
async def program(database: str, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A client with a key that reads responses."""
    client.headers["authorization"] = f"Bearer {await make_key(Scope.RESPONSES_READ)}"
    return client


@pytest.fixture
async def ada(program: httpx.AsyncClient, keys: Keyring) -> Visitor:
    """Ada has answered all six questions."""
    visitor = Visitor(program, await invite(keys, SUPPORT))
    await visitor.give(**ALL_SIX)
    return visitor


async def listed(program: httpx.AsyncClient, **query: str) -> list[str]:
    """The ids of the responses that a query finds."""
    answer = await program.get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_a_response_is_shown_with_its_answers(ada: Visitor, program: httpx.AsyncClient) -> None:
    [item] = (await program.get(PATH)).json()["items"]
    assert (item["survey"], item["survey_version"], item["channel"], item["language"]) == ("support", 1, "email", "en")
    assert (item["state"], item["closed_by"], item["is_test"], item["revision"]) == ("closed", "complete", False, 1)
    assert {answer["question"]: answer["value"] for answer in item["answers"]} == {
        "solved": True,
        "repeated": False,
        "csat": 5,
        "effort": 7,
        "improve": "Nothing at all",
        "contact": {"wish": True, "how": "by telephone"},
    }
    assert {answer["mode"] for answer in item["answers"]} == {"self"}
    one = await program.get(f"{PATH}/{item['id']}")
    assert one.json() == item
    assert ada.token not in one.text


async def test_the_list_is_walked_page_by_page(program: httpx.AsyncClient, keys: Keyring) -> None:
    for token in await invite_many(keys, SUPPORT, 5):
        await Visitor(program, token).give(_page="csat", csat="4")
    seen, following = [], f"{PATH}?limit=2&state=open"
    while following:
        page = (await program.get(following)).json()
        assert len(page["items"]) <= 2
        seen += [item["id"] for item in page["items"]]
        following = page.get("next")
    assert len(seen) == len(set(seen)) == 5
    assert seen == await listed(program)


async def test_responses_are_filtered(ada: Visitor, program: httpx.AsyncClient, keys: Keyring) -> None:
    bob = Visitor(program, await invite(keys, shipped("billing")))
    await bob.give(_page="csat", csat="1")
    ids = {"ada": str((await stored_response(ada.token))["id"]), "bob": str((await stored_response(bob.token))["id"])}
    asked = await DB.fetch_one("SELECT * FROM invitation WHERE answer_hash = $1", token_hash(ada.token))
    assert asked is not None
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()
    for query, names in (
        ({"state": "open"}, ["bob"]),
        ({"state": "closed"}, ["ada"]),
        ({"survey": "billing"}, ["bob"]),
        ({"survey": "nothing"}, []),
        ({"contact_id": str(asked["contact_id"])}, ["ada"]),
        ({"customer_id": str(asked["customer_id"])}, ["ada"]),
        ({"since": tomorrow}, []),
        ({"since": "2026-01-01T00:00:00Z"}, ["ada", "bob"]),
    ):
        assert sorted(await listed(program, **query)) == sorted(ids[name] for name in names), query


@pytest.mark.parametrize(
    "query", [{"state": "half"}, {"limit": "0"}, {"limit": "201"}, {"since": "yesterday"}, {"contact_id": "x"}]
)
async def test_a_filter_that_means_nothing_is_refused(program: httpx.AsyncClient, query: dict[str, str]) -> None:
    answer = await program.get(PATH, params=query)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_test_key_sees_test_rows_only(ada: Visitor, program: httpx.AsyncClient, keys: Keyring) -> None:
    trial = Visitor(program, await invite(keys, SUPPORT, is_test=True))
    await trial.give(**ALL_SIX)
    contact: UUID = await DB.fetch_value("SELECT contact_id FROM invitation WHERE is_test")
    await DB.execute("UPDATE contact SET is_test = true WHERE id = $1", contact)
    real, test = [str((await stored_response(visitor.token))["id"]) for visitor in (ada, trial)]
    assert await listed(program) == [real]
    assert (await program.get(f"{PATH}/{test}")).status_code == 404
    program.headers["authorization"] = f"Bearer {await make_key(Scope.RESPONSES_READ, is_test=True)}"
    assert await listed(program) == [test]
    assert (await program.get(f"{PATH}/{real}")).status_code == 404


async def test_an_id_that_is_nobodys_is_404(ada: Visitor, program: httpx.AsyncClient) -> None:
    assert (await program.get(f"{PATH}/{uuid4()}")).status_code == 404
    assert (await program.get(f"{PATH}/nonsense")).status_code == 404


async def test_the_scope_is_needed(ada: Visitor, program: httpx.AsyncClient) -> None:
    program.headers["authorization"] = f"Bearer {await make_key(Scope.CONTACTS_READ)}"
    assert (await program.get(PATH)).status_code == 403
    assert (await program.get(f"{PATH}/{uuid4()}")).status_code == 403
    del program.headers["authorization"]
    assert (await program.get(PATH)).status_code == 401
