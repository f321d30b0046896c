"""Who is who: leads merge possible duplicates, say that they are two, and separate what was merged."""

from uuid import UUID

import pytest

from tests.contacts.test_shared_identities import card, mail, people
from tests.rows import insert
from tests.staff_people import COMMAND, Person, SignIn
from vocapp.database import DB
from vocapp.http.access import Role
from vocapp.staff import units
from vocapp.staff.units import UnitIn

DUPLICATES = "/app/customers/duplicates"
PHONE = ("phone", "+442079460018")


@pytest.fixture
async def lena(database: str, signed_in: SignIn) -> Person:
    return await signed_in("Lena Lead", Role.LEAD, every_unit=True)


@pytest.fixture
async def pair(database: str) -> tuple[UUID, UUID]:
    """Ada by mail, A. King by a card; then one contact without a name has both."""
    await people(("Ada King", (mail("ada"),)), ("A. King", (card("7"),)), (None, (mail("ada"), card("7"))))
    rows = await DB.fetch("SELECT id FROM customer ORDER BY id")
    first, second = (row["id"] for row in rows)
    return first, second


async def test_a_contact_that_names_two_customers_makes_a_pair(pair: tuple[UUID, UUID], lena: Person) -> None:
    page = await lena.see(DUPLICATES)
    for shown in ("Ada King", "A. King", "The names may be those of one person.", "ada@kunde.example", "GOLD 7", "acd"):
        assert shown in page
    assert all(f"/app/customers/{customer}" in page for customer in pair)


async def test_the_same_person_is_merged_and_can_be_separated(pair: tuple[UUID, UUID], lena: Person) -> None:
    first, second = pair
    await lena.submit(f"/app/customers/{first}/merge", other=str(second), back="duplicates")
    page = await lena.see(DUPLICATES)
    assert "No possible duplicates" in page
    assert "The two customers are merged." in page
    assert "Separate" in await lena.see(f"/app/customers/{first}")
    answer = await lena.browser.get(f"/app/customers/{second}")
    assert answer.headers["location"] == f"/app/customers/{first}"

    await lena.submit(f"/app/customers/{second}/separate")
    assert "A. King" in await lena.see(f"/app/customers/{second}")
    assert "Separate" not in await lena.see(f"/app/customers/{first}")
    assert "No possible duplicates" in await lena.see(DUPLICATES)  # whoever separates them says that they are two


async def test_two_people_are_kept_apart_for_good(pair: tuple[UUID, UUID], lena: Person) -> None:
    first, second = pair
    await lena.submit(f"/app/customers/{first}/keep-apart", other=str(second))
    await people(("Ada King", (mail("ada"), card("7"))))
    assert "No possible duplicates" in await lena.see(DUPLICATES)


async def test_a_name_that_contradicts_makes_no_pair(database: str, lena: Person) -> None:
    await people(("Ada King", (mail("ada"), PHONE)), ("Bo Frost", (mail("bo"), PHONE)))
    assert "No possible duplicates" in await lena.see(DUPLICATES)


async def test_a_search_finds_the_other_record(pair: tuple[UUID, UUID], lena: Person) -> None:
    first, second = pair
    page = await lena.see(f"/app/customers/{first}/merge?q=king")
    assert f'value="{second}"' in page
    assert f'value="{first}"' not in page
    assert "No other customer matches" in await lena.see(f"/app/customers/{first}/merge?q=nobody")
    await lena.submit(f"/app/customers/{first}/merge", other=str(second))
    assert await DB.fetch_value("SELECT merged_into FROM customer WHERE id = $1", second) == first


async def test_what_cannot_be_done_is_said(pair: tuple[UUID, UUID], lena: Person) -> None:
    first, _ = pair
    tester = await insert("customer", name="Tester", is_test=True)
    await lena.submit(f"/app/customers/{first}/merge", other=str(first))
    assert "Choose two different customers." in await lena.see(f"/app/customers/{first}")
    await lena.submit(f"/app/customers/{first}/merge", other=str(tester))
    assert "Merge two of the same kind." in await lena.see(f"/app/customers/{first}")
    await lena.submit(f"/app/customers/{first}/separate")
    assert "The customer is not merged into another." in await lena.see(f"/app/customers/{first}")
    for path in ("merge", "keep-apart"):
        assert (await lena.submit(f"/app/customers/{first}/{path}", other="")).status_code == 404


async def test_a_lead_merges_only_whom_they_may_see(pair: tuple[UUID, UUID], signed_in: SignIn) -> None:
    first, second = pair
    north = await units.add(UnitIn(slug="north", name="North"), by=COMMAND)
    nora = await signed_in("Nora North", Role.LEAD, units=(north,))
    assert "No possible duplicates" in await nora.see(DUPLICATES)
    for path in (f"{first}/merge", f"{first}/keep-apart", f"{second}/separate"):
        assert (await nora.submit(f"/app/customers/{path}", other=str(second))).status_code == 404
    assert (await nora.browser.get(f"/app/customers/{first}/merge")).status_code == 404
    assert await DB.fetch_value("SELECT count(*) FROM customer WHERE merged_into IS NOT NULL") == 0


async def test_agents_see_no_duplicates(database: str, signed_in: SignIn) -> None:
    andy = await signed_in("Andy Agent", Role.AGENT, every_unit=True)
    assert (await andy.browser.get(DUPLICATES)).status_code == 403
    assert DUPLICATES not in await andy.see("/app/customers")
