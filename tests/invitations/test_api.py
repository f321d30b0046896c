"""What a program may read of decisions and invitations."""

import httpx
import pytest

from tests.invitations.conftest import SentInvitation
from tests.invitations.customer_rows import contact, customer
from tests.staff_people import make_key
from vocapp.database import new_id
from vocapp.http.access import Scope
from vocapp.invitations.decide_stage import DecideStage


@pytest.fixture
async def program(client: httpx.AsyncClient, database: str) -> httpx.AsyncClient:
    """A client with a key that reads contacts."""
    client.headers["authorization"] = f"Bearer {await make_key(Scope.CONTACTS_READ)}"
    return client


async def test_decisions_are_listed_with_their_rule_and_invitation(
    adas: SentInvitation, deciding: DecideStage, program: httpx.AsyncClient
) -> None:
    second = await contact(adas.customer)
    await deciding.work(second)
    first_page = (await program.get("/api/v1/decisions", params={"limit": 1})).json()
    [invited] = first_page["items"]
    assert (invited["outcome"], invited["contact_id"], invited["invitation_id"]) == (
        "invited",
        str(adas.contact),
        str(adas.id),
    )
    assert invited["detail"]["channel"] == "email"
    [suppressed] = (await program.get(first_page["next"])).json()["items"]
    assert (suppressed["outcome"], suppressed["rule"]) == ("suppressed", "customer cap")
    assert suppressed["programme"] == "billing"
    one = (await program.get(f"/api/v1/decisions/{suppressed['id']}")).json()
    assert one == suppressed


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"outcome": "invited"}, 1),
        ({"rule": "customer cap"}, 1),
        ({"programme": "billing"}, 2),
        ({"programme": "support"}, 0),
        ({"since": "2026-05-05T00:00:00Z"}, 0),
    ],
)
async def test_decisions_are_filtered(
    adas: SentInvitation, deciding: DecideStage, program: httpx.AsyncClient, query: dict[str, str], count: int
) -> None:
    await deciding.work(await contact(adas.customer))
    assert len((await program.get("/api/v1/decisions", params=query)).json()["items"]) == count


async def test_an_invitation_is_shown_without_its_links(adas: SentInvitation, program: httpx.AsyncClient) -> None:
    answer = await program.get("/api/v1/invitations", params={"customer_id": str(adas.customer)})
    [shown] = answer.json()["items"]
    assert (shown["survey"], shown["survey_version"], shown["brand"]) == ("billing", 1, "alderway")
    assert (shown["disposition"], shown["language"]) == ("unknown", "de")
    assert shown["facts"]["date"] == "4. Mai"
    assert adas.answer_token not in answer.text
    assert adas.opt_out_token not in answer.text
    assert (await program.get(f"/api/v1/invitations/{adas.id}")).json() == shown


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"disposition": "complete"}, 0),
        ({"disposition": "unknown"}, 1),
        ({"brand": "brightmoor"}, 0),
        ({"programme": "billing"}, 1),
    ],
)
async def test_invitations_are_filtered(
    adas: SentInvitation, program: httpx.AsyncClient, query: dict[str, str], count: int
) -> None:
    assert len((await program.get("/api/v1/invitations", params=query)).json()["items"]) == count


async def test_a_live_key_sees_no_test_rows(deciding: DecideStage, program: httpx.AsyncClient) -> None:
    await deciding.work(await contact(await customer(is_test=True), is_test=True))
    for path in ("decisions", "invitations"):
        assert (await program.get(f"/api/v1/{path}")).json()["items"] == []


async def test_what_is_not_there_is_404_and_without_a_key_401(adas: SentInvitation, program: httpx.AsyncClient) -> None:
    for path in ("decisions", "invitations"):
        assert (await program.get(f"/api/v1/{path}/{new_id()}")).status_code == 404
        assert (await program.get(f"/api/v1/{path}", headers={"authorization": ""})).status_code == 401
