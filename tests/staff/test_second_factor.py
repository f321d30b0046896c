"""The second factor: set up by the user, asked for at sign-in, each code once, reset by an administrator."""

import asyncio
from datetime import timedelta
from re import findall, search
from uuid import UUID

import httpx
import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.staff_people import PASSWORD, Person, SignIn, give_password, make_user
from tests.terminal import Terminal
from vocapp import clock
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role
from vocapp.staff.second_factor import required_roles, totp
from vocapp.staff.second_factor.totp import _digits, missing_keys
from vocapp.tokens import Keyring

OWN = "/app/profile/second-factor"
SETTINGS = "/app/settings/sign-in"
COMMAND = Actor(kind="command")
inside = pytest.mark.usefixtures("database")


def code_of(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30 * steps))


async def set_up(person: Person) -> tuple[str, list[str]]:
    """The secret of the person's new app, and their recovery codes."""
    assert (await person.submit(OWN)).status_code == 303
    page = await person.see(OWN)
    found = search(r'<code class="secret"[^>]*>([A-Z2-7]{32})</code>', page)
    assert found
    answer = await person.submit(f"{OWN}/code", code=code_of(found[1], -1))
    assert answer.status_code == 200
    return found[1], findall(r"<li><code>([a-z2-7-]{29})</code>", answer.text)


@pytest.fixture
async def ada(signed_in: SignIn) -> Person:
    person = await signed_in("Ada Admin", Role.ADMIN)
    await give_password(person.id)
    return person


async def with_password(client: httpx.AsyncClient, password: str = PASSWORD, wanted: str = "") -> httpx.Response:
    return await client.post("/app/login", data={"email": "ada@company.example", "password": password, "next": wanted})


async def with_code(client: httpx.AsyncClient, page: str, code: str) -> httpx.Response:
    ticket, wanted = (search(f'name="{name}" value="([^"]*)"', page) for name in ("ticket", "next"))
    assert ticket and wanted
    return await client.post("/app/login/code", data={"ticket": ticket[1], "next": wanted[1], "code": code})


@inside
async def test_ada_sets_up_her_app_and_signs_in_with_password_and_code(ada: Person, client: httpx.AsyncClient) -> None:
    secret, codes = await set_up(ada)
    assert len(set(codes)) == 10
    assert "You sign in with a code of your authenticator app" in await ada.see(OWN)

    asked = await with_password(client, wanted="/app/settings/users")
    assert (asked.status_code, "Enter the code" in asked.text) == (200, True)
    assert (await client.get("/app/profile")).status_code == 303, "the password alone opens nothing"
    assert (await with_code(client, asked.text, "000000")).status_code == 422
    typed = code_of(secret)
    done = await with_code(client, asked.text, f" {typed[:3]} {typed[3:]}")
    assert (done.status_code, done.headers["location"]) == (303, "/app/settings/users")
    assert (await client.get("/app/profile")).status_code == 200

    client.cookies.clear()
    assert (await with_code(client, asked.text, typed)).status_code == 422, "each code works once"
    assert (await with_code(client, asked.text, code_of(secret, -1))).status_code == 422, "and none before the last"
    actions = [row["action"] for row in await DB.fetch("SELECT action FROM event ORDER BY id")]
    assert actions.count("login.code_failed") == 3
    assert "user.totp_set_up" in actions


@inside
async def test_the_database_holds_nothing_that_a_code_can_be_made_from(ada: Person, keys: Keyring) -> None:
    secret, codes = await set_up(ada)
    rows = await DB.fetch("SELECT t::text AS all FROM totp t UNION ALL SELECT r::text FROM recovery_code r")
    kept = "\n".join(row["all"] for row in rows)
    assert secret.lower() not in kept.lower()
    assert not any(code.replace("-", "") in kept for code in codes)

    rotated = Keyring({"k2": b"another key", **keys.keys}, "k2")
    assert await totp.check(ada.id, code_of(secret), rotated), "a new key beside the old one changes nothing"
    assert await totp.check(ada.id, codes[0], rotated)
    assert [finding.level for finding in await missing_keys(rotated)()] == ["ok"]
    lost = Keyring({"k2": b"another key"}, "k2")
    assert not await totp.check(ada.id, code_of(secret, 1), lost)
    assert [finding.level for finding in await missing_keys(lost)()] == ["error"]


