"""The numbers in Chromium: nothing for axe, nothing too wide, dark, right to left; current without a reload."""

from datetime import timedelta
from typing import Final

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page

from tests.browser import CHROMIUM, web
from tests.patience import until
from tests.rollups.season_fixtures import NOW, season
from tests.staff_people import make_user
from vocapp import clock
from vocapp.http.access import Role
from vocapp.rollups.count_stage import count_subjects
from vocapp.settings import Settings
from vocapp.staff import sessions
from vocapp.tokens import Keyring

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
PATHS: Final = (
    "/app/dashboards",
    "/app/dashboards?channel=fax",
    "/app/dashboards/by/channel?period=90",
    "/app/dashboards/by/week?period=90",
    "/app/dashboards/answers?period=90",
    "/app/dashboards/crosstab?period=90&columns=week",
    "/app/dashboards/crosstab?period=90",
)


async def sign_in(page: Page, origin: str, role: Role = Role.LEAD, **more: object) -> None:
    name = f"{role.capitalize()}{more.get('language', '')} Example"
    token = await sessions.open_session(await make_user(name, role, every_unit=True, **more), "Firefox")
    await page.context.add_cookies([{"name": "vocapp", "value": token, "url": f"{origin}/app/"}])


async def drawn(page: Page, address: str) -> None:
    """Open a page and wait for its pictures, where it has any."""

    async def is_drawn() -> bool:
        await page.goto(address)
        return await page.locator(".chart, .empty, tbody").count() > 0 and (
            any(each in address for each in ("/answers", "/crosstab", "fax")) or await page.locator("svg").count() > 0
        )

    await until(is_drawn)


async def complaints(page: Page, address: str) -> list[str]:
    """What axe says, and what is wider than the screen."""
    await drawn(page, address)
    found = await Axe().run(page)
    said = [f"{address}: {each['id']} {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]]
    if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        said.append(f"{address} is wider than the screen")
    return said


async def test_the_pages_have_nothing_for_axe_and_nothing_too_wide(
    own_database: str, browser: Browser, settings: Settings, keys: Keyring
) -> None:
    said: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if "olicy" in message.text:
            said.append(message.text)

    with clock.travelled(NOW):
        await season(contacts=160)
        async with web(settings, keys) as origin:
            desktop = await browser.new_page(viewport={"width": 1280, "height": 800})
            phone = await browser.new_page(viewport={"width": 320, "height": 640}, color_scheme="dark")
            await sign_in(desktop, origin)
            await sign_in(phone, origin, language="de")
            for page, paths in ((desktop, PATHS), (phone, PATHS[::2])):
                page.on("console", heard)
                for path in paths:
                    said += await complaints(page, origin + path)
                await page.evaluate("document.documentElement.dir = 'rtl'")
                if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    said.append("right to left it is wider than the screen")
    assert said == []


async def test_a_chart_is_shown_once_in_the_colours_of_the_page(
    own_database: str, browser: Browser, settings: Settings, keys: Keyring
) -> None:
    with clock.travelled(NOW):
        await season(contacts=120)
        async with web(settings, keys) as origin:
            for width, shown in ((1280, "wide"), (375, "narrow")):
                page = await browser.new_page(viewport={"width": width, "height": 800}, color_scheme="dark")
                await sign_in(page, origin, Role.ADMIN if width > 375 else Role.ANALYST)
                await drawn(page, f"{origin}/app/dashboards/by/channel?period=90")
                visible = page.locator("figure .picture > div:visible")
                assert {await each.get_attribute("class") for each in await visible.all()} == {shown}
                dot = page.locator(f"figure .{shown} .role-mark path[fill]:visible").first
                assert await dot.evaluate("node => getComputedStyle(node).fill") == "rgb(86, 180, 233)"
                await page.emulate_media(color_scheme="light")
                assert await dot.evaluate("node => getComputedStyle(node).fill") == "rgb(0, 114, 178)"


async def test_an_answer_that_is_counted_shows_without_a_reload(
    own_database: str, browser: Browser, settings: Settings, keys: Keyring
) -> None:
    with clock.travelled(NOW):
        world = await season(contacts=60)
        async with web(settings, keys) as origin:
            lead = await browser.new_page()
            await sign_in(lead, origin)
            await drawn(lead, f"{origin}/app/dashboards")
            await lead.evaluate("document.body.dataset.mark = 'the same page'")
            now = lead.locator("td.now").first
            before = await now.inner_text()
            answers = [
                await world.answer({"csat": 5, "solved": True}, survey="post_contact", at=NOW - timedelta(hours=1))
                for _ in range(5)
            ]
            await count_subjects(answers)

            async def has_changed() -> bool:
                return await now.inner_text() != before

            await until(has_changed)
            assert await lead.evaluate("document.body.dataset.mark") == "the same page"
