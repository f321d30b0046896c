"""Customer pages: search by every identity, and only for readers who may see the customer."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite
from tests.responses.visitor import ALL_SIX, Visitor
from tests.rows import insert, insert_many
from tests.staff_people import COMMAND, Person, SignIn
from vocapp.customers.merging.merge import merge
from vocapp.database import DB
from vocapp.http.access import Role
from vocapp.staff import units
from vocapp.staff.units import UnitIn
from vocapp.tokens import Keyring


@pytest.fixture
async def ada(database: str, keys: Keyring, client: httpx.AsyncClient) -> tuple[UUID, Visitor]:
    """Ada, who called about her bill, and her survey."""
    token = await invite(keys, shipped("support"))
    customer: UUID = await DB.fetch_value("SELECT customer_id FROM invitation")
    await DB.execute("UPDATE customer SET name = 'Ada Example' WHERE id = $1", customer)
    for kind, value in (("email", "ada@customers.example"), ("phone", "+4930901820"), ("loyalty", "GOLD-7")):
        await insert("identity", customer_id=customer, kind=kind, value=value)
    await DB.execute("UPDATE contact SET issue = 'T-4711', external_id = 'CALL-9'")
    return customer, Visitor(client, token)


@pytest.fixture
async def lena(database: str, signed_in: SignIn) -> Person:
    return await signed_in("Lena Lead", Role.LEAD, every_unit=True)


@pytest.mark.parametrize("sought", ["ada", "exam ada", "T-4711", "CALL-9"])
async def test_she_is_found_by_name_and_by_ticket(ada: tuple[UUID, Visitor], lena: Person, sought: str) -> None:
    customer, _ = ada
    assert f"/app/customers/{customer}" in await lena.see(f"/app/customers?q={sought}")


async def test_she_is_found_by_each_of_her_identities(ada: tuple[UUID, Visitor], lena: Person) -> None:
    customer, _ = ada
    identities = await DB.fetch("SELECT kind, value FROM identity WHERE customer_id = $1", customer)
    assert identities
    for identity in identities:
        listed = await lena.browser.get("/app/customers", params={"q": f" {identity['value']} "})
        assert f"/app/customers/{customer}" in listed.text
        popped = await lena.browser.get(f"/app/customers/by/{identity['kind']}/{identity['value']}")
        assert popped.headers["location"] == f"/app/customers/{customer}"


async def test_an_unknown_customer_leads_to_the_search(ada: tuple[UUID, Visitor], lena: Person) -> None:
    for kind, value in (("email", "nobody@customers.example"), ("fingerprint", "x"), ("phone", "12")):
        popped = await lena.browser.get(f"/app/customers/by/{kind}/{value}")
        assert popped.headers["location"].startswith("/app/customers?q=")
    assert "No customer matches" in await lena.see("/app/customers?q=nobody%40customers.example")
    assert (await lena.browser.get("/app/search?q=a+b")).headers["location"] == "/app/customers?q=a+b"


@pytest.mark.parametrize("sought", ["'", "a & !b | (", "\\", "%", "😀", "x" * 500])
async def test_no_search_breaks_the_page(ada: tuple[UUID, Visitor], lena: Person, sought: str) -> None:
    assert (await lena.browser.get("/app/customers", params={"q": sought})).status_code == 200


async def test_her_page_shows_contact_decision_answers_and_permissions(ada: tuple[UUID, Visitor], lena: Person) -> None:
    customer, browser = ada
    before = await lena.see(f"/app/customers/{customer}")
    assert "invited once" in before
    await browser.send(**ALL_SIX)
    page = await lena.see(f"/app/customers/{customer}")
    assert "answered once" in page
    assert "T-4711" in page
    assert "Was your request solved?" in page
    assert f"{ALL_SIX['csat']} / 5" in page
    assert "Contact details and consent" in page


async def test_a_merged_customer_leads_to_the_present_one(ada: tuple[UUID, Visitor], lena: Person) -> None:
    customer, _ = ada
    other = await insert("customer", name="Ada Elsewhere")
    await merge(customer, other, actor=COMMAND)
    assert (await lena.browser.get(f"/app/customers/{customer}")).headers["location"] == f"/app/customers/{other}"
    page = await lena.see(f"/app/customers/{other}")
    assert "T-4711" in page
    assert "Merged records" in page
    assert "ada@customers.example" in page
    assert f"/app/customers/{other}" in await lena.see("/app/customers?q=T-4711")


async def test_another_teams_customer_is_not_there(ada: tuple[UUID, Visitor], signed_in: SignIn) -> None:
    customer, _ = ada
    seaside = await units.add(UnitIn("seaside", "Seaside", "site"), COMMAND)
    sol = await signed_in("Sol Agent", Role.AGENT, units=frozenset({seaside}))
    assert "Ada" not in await sol.see("/app/customers?q=ada")
    assert "Ada" not in await sol.see("/app/customers")
    assert (await sol.browser.get(f"/app/customers/{customer}")).status_code == 404


async def test_many_contacts_are_paged_by_key(ada: tuple[UUID, Visitor], lena: Person) -> None:
    customer, _ = ada
    row = await DB.fetch_one("SELECT customer_id, ended_at FROM contact")
    assert row is not None
    hours = [timedelta(hours=number) for number in range(1, 31)]
    await insert_many(
        "contact", [{"customer_id": row["customer_id"], "ended_at": row["ended_at"] - hour} for hour in hours]
    )
    first = await lena.see(f"/app/customers/{customer}")
    assert first.count("<h3>") == 25
    older = first.split('href="?before=')[1].split('"')[0]
    second = await lena.see(f"/app/customers/{customer}?before={older}")
    assert second.count("<h3>") == 6
    assert "Newest contacts" in second
    assert (await lena.see(f"/app/customers/{customer}?before=nonsense")).count("<h3>") == 25


async def test_before_the_first_customer_the_page_explains_imports(database: str, lena: Person) -> None:
    assert "No customers yet" in await lena.see("/app/customers")