@inside
async def test_a_recovery_code_replaces_the_app_once(ada: Person, client: httpx.AsyncClient) -> None:
    _, codes = await set_up(ada)
    asked = await with_password(client)
    assert (await with_code(client, asked.text, codes[3].upper().replace("-", " "))).status_code == 303
    client.cookies.clear()
    assert (await with_code(client, asked.text, codes[3])).status_code == 422
    assert "9 recovery codes are left." in await ada.see(OWN)

    new = (await ada.submit(f"{OWN}/recovery-codes")).text
    assert (await with_code(client, asked.text, codes[4])).status_code == 422, "earlier codes work no longer"
    assert (await with_code(client, asked.text, findall(r"<li><code>([a-z2-7-]{29})", new)[0])).status_code == 303


@inside
async def test_a_code_of_the_step_before_or_after_works_and_none_further_away(ada: Person, keys: Keyring) -> None:
    secret, _ = await set_up(ada)
    start = clock.now() + timedelta(hours=1)
    for number, steps in enumerate((-2, -1, 0, 1, 2)):
        with clock.travelled(start + timedelta(minutes=10 * number)):
            assert await totp.check(ada.id, code_of(secret, steps), keys) is (abs(steps) < 2), steps


@inside
@pytest.mark.parametrize("change", ["late", "password", "forged", "disabled", "nonsense"])
async def test_a_ticket_is_for_one_user_and_password_and_five_minutes(
    ada: Person, client: httpx.AsyncClient, change: str
) -> None:
    secret, _ = await set_up(ada)
    page = (await with_password(client)).text
    later = timedelta(minutes=6) if change == "late" else timedelta()
    if change == "password":
        await give_password(ada.id, "ten brown bottles")
    if change == "disabled":
        await DB.execute("UPDATE staff_user SET active = false")
    if change == "forged":
        bea = await make_user("Bea Agent")
        page = page.replace(ada.id.hex, bea.hex)
    if change == "nonsense":
        page = 'name="ticket" value="..é" name="next" value=""'
    with clock.travelled(clock.now() + later):
        answer = await with_code(client, page, code_of(secret))
    assert (answer.status_code, "Sign in again." in answer.text) == (422, True)
    assert (await client.get("/app/profile")).status_code == 303


@inside
@pytest.mark.usefixtures("no_seconds_pass")
async def test_whoever_knows_the_password_tries_few_codes(ada: Person, client: httpx.AsyncClient) -> None:
    secret, _ = await set_up(ada)
    page = (await with_password(client)).text
    assert [(await with_code(client, page, f"{n:06}")).status_code for n in range(12)] == [422] * 10 + [429] * 2
    assert (await with_code(client, page, code_of(secret))).status_code == 429


@inside
async def test_setting_up_signs_out_other_browsers_and_ends_where_it_began_if_the_code_is_wrong(
    ada: Person, client: httpx.AsyncClient
) -> None:
    await with_password(client)
    await ada.submit(OWN)
    shown = search(r"[A-Z2-7]{32}", await ada.see(OWN))
    wrong = await ada.submit(f"{OWN}/code", code="000000")
    assert wrong.status_code == 422
    assert shown and shown[0] in wrong.text, "the same secret is still there"
    assert (await with_password(client)).status_code == 303, "it counts for nothing until the first code"

    await set_up(ada)
    assert (await client.get("/app/profile")).status_code == 303
    assert (await ada.browser.get("/app/profile")).status_code == 200


@inside
async def test_a_change_of_rights_asks_for_password_and_code(ada: Person) -> None:
    secret, _ = await set_up(ada)
    await DB.execute("UPDATE staff_session SET confirmed_at = NULL")
    asked = await ada.submit("/app/settings/sources", source="till")
    assert 'name="confirm_code"' in asked.text
    for fields in ({"confirm_code": ""}, {"confirm_code": "000000"}):
        form = {"source": "till", "confirm_password": PASSWORD, **fields}
        assert (await ada.submit("/app/settings/sources", **form)).status_code == 422
    right = {"confirm_password": PASSWORD, "confirm_code": code_of(secret)}
    assert (await ada.submit("/app/settings/sources", source="till", **right)).status_code == 303


