"""Ada adds people, changes what they may do, and cannot lock everybody out."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.staff_people import COMMAND, Person, SignIn, give_password, make_user
from vocapp import clock
from vocapp.database import DB
from vocapp.http.access import Role
from vocapp.staff import password_reset, units, user_queries, users
from vocapp.staff.units import UnitIn

pytestmark = pytest.mark.usefixtures("database")
USERS = "/app/settings/users"
OMAR = {
    "email": "Omar@company.example",
    "name": "Omar Agent",
    "role": "agent",
    "language": "en",
    "timezone": "Europe/Berlin",
}


@pytest.fixture
async def ada(database: str, signed_in: SignIn) -> Person:
    return await signed_in("Ada Admin", Role.ADMIN)


async def actions() -> list[str]:
    return [row["action"] for row in await DB.fetch("SELECT action FROM event ORDER BY id")]


async def test_ada_adds_omar_and_gets_a_link_for_him(ada: Person) -> None:
    north = await units.add(UnitIn("north", "North"), COMMAND)
    mobile = await units.add_line("mobile", "Mobile", COMMAND)
    assert "North" in await ada.see(f"{USERS}/new")

    answer = await ada.submit(f"{USERS}/new", **OMAR, units=[str(north)], lines=[str(mobile)])

    assert answer.status_code == 200
    link = re.search(r"https://feedback\.example(/app/password/[a-z2-7]{32})", answer.text)
    assert link
    assert "Omar Agent" in (await ada.browser.get(link[1])).text
    user_id = await user_queries.find_user_id("omar@company.example")
    assert user_id
    omar = await user_queries.get_user(user_id)
    assert omar
    assert (omar.units, omar.lines, omar.timezone, omar.every_unit) == (
        [north],
        [mobile],
        "Europe/Berlin",
        False,
    )
    assert (await actions())[-2:] == ["user.added", "user.reset_made"]


async def test_an_error_is_shown_beside_its_field(ada: Person) -> None:
    answer = await ada.submit(f"{USERS}/new", email="omar", name="<b>Omar", role="boss", timezone="Mars", units=["x"])

    assert answer.status_code == 422
    for sentence in (
        "Enter an e-mail address like",
        "Choose a role.",
        "Enter a time zone such as",
        "Choose a language from the list.",
        "Choose units and lines from the lists.",
    ):
        assert sentence in answer.text
    assert "&lt;b&gt;Omar" in answer.text
    nameless = await ada.submit(f"{USERS}/new", **{**OMAR, "name": ""})
    assert "Enter the name" in nameless.text


async def test_an_address_is_used_once_and_a_unit_must_be_there(ada: Person) -> None:
    await ada.submit(f"{USERS}/new", **OMAR)

    again = await ada.submit(f"{USERS}/new", **OMAR)
    nowhere = await ada.submit(f"{USERS}/new", **{**OMAR, "email": "o2@company.example"}, units=[str(uuid4())])

    assert (again.status_code, "with this address already exists" in again.text) == (422, True)
    assert (nowhere.status_code, "no longer exists" in nowhere.text) == (422, True)


async def test_the_list_is_searched_filtered_and_read_page_by_page(ada: Person) -> None:
    for number in range(52):
        await make_user(f"agent{number:02} Person")
    gone = await make_user("Gone Person", Role.LEAD)
    await ada.submit(f"{USERS}/{gone}/disable")

    first = await ada.see(USERS)
    assert ("Ada Admin" in first, "agent48" in first, "agent51" in first) == (True, True, False)
    following = re.search(r'href="(\?after=[^"]+)" rel="next"', first)
    assert following
    second = await ada.see(USERS + following[1])
    assert ("agent51" in second, "agent48" in second) == (True, False)
    assert "agent07@" in await ada.see(f"{USERS}?q=GENT07")
    assert "No users found" in await ada.see(f"{USERS}?role=lead")
    assert "Gone Person" in await ada.see(f"{USERS}?role=lead&disabled=1")


async def test_a_change_is_saved_and_in_the_audit_log(ada: Person) -> None:
    omar = await make_user("Omar Agent")
    assert "Omar Agent" in await ada.see(f"{USERS}/{omar}")

    answer = await ada.submit(f"{USERS}/{omar}", **{**OMAR, "role": "lead"})

    assert answer.status_code == 303
    assert "Omar Agent was saved." in await ada.see(USERS)
    assert "Omar Agent was saved." not in await ada.see(USERS)
    detail = await DB.fetch_value("SELECT detail FROM event WHERE action = 'user.changed'")
    assert '"role"' in detail
    await ada.submit(f"{USERS}/{omar}", **{**OMAR, "role": "lead"})
    assert (await actions()).count("user.changed") == 1


async def test_a_change_that_does_not_fit_is_refused(ada: Person) -> None:
    omar = await make_user("Omar Agent")

    taken = await ada.submit(f"{USERS}/{omar}", **{**OMAR, "email": "ada@company.example"})
    nowhere = await ada.submit(f"{USERS}/{omar}", **OMAR, lines=[str(uuid4())])

    assert (taken.status_code, "with this address already exists" in taken.text) == (422, True)
    assert (nowhere.status_code, "no longer exists" in nowhere.text) == (422, True)


async def test_the_last_administrator_stays_one(ada: Person) -> None:
    await ada.submit(f"{USERS}/new", **{**OMAR, "name": "Olga Admin", "role": "admin"})
    olga = await user_queries.find_user_id("omar@company.example")
    path = f"{USERS}/{ada.id}"
    await give_password(ada.id)

    too_early = await ada.submit(f"{path}/disable")
    assert (too_early.status_code, "only administrator" in too_early.text) == (409, True), "Olga has no password yet"
    assert (await ada.submit(f"{USERS}/{olga}/disable")).status_code == 303
    disable = await ada.submit(f"{path}/disable")
    demote = await ada.submit(path, **{**OMAR, "email": "ada@company.example", "role": "agent"})

    assert (disable.status_code, "only administrator" in disable.text) == (409, True)
    assert (demote.status_code, "only administrator" in demote.text) == (422, True)


async def test_disabling_can_be_undone(ada: Person) -> None:
    omar = await make_user("Omar Agent")

    await ada.submit(f"{USERS}/{omar}/disable")
    page = await ada.see(USERS)
    assert "Omar Agent can no longer sign in." in page
    assert "cannot sign in" in await ada.see(f"{USERS}/{omar}")
    assert (await ada.submit(f"{USERS}/{omar}/link")).status_code == 409
    undo = re.search(r'action="([^"]+)" data-undo', page)
    assert undo
    await ada.submit(undo[1])

    assert "Omar Agent can sign in again." in await ada.see(USERS)
    assert "/app/password/" in (await ada.submit(f"{USERS}/{omar}/link")).text
    assert (await actions())[-3:] == ["user.disabled", "user.enabled", "user.reset_made"]


async def test_an_unknown_customer_is_not_found(ada: Person) -> None:
    for path in ("", "/link", "/disable", "/enable"):
        assert (await ada.submit(f"{USERS}/{uuid4()}{path}")).status_code == 404, path
    assert (await ada.browser.get(f"{USERS}/{uuid4()}")).status_code == 404


async def test_a_unit_that_is_left_stays_as_history(ada: Person) -> None:
    north = await units.add(UnitIn("north", "North"), COMMAND)
    south = await units.add(UnitIn("south", "South"), COMMAND)
    omar = await make_user("Omar Agent", units=frozenset({north}))

    await ada.submit(f"{USERS}/{omar}", **OMAR, units=[str(south)])
    assert await DB.fetch_value("SELECT count(*) FROM user_unit") == 1, "the user was there for less than a day"

    with clock.travelled(clock.now() + timedelta(hours=7)):
        await ada.browser.get("/app/profile")
    with clock.travelled(clock.now() + timedelta(days=1, hours=6)):
        await DB.execute("UPDATE staff_session SET seen_at = $1, confirmed_at = $1", clock.now())
        await ada.submit(f"{USERS}/{omar}", **OMAR, units=[str(north)])
        rows = await DB.fetch("SELECT unit_id, valid_to FROM user_unit ORDER BY valid_from")
        assert [row["unit_id"] for row in rows] == [south, north]
        assert [row["valid_to"] is None for row in rows] == [False, True]
        user = await user_queries.get_user(omar)
        assert user
        assert user.units == [north]


async def test_an_unticked_box_grants_nothing(ada: Person) -> None:
    await ada.submit(f"{USERS}/new", **OMAR)
    await ada.submit(f"{USERS}/new", **{**OMAR, "email": "all@company.example"}, every_unit="1")

    rows = await DB.fetch("SELECT email, every_unit FROM staff_user WHERE id <> $1", ada.id)
    assert {row["email"]: row["every_unit"] for row in rows} == {
        "omar@company.example": False,
        "all@company.example": True,
    }


async def test_a_new_password_ends_every_older_link(database: str) -> None:
    omar = await make_user("Omar Agent")
    link = await password_reset.make_link(omar, COMMAND)
    token = link.path.removeprefix(password_reset.PATH)
    assert await password_reset.user_of(token)

    await users.set_password(omar, "a hash", COMMAND)

    assert await password_reset.user_of(token) is None
    assert await password_reset.set_password_by_link(token, "another hash") is None
