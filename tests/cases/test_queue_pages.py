"""The queue as a page without scripts: what is in the address, what an empty tab says, and giving cases away."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from tests.cases.case_fixtures import HAPPY, UNHAPPY, case_about, case_row
from tests.cases.conftest import Desk
from tests.cases.test_queue_data import opened
from tests.invitations.customer_rows import customer
from tests.staff_people import Door, Person
from vocapp import clock
from vocapp.cases import actions
from vocapp.cases.pages.queue_page import SIZE
from vocapp.cases.pages.queue_query import PATH
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role
from vocapp.staff import users
from vocapp.tokens import Keyring

LINK = re.compile(r'href="/app/cases/(\d+)\?')


@pytest.fixture
async def door(desk: Desk, app: Litestar, client: httpx.AsyncClient, keys: Keyring) -> AsyncIterator[Door]:
    opened_door = Door(app, keys)
    yield opened_door
    await opened_door.close()


async def enter(door: Door, actor: Actor) -> Person:
    assert actor.id is not None
    return await door.again(actor.id)


@pytest.fixture
async def omar(door: Door, desk: Desk) -> Person:
    return await enter(door, desk.omar)


@pytest.fixture
async def lena(door: Door, desk: Desk) -> Person:
    return await enter(door, desk.lena)


def cases(page: str) -> list[int]:
    """The cases that a page lists, once each."""
    return list(dict.fromkeys(int(number) for number in LINK.findall(page)))


def link(page: str, rel: str) -> str:
    found = re.search(rf'href="([^"]+)" rel="{rel}"', page)
    return unescape(found[1]) if found else ""


async def flash_of(person: Person, answer: httpx.Response) -> str:
    """What the next page says of what was sent."""
    assert answer.status_code == 303, answer.text
    page = await person.see(answer.headers["location"])
    found = re.search(r'role="status">\s*<p>([^<]*)</p>', page)
    return unescape(found[1]) if found else ""


async def test_an_agent_starts_with_their_own_cases_and_a_hint_to_the_others(
    registry: Registry, desk: Desk, omar: Person
) -> None:
    [number] = await opened(registry, 1, unit_id=desk.id)
    assert (await omar.browser.get("/app")).headers["location"] == PATH
    page = await omar.see(PATH)
    assert "You own no case" in page
    assert "?tab=free" in page.split('class="empty"')[1]
    await actions.claim(registry, desk.omar, (await now_by(number))["id"])
    assert cases(await omar.see(PATH)) == [number]


async def now_by(number: int) -> dict[str, object]:
    row = await DB.fetch_one("SELECT * FROM followup_case WHERE number = $1", number)
    assert row is not None
    return dict(row)


async def test_a_lead_begins_with_the_unit_and_an_admin_with_everything(
    registry: Registry, desk: Desk, door: Door, lena: Person
) -> None:
    [number] = await opened(registry, 1, unit_id=desk.manila)
    assert "Your units have no open cases" in await lena.see(PATH)
    ada = await door.sign_in("Ada Admin", Role.ADMIN)
    page = await ada.see(PATH)
    assert cases(page) == [number]
    assert "My units" not in page


async def test_what_narrows_stands_in_the_address(registry: Registry, desk: Desk, omar: Person) -> None:
    person = await customer("Ada", "ada@example.org")
    answers = {**HAPPY, "contact": {"wish": True}}
    wish = await case_about(registry, person, answers, unit_id=desk.id, channel="fax")
    score = await case_about(registry, await customer("Bo", "bo@example.org"), UNHAPPY, unit_id=desk.id)
    both = {wish["number"], score["number"]}
    assert set(cases(await omar.see(f"{PATH}?tab=all"))) == both
    for query, expected in (
        ("rule=please_contact_me", wish),
        ("channel=fax", wish),
        ("q=bill", score),
        (f"q=%23{score['number']}", score),
        (f"q={wish['number']}", wish),
    ):
        page = await omar.see(f"{PATH}?tab=all&{query}")
        assert cases(page) == [expected["number"]], query
        assert '<details class="more" open>' in page
        assert query.partition("=")[2].replace("%23", "#") in unescape(page)
    assert "No case matches these filters" in await omar.see(f"{PATH}?tab=all&state=waiting")
    nonsense = "tab=x&line=1&unit=z&owner=x&after=9.9&before=.&q=&state="
    assert (await omar.browser.get(f"{PATH}?{nonsense}")).status_code == 200


async def test_pages_lead_on_and_back(registry: Registry, desk: Desk, omar: Person) -> None:
    made = await opened(registry, 2 * SIZE + 1, unit_id=desk.id)
    first = await omar.see(f"{PATH}?tab=unit")
    assert (cases(first), link(first, "prev")) == (made[:SIZE], "")
    second = await omar.see(link(first, "next"))
    assert cases(second) == made[SIZE : 2 * SIZE]
    third = await omar.see(link(second, "next"))
    assert (cases(third), link(third, "next")) == (made[2 * SIZE :], "")
    again = await omar.see(link(third, "prev"))
    assert cases(again) == made[SIZE : 2 * SIZE]
    start = await omar.see(link(again, "prev"))
    assert (cases(start), link(start, "prev")) == (made[:SIZE], "")
    assert cases(await omar.see(link(start, "next"))) == made[SIZE : 2 * SIZE]
    nothing = await omar.see(link(second, "next").replace("tab=unit", "tab=mine"))
    assert "This page is empty" in nothing


async def test_an_overdue_case_is_marked_by_text_and_shape(registry: Registry, desk: Desk, door: Door) -> None:
    [number] = await opened(registry, 1, unit_id=desk.id)
    assert "▲" not in await (await enter(door, desk.omar)).see(f"{PATH}?tab=all")
    clock.move_to(clock.now() + timedelta(days=9))
    page = await (await enter(door, desk.omar)).see(f"{PATH}?tab=overdue")
    assert cases(page) == [number]
    assert re.search(r"▲</span> <time[^>]*>\w+</time> overdue", page)


async def test_a_claim_by_form_leads_back_and_can_be_undone(registry: Registry, desk: Desk, omar: Person) -> None:
    [number] = await opened(registry, 1, unit_id=desk.id)
    case = (await now_by(number))["id"]
    assert isinstance(case, UUID)
    answer = await omar.submit(f"/app/cases/{number}/claim", back=f"{PATH}?tab=free")
    assert answer.headers["location"] == f"{PATH}?tab=free"
    page = await omar.see(answer.headers["location"])
    assert "Case claimed." in page
    assert (await case_row(case))["owner_id"] == desk.omar.id
    [undo] = re.findall(r'action="(/app/cases/undo[^"]+)"', page)
    assert await flash_of(omar, await omar.submit(unescape(undo))) == "Undone."
    assert (await case_row(case))["owner_id"] is None
    assert "nothing left to undo" in await flash_of(omar, await omar.submit(unescape(undo)))
    assert "nothing left to undo" in await flash_of(omar, await omar.submit(f"{PATH}/undo?e=x.y&e=99.{case.hex}"))


async def test_the_second_to_claim_is_shown_the_owner(registry: Registry, desk: Desk, omar: Person) -> None:
    [number] = await opened(registry, 1, unit_id=desk.id)
    case = (await now_by(number))["id"]
    assert isinstance(case, UUID)
    await actions.claim(registry, desk.mia, case)
    answer = await omar.submit(f"/app/cases/{number}/claim", back="https://evil.example/app/cases")
    assert answer.headers["location"] == f"/app/cases/{number}"
    assert await flash_of(omar, answer) == "Mia Moss claimed this case just now."


async def test_a_lead_assigns_several_cases(registry: Registry, desk: Desk, lena: Person, omar: Person) -> None:
    numbers = [str(number) for number in await opened(registry, 3, unit_id=desk.id)]
    page = await lena.see(f"{PATH}?tab=free")
    assert "Omar Osei" in page
    assert "Hugo Haas" not in page
    path, mia = f"{PATH}/assign", str(desk.mia.id)
    given = await lena.submit(path, case=numbers[:2], owner=mia, back=f"{PATH}?tab=free")
    page = await lena.see(given.headers["location"])
    assert "2 cases assigned." in page
    assert cases(page) == [int(numbers[2])]
    [undo] = re.findall(r'action="(/app/cases/undo[^"]+)"', page)
    assert await flash_of(lena, await lena.submit(unescape(undo))) == "Undone."
    assert await flash_of(lena, await lena.submit(path, case=numbers[:1], owner=mia)) == "Case assigned."
    again = await flash_of(lena, await lena.submit(path, case=[*numbers[:2], "77777"], owner=mia))
    assert again == "Mia Moss owns this case already."
    assert "No case or no person is selected" in await flash_of(lena, await lena.submit(path, owner=mia))
    assert "No case or no person is selected" in await flash_of(
        lena, await lena.submit(path, case=["1"], owner="nobody")
    )
    hugo = str(desk.hugo.id)
    assert "may not see the case" in await flash_of(lena, await lena.submit(path, case=numbers[2:], owner=hugo))
    assert (await omar.submit(path, case=numbers, owner=mia)).status_code == 403
    assert "bulk" not in await omar.see(f"{PATH}?tab=unit")


async def test_the_page_is_in_german(registry: Registry, desk: Desk, omar: Person) -> None:
    await opened(registry, 1, unit_id=desk.id)
    assert desk.omar.id is not None
    await users.set_locale(desk.omar.id, "de", "Europe/Berlin", desk.omar)
    page = await omar.see(f"{PATH}?tab=unit")
    for word in ("Fälle", "Übernehmen", "Rückmeldung des Kunden", "Meine Einheiten"):
        assert word in page