@inside
async def test_a_role_that_needs_one_sees_only_the_page_that_sets_it_up(ada: Person, signed_in: SignIn) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD)
    await give_password(lena.id)
    assert (await ada.submit(SETTINGS, roles=["admin"])).status_code == 409, "Ada would lock herself out"
    assert (await ada.submit(SETTINGS, roles=["lead"])).status_code == 303
    assert await DB.fetch_value("SELECT count(*) FROM event WHERE action = 'sign_in.roles_required'") == 1

    for path in ("/app", "/app/cases", "/app/profile", "/app/live/cases"):
        answer = await lena.browser.get(path)
        assert (answer.status_code, answer.headers.get("location")) == (303, OWN), path
    assert (await lena.submit("/app/profile", language="de", timezone="UTC")).headers["location"] == OWN
    await set_up(lena)
    assert (await lena.browser.get("/app/cases")).status_code == 200
    assert (await lena.submit(f"{OWN}/off")).status_code == 409
    await required_roles.require([], COMMAND)
    assert (await lena.submit(f"{OWN}/off")).status_code == 303
    assert (await lena.browser.get("/app/profile")).headers["location"].startswith("/app/login")


@inside
async def test_an_administrator_resets_it_which_ends_every_session_and_is_in_the_audit_log(
    ada: Person, signed_in: SignIn, client: httpx.AsyncClient
) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD)
    await give_password(lena.id)
    await set_up(lena)
    assert "Remove second factor" in await ada.see(f"/app/settings/users/{lena.id}")

    assert (await ada.submit(f"/app/settings/users/{lena.id}/second-factor")).status_code == 303
    assert (await lena.browser.get("/app/profile")).status_code == 303
    assert (await ada.submit(f"/app/settings/users/{lena.id}/second-factor")).status_code == 409
    actor = await DB.fetch_value("SELECT actor FROM event WHERE action = 'user.totp_reset'")
    assert actor == f"user:{ada.id}"
    login = await client.post("/app/login", data={"email": "lena@company.example", "password": PASSWORD})
    assert login.status_code == 303


@inside
async def test_a_password_link_does_not_go_round_the_second_factor(ada: Person, client: httpx.AsyncClient) -> None:
    await set_up(ada)
    link = search(r"/app/password/[a-z2-7]{32}", (await ada.submit(f"/app/settings/users/{ada.id}/link")).text)
    assert link
    answer = await client.post(link[0], data={"password": "ten brown bottles"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/app/login")
    assert (await client.get("/app/profile")).status_code == 303
    assert "Enter the code" in (await with_password(client, "ten brown bottles")).text


@pytest.mark.committed
async def test_the_command_line_resets_it_for_the_last_administrator(terminal: Terminal, registry: Registry) -> None:
    ada = await make_user("Ada Admin", Role.ADMIN)
    await totp.begin(ada, registry.keys)
    begun = await totp.begun_secret(ada, "ada@company.example", "https://feedback.example", registry.keys)
    assert begun and "feedback.example" in begun.address
    assert await totp.confirm(Actor(kind="user", id=ada, session_id=UUID(int=1)), code_of(begun.secret), registry.keys)

    said = await asyncio.to_thread(terminal.says, "users", "reset", "ada@company.example", "--second-factor")
    assert "The second factor was removed." in said
    assert "/app/password/" in said
    assert not await totp.is_set_up(ada)


@given(st.text(max_size=20))
def test_only_six_digits_are_a_code_of_the_app(typed: str) -> None:
    found = _digits(typed)
    assert found == "" or (len(found) == 6 and found.isascii() and found.isdigit())


def test_digits_of_any_script_and_in_groups_are_read() -> None:
    assert [_digits(code) for code in ("123456", "123 456", "123-456", "１２３４５６", "١٢٣٤٥٦")] == ["123456"] * 5
    assert [_digits(code) for code in ("12345", "1234567", "12345a", "+123456", "")] == [""] * 5
