"""Before keys, users and erasure, whoever sits at the browser proves again that they are its user."""

from datetime import timedelta
from html import unescape
from re import findall

import pytest
from litestar import Litestar

from tests.staff_people import PASSWORD, Person, SignIn, give_password, make_key, make_user
from tests.test_policy import routes
from vocapp import clock
from vocapp.database import DB
from vocapp.http.access import Policy, Role, Scope

pytestmark = pytest.mark.usefixtures("database")
LATER = timedelta(minutes=10, seconds=1)
NEW_USER = {
    "name": 'Lena "Lead" <b>',
    "email": "lena@company.example",
    "role": "lead",
    "language": "de",
    "timezone": "Europe/Berlin",
}
RIGHTS = (
    "/settings/keys",
    "/settings/users",
    "/settings/sources",
    "/settings/sign-in",
    "/settings/agent-ids",
    "/elsewhere",
    "/erase",
    "/second-factor",
)
FIRST_CODE = "/app/profile/second-factor/code"


@pytest.fixture
async def ada(signed_in: SignIn) -> Person:
    """Ada, who signed in a while ago."""
    person = await signed_in("Ada Admin", Role.ADMIN)
    await give_password(person.id)
    await DB.execute("UPDATE staff_session SET confirmed_at = confirmed_at - $1::interval", LATER)
    return person


def hidden(page: str) -> dict[str, list[str]]:
    """What the form that asks carries."""
    found: dict[str, list[str]] = {}
    for name, value in findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.partition("<main")[2]):
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


def test_every_change_of_keys_users_sources_and_every_erasure_is_confirmed_and_none_is_open_to_keys(
    app: Litestar,
) -> None:
    changes: list[tuple[str, Policy]] = [(path, policy) for method, path, policy in routes(app) if method != "GET"]
    assert {path for path, policy in changes if policy.confirmed} == {
        path for path, _ in changes if any(right in path for right in RIGHTS)
    } - {FIRST_CODE}, "the first code of an app follows a confirmed request"
    assert {policy.kind for _, policy in changes if policy.confirmed} == {"staff"}


async def test_somebody_who_has_just_signed_in_is_not_asked(signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    assert (await ada.submit("/app/settings/users/new", **NEW_USER)).status_code == 200


async def test_a_form_survives_the_detour_and_is_sent_once(ada: Person) -> None:
    units = ["01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"]
    asked = await ada.submit("/app/settings/users/new?x=1", **NEW_USER, units=units)

    assert asked.status_code == 403
    assert "This change needs your password again." in asked.text
    assert 'action="/app/settings/users/new?x=1"' in asked.text
    assert await DB.fetch_value("SELECT count(*) FROM staff_user WHERE email = 'lena@company.example'") == 0
    carried = hidden(asked.text)
    assert carried.pop("csrf") == [ada.csrf]
    assert carried == {name: [value] for name, value in NEW_USER.items()} | {"units": units}

    del carried["units"]
    wrong = await ada.submit("/app/settings/users/new", **carried, confirm_password="not this one")
    assert (wrong.status_code, "not your current password" in wrong.text) == (422, True)
    assert hidden(wrong.text).keys() == {*NEW_USER, "csrf"}, "the password is not shown again"
    done = await ada.submit("/app/settings/users/new", **carried, confirm_password=PASSWORD)
    assert done.status_code == 200
    assert await DB.fetch_value("SELECT name FROM staff_user WHERE email = 'lena@company.example'") == NEW_USER["name"]


async def test_one_confirmation_counts_for_ten_minutes_in_this_browser_only(ada: Person) -> None:
    source = {"source": "till"}
    assert (await ada.submit("/app/settings/sources", **source)).status_code == 403
    assert (await ada.submit("/app/settings/sources", **source, confirm_password=PASSWORD)).status_code == 303
    assert (await ada.submit("/app/settings/sources/remove", **source)).status_code == 303
    rows = await DB.fetch("SELECT action FROM event WHERE action LIKE 'session.%' ORDER BY id")
    assert [row["action"] for row in rows] == ["session.confirmed"]

    with clock.travelled(clock.now() + LATER):
        assert (await ada.submit("/app/settings/sources", **source)).status_code == 403


@pytest.mark.usefixtures("no_seconds_pass")
async def test_who_finds_an_open_browser_guesses_six_times(ada: Person) -> None:
    guesses = [await ada.submit("/app/settings/sources", source="x", confirm_password=f"guess {n}") for n in range(7)]
    assert [answer.status_code for answer in guesses] == [422] * 6 + [429]
    assert await DB.fetch_value("SELECT count(*) FROM event WHERE action = 'session.confirm_failed'") == 6
    assert await DB.fetch_value("SELECT count(*) FROM trusted_source WHERE source = 'x'") == 0


async def test_the_page_is_in_the_users_language_and_leads_back(ada: Person) -> None:
    await DB.execute("UPDATE staff_user SET language = 'de'")
    lena = await make_user("Lena Lead", Role.LEAD)

    page = (await ada.submit(f"/app/settings/users/{lena}/disable")).text
    assert "Bestätigen Sie, dass Sie es sind" in page
    assert f'href="/app/settings/users/{lena}"' in page


async def test_a_form_without_the_sessions_token_is_refused_before_any_question(ada: Person) -> None:
    answer = await ada.browser.post("/app/settings/sources", data={"source": "till", "confirm_password": PASSWORD})
    assert answer.status_code == 403
    assert "too old" in answer.text
    assert await DB.fetch_value("SELECT count(*) FROM event WHERE action LIKE 'session.%'") == 0


async def test_a_key_is_nobody_on_these_pages(ada: Person, app: Litestar) -> None:
    headers = {"authorization": f"Bearer {await make_key(*Scope)}"}
    ada.browser.cookies.clear()
    for path in ("/app/settings/keys/new", "/app/settings/users/new", "/app/settings/sources"):
        assert (await ada.browser.post(path, headers=headers)).status_code == 401, path
