"""The staff pages in a browser: nothing for axe to find, nothing wider than the screen, all of it by keyboard."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from tests.staff_people import COMMAND, PASSWORD, give_password, make_user
from vocapp import app as application
from vocapp import clock
from vocapp.database import DB
from vocapp.http.access import Role, Scope
from vocapp.settings import Settings
from vocapp.staff import api_keys, handler_refs, sessions, trusted_sources, units
from vocapp.staff.units import UnitIn
from vocapp.tokens import Keyring

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
PAGES = (
    "/app/login",
    "/app/settings/users",
    "/app/settings/users?q=nobody",
    "/app/settings/users/new",
    "/app/settings/units",
    "/app/settings/units/new",
    "/app/settings/lines",
    "/app/settings/keys",
    "/app/settings/keys/new",
    "/app/settings/sources",
    "/app/settings/agent-ids",
    "/app/settings/sign-in",
    "/app/profile/second-factor",
    "/app/profile",
    "/app/audit",
    "/app/nothing",
)


@pytest.fixture
async def origin(own_database: str, settings: Settings, keys: Keyring) -> AsyncIterator[str]:
    """A service on a port of loopback."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    registry = application.build(replace(settings, public_url="", port=port, rate_factor=0), keys)
    config = uvicorn.Config(application.create(registry), lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


async def sign_in(page: Page, origin: str) -> None:
    """Ada is signed in, and her company has something to show."""
    ada = await make_user("Ada Admin", Role.ADMIN)
    await make_user("Omar Agent", units=frozenset({await units.add(UnitIn("north", "Billing North"), COMMAND)}))
    await handler_refs.import_refs("acd,ag-17,omar@company.example", COMMAND)
    await trusted_sources.trust("acd", COMMAND)
    await api_keys.add("telephone system", [Scope.CONTACTS_WRITE], is_test=True, by=COMMAND)
    cookie = {"name": "vocapp", "value": await sessions.open_session(ada), "url": f"{origin}/app/"}
    await page.context.add_cookies([cookie])  # type: ignore[list-item]


@pytest.mark.parametrize("look", ["desktop", "phone in the dark"])
async def test_nothing_for_axe_and_nothing_too_wide(origin: str, browser: Browser, look: str) -> None:
    phone = look != "desktop"
    page = await browser.new_page(
        viewport={"width": 320 if phone else 1280, "height": 800}, color_scheme="dark" if phone else "light"
    )
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "olicy" in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await sign_in(page, origin)

    for path in PAGES:
        await page.goto(origin + path)
        found = await Axe().run(page)
        complaints += [f"{path}: {each['id']} {each['nodes'][0]['html']}" for each in found.response["violations"]]
        if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            complaints.append(f"{path} is wider than the screen")

    assert complaints == []


async def test_a_list_is_walked_and_opened_by_keyboard(origin: str, browser: Browser) -> None:
    page = await browser.new_page()
    await sign_in(page, origin)
    await page.context.clear_cookies()
    await give_password(await DB.fetch_value("SELECT id FROM staff_user WHERE role = 'admin'"))
    await page.goto(f"{origin}/app/settings/users")
    await page.wait_for_function("document.activeElement.id === 'email'")
    await page.keyboard.type("ada@company.example")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/app/settings/users")

    async def focused() -> str:
        return str(await page.evaluate("document.activeElement.textContent"))

    await page.keyboard.press("j")
    assert await focused() == "Ada Admin"
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    assert await focused() == "Omar Agent"
    await page.keyboard.press("k")
    assert await focused() == "Ada Admin"
    await page.keyboard.press("?")
    assert await page.locator("#keys").is_visible()
    await page.keyboard.press("?")
    assert not await page.locator("#keys").is_visible()
    await page.keyboard.press("/")
    await page.keyboard.type("jk?")
    assert await page.input_value("#q") == "jk?"
    await page.keyboard.press("Escape")
    await page.keyboard.press("k")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/app/settings/users/*")
    assert await page.locator("h1").text_content() == "Omar Agent"
    await page.click("text=Disable >> nth=-1")
    await page.wait_for_url("**/app/settings/users")
    await page.keyboard.press("u")
    await page.wait_for_selector("text=Omar Agent can sign in again.")


@pytest.mark.parametrize("look", ["desktop", "phone in the dark"])
async def test_the_second_factor_is_set_up_and_used_by_keyboard_with_nothing_for_axe(
    origin: str, browser: Browser, look: str
) -> None:
    phone = look != "desktop"
    page = await browser.new_page(
        viewport={"width": 320 if phone else 1280, "height": 800}, color_scheme="dark" if phone else "light"
    )
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "olicy" in message.text else None)

    async def seen(title: str) -> None:
        await page.get_by_role("heading", name=title, level=1).wait_for()
        found = await Axe().run(page)
        complaints.extend(f"{title}: {each['id']} {each['nodes'][0]['html']}" for each in found.response["violations"])
        if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            complaints.append(f"{title} is wider than the screen")

    await sign_in(page, origin)
    await give_password(await DB.fetch_value("SELECT id FROM staff_user WHERE role = 'admin'"))
    await DB.execute("UPDATE staff_session SET confirmed_at = NULL")
    await page.goto(f"{origin}/app/profile/second-factor")
    await seen("Second factor")
    await page.get_by_role("button", name="Set up").press("Enter")
    await seen("Confirm that it is you")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("img", name="QR code").wait_for()
    await seen("Second factor")
    assert await page.evaluate("document.querySelector('.qr svg').getBoundingClientRect().width") >= 150
    secret = await page.get_by_label("The secret").inner_text()
    await page.get_by_label("Sign-in code").fill(pyotp.TOTP(secret).at(clock.now() - timedelta(seconds=30)))
    await page.keyboard.press("Enter")
    await seen("Recovery codes")
    code = await page.locator(".codes code").first.inner_text()
    await page.goto(f"{origin}/app/settings/sign-in")
    await seen("Sign-in")

    await page.context.clear_cookies()
    await page.goto(f"{origin}/app/login")
    await page.get_by_label("E-mail address").fill("ada@company.example")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_function("document.activeElement.id === 'code'")
    await seen("Enter the code")
    await page.keyboard.type(code)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/app/cases*")
    assert complaints == []
