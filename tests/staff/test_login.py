"""Ada signs in, and nobody else as Ada."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from argon2 import PasswordHasher

from tests.staff_people import COMMAND, PASSWORD, Person, SignIn, give_password, make_user
from vocapp import clock
from vocapp.database import DB
from vocapp.http.access import Role
from vocapp.staff import password_reset, passwords, sessions, users
from vocapp.staff.first_admin import findings, first_start_hint

pytestmark = pytest.mark.usefixtures("database")
COOKIE = "__Secure-vocapp"


async def sign_in(client: httpx.AsyncClient, email: str, password: str, **more: str) -> httpx.Response:
    return await client.post("/app/login", data={"email": email, "password": password, **more})


@pytest.fixture
async def ada(database: str) -> UUID:
    user_id = await make_user("Ada Admin", Role.ADMIN)
    await give_password(user_id)
    return user_id


async def test_ada_signs_in_and_gets_where_she_wanted(ada: UUID, client: httpx.AsyncClient) -> None:
    asked = await client.get("/app/settings/users?q=lena")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/app/login?next=%2Fapp%2Fsettings%2Fusers%3Fq%3Dlena"

    answer = await sign_in(client, "Ada@Company.example ", PASSWORD, next="/app/settings/users?q=lena")

    assert (answer.status_code, answer.headers["location"]) == (303, "/app/settings/users?q=lena")
    assert (await client.get("/app/settings/users")).status_code == 200
    assert await DB.fetch_value("SELECT count(*) FROM event WHERE action = 'login'") == 1


async def test_the_cookie_goes_to_staff_pages_only_and_no_script_reads_it(ada: UUID, client: httpx.AsyncClient) -> None:
    answer = await sign_in(client, "ada@company.example", PASSWORD)

    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__secure-vocapp=")
    assert all(word in cookie for word in ("path=/app", "httponly", "samesite=lax", "secure"))


@pytest.mark.parametrize(
    ("email", "password"), [("ada@company.example", "wrong password"), ("nobody@company.example", PASSWORD), ("", "")]
)
async def test_every_failed_login_gives_the_same_answer(
    ada: UUID, client: httpx.AsyncClient, email: str, password: str
) -> None:
    answer = await sign_in(client, email, password)

    assert answer.status_code == 422
    assert "The e-mail address or the password is wrong." in answer.text
    assert COOKIE not in client.cookies
    assert await DB.fetch_value("SELECT count(*) FROM event WHERE action = 'login.failed'") == 1


async def test_a_cookie_planted_before_the_login_is_worth_nothing(ada: UUID, client: httpx.AsyncClient) -> None:
    client.cookies.set(COOKIE, "chosen-by-the-attacker", domain="feedback.example", path="/app")

    await sign_in(client, "ada@company.example", PASSWORD)

    tokens = [cookie.value for cookie in client.cookies.jar]
    assert "chosen-by-the-attacker" not in tokens


async def test_signing_in_again_ends_the_session_that_the_browser_had(ada: UUID, client: httpx.AsyncClient) -> None:
    await sign_in(client, "ada@company.example", PASSWORD)
    await sign_in(client, "ada@company.example", PASSWORD)

    assert await DB.fetch_value("SELECT count(*) FROM staff_session") == 1


async def test_a_disabled_user_does_not_get_in(client: httpx.AsyncClient) -> None:
    omar = await make_user("Omar Agent")
    await give_password(omar)
    await users.disable(omar, COMMAND)

    assert (await sign_in(client, "omar@company.example", PASSWORD)).status_code == 422


async def test_the_login_leads_nowhere_but_to_staff_pages(ada: UUID, client: httpx.AsyncClient) -> None:
    for evil in ("https://evil.example/app", "//evil.example/app", "/app\\evil", "/s/token", "/app\r\nx: y"):
        answer = await sign_in(client, "ada@company.example", PASSWORD, next=evil)
        assert answer.headers["location"] == "/app", evil


@pytest.mark.usefixtures("no_seconds_pass")
async def test_guessing_passwords_slows_down_the_guesser_only(ada: UUID, client: httpx.AsyncClient) -> None:
    codes = [(await sign_in(client, "ada@company.example", f"guess {n}")).status_code for n in range(8)]

    assert codes == [422] * 6 + [429] * 2
    late = await sign_in(client, "ada@company.example", PASSWORD)
    assert late.status_code == 429
    assert int(late.headers["retry-after"]) > 0


async def test_ada_signs_out(signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)

    answer = await ada.submit("/app/logout")

    assert answer.headers["location"] == "/app/login"
    assert (await ada.browser.get("/app/profile")).status_code == 303


async def test_a_session_ends_when_nobody_uses_it_and_in_any_case_after_a_week(signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    start = clock.now()

    async def works_after(hours: float) -> bool:
        with clock.travelled(start + timedelta(hours=hours)):
            return (await ada.browser.get("/app/profile")).status_code == 200

    assert await works_after(7.9)
    assert await works_after(15.5)
    assert not await works_after(24)
    for hours in range(20, 168, 7):
        await DB.execute("UPDATE staff_session SET seen_at = $1", start + timedelta(hours=hours))
    assert not await works_after(168.1)
    with clock.travelled(start + timedelta(days=8)):
        assert await sessions.delete_ended() == 1


async def test_seen_at_is_written_once_a_minute_at_most(signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    first = await DB.fetch_value("SELECT seen_at FROM staff_session")

    await ada.browser.get("/app/profile")
    assert await DB.fetch_value("SELECT seen_at FROM staff_session") == first

    with clock.travelled(first + timedelta(seconds=61)):
        await ada.browser.get("/app/profile")
        assert await DB.fetch_value("SELECT seen_at FROM staff_session") > first


async def test_a_link_sets_a_password_once(client: httpx.AsyncClient) -> None:
    lena = await make_user("Lena Lead", Role.LEAD)
    link = await password_reset.make_link(lena, COMMAND)

    shown = await client.get(link.path)
    assert "Lena Lead" in shown.text
    short = await client.post(link.path, data={"password": "short"})
    assert (short.status_code, "at least 12" in short.text) == (422, True)
    own_name = await client.post(link.path, data={"password": "lena is my name"})
    assert own_name.status_code == 422

    done = await client.post(link.path, data={"password": " blanks belong to it "})
    assert (done.status_code, done.headers["location"]) == (303, "/app")
    assert (await client.get("/app/profile")).status_code == 200

    client.cookies.clear()
    assert (await client.post(link.path, data={"password": "another one entirely"})).status_code == 404
    assert (await sign_in(client, "lena@company.example", " blanks belong to it ")).status_code == 303


async def test_a_link_is_too_old_after_thirty_minutes_and_void_once_there_is_a_newer_one(
    client: httpx.AsyncClient,
) -> None:
    lena = await make_user("Lena Lead", Role.LEAD)
    first = await password_reset.make_link(lena, COMMAND)
    second = await password_reset.make_link(lena, COMMAND)

    assert (await client.get(first.path)).status_code == 404
    assert (await client.get(second.path)).status_code == 200
    with clock.travelled(clock.now() + timedelta(minutes=31)):
        late = await client.get(second.path)
        assert (late.status_code, "thirty minutes" in late.text) == (404, True)
        assert await password_reset.set_password_by_link(second.path.removeprefix(password_reset.PATH), "hash") is None


@pytest.mark.parametrize("token", ["nonsense", "a" * 32, "%2e%2e", "A" * 32])
async def test_a_link_that_was_never_made_opens_nothing(client: httpx.AsyncClient, token: str) -> None:
    assert (await client.get(f"/app/password/{token}")).status_code == 404
    assert (await client.post(f"/app/password/{token}", data={"password": PASSWORD})).status_code == 404


async def test_a_new_password_signs_out_every_other_browser(signed_in: SignIn, client: httpx.AsyncClient) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD)
    await give_password(lena.id)
    await sign_in(client, "lena@company.example", PASSWORD)

    wrong = await lena.submit("/app/profile/password", old="no", new="short")
    assert wrong.status_code == 422
    assert "not your current password" in wrong.text
    answer = await lena.submit("/app/profile/password", old=PASSWORD, new="ten brown bottles")

    assert answer.status_code == 303
    assert (await lena.browser.get("/app/profile")).status_code == 200
    assert (await client.get("/app/profile")).status_code == 303


async def test_lena_signs_out_elsewhere_and_stays_here(signed_in: SignIn, client: httpx.AsyncClient) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD)
    await give_password(lena.id)
    await sign_in(client, "lena@company.example", PASSWORD)

    await lena.submit("/app/profile/elsewhere")

    assert (await client.get("/app/profile")).status_code == 303
    assert "All other sessions were signed out." in (await lena.browser.get("/app/profile")).text


async def test_lena_reads_german_in_berlin(signed_in: SignIn) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD)

    assert (await lena.submit("/app/profile", language="xx", timezone="Nowhere")).status_code == 422
    await lena.submit("/app/profile", language="de", timezone="Europe/Berlin")

    page = (await lena.browser.get("/app/profile")).text
    assert '<html lang="de"' in page
    assert "Europe/Berlin" in page


@pytest.mark.parametrize("change", ["disable", "role", "units"])
async def test_what_changes_a_users_rights_signs_him_out_at_the_next_request(signed_in: SignIn, change: str) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    omar = await signed_in("Omar Agent")
    assert (await omar.browser.get("/app/profile")).status_code == 200

    await change_rights(ada, omar, change)

    assert (await omar.browser.get("/app/profile")).status_code == 303


async def change_rights(ada: Person, omar: Person, change: str) -> None:
    path = f"/app/settings/users/{omar.id}"
    if change == "disable":
        await ada.submit(f"{path}/disable")
        return
    more = {"role": "lead"} if change == "role" else {"role": "agent", "every_unit": "1"}
    answer = await ada.submit(
        path, email="omar@company.example", name="Omar Agent", language="en", timezone="UTC", **more
    )
    assert answer.status_code == 303


async def test_an_old_hash_is_made_anew_at_the_next_login(ada: UUID, client: httpx.AsyncClient) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    await DB.execute("UPDATE staff_user SET password_hash = $1", weak)

    assert (await sign_in(client, "ada@company.example", PASSWORD)).status_code == 303

    kept = await DB.fetch_value("SELECT password_hash FROM staff_user")
    assert kept != weak
    assert not passwords.needs_rehash(kept)
    assert [finding.level for finding in await findings()] == ["ok"]
    assert await first_start_hint() is None
