"""The queue in a browser: cases appear without a reload, and every action works by keyboard."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.browser import CHROMIUM
from tests.cases.working_day import Day, working_day
from vocapp import clock
from vocapp.cases import actions
from vocapp.database import DB
from vocapp.settings import Settings
from vocapp.tokens import Keyring

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


@pytest.fixture
async def day(own_database: str, settings: Settings, keys: Keyring) -> AsyncIterator[Day]:
    async with working_day(replace(settings, public_url=""), keys) as running:
        yield running


async def opened(browser: Browser, day: Day, name: str, path: str = "/app", **look: object) -> Page:
    """A browser of somebody's own, signed in, at a page."""
    page = await browser.new_page(**look)  # type: ignore[arg-type]
    await day.sign_in(page, name)
    await page.goto(day.origin + path)
    return page


async def listening(page: Page) -> None:
    """Wait until the page's stream is open and the page has read itself again."""
    async with page.expect_response(lambda answer: "/app/cases" in answer.url):
        pass


async def test_a_case_appears_in_an_open_queue(day: Day, browser: Browser) -> None:
    omar = await opened(browser, day, "Omar", "/app/cases?tab=free")
    await expect(omar.locator(".empty")).to_contain_text("All cases are assigned")
    await listening(omar)
    await day.complaint(0)
    await expect(omar.locator("td.feedback")).to_contain_text("I was promised a call back twice.")
    await expect(omar.locator("[data-announce]")).to_contain_text("I was promised a call back twice.")
    await expect(omar.locator("#queue-tabs [aria-current]")).to_have_text("Unassigned 1")
    sven = await opened(browser, day, "Sven", "/app/cases?tab=free")
    await expect(sven.locator(".empty")).to_be_visible()


async def test_keyboard_focus_stays_in_place(day: Day, browser: Browser) -> None:
    numbers = [await day.complaint(number) for number in range(3)]
    omar = await opened(browser, day, "Omar", "/app/cases?tab=free")
    await listening(omar)
    await omar.keyboard.press("j")
    await omar.keyboard.press("j")
    await actions.claim(day.registry, await day.actor("Nora"), await day.case(numbers[0]))
    await expect(omar.locator("tbody tr")).to_have_count(2)
    assert str(numbers[1]) in await focused(omar)
    await actions.claim(day.registry, await day.actor("Nora"), await day.case(numbers[1]))
    await expect(omar.locator("tbody tr")).to_have_count(1)
    assert str(numbers[2]) in await focused(omar), "the row that took its place"


async def focused(page: Page) -> str:
    return str(await page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.outerHTML"))


async def test_a_case_is_claimed_and_unassigned_by_keyboard(day: Day, browser: Browser) -> None:
    number = await day.complaint(1)
    omar = await opened(browser, day, "Omar")
    await expect(omar).to_have_url(f"{day.origin}/app/cases")
    await omar.keyboard.press("Tab")
    await omar.get_by_role("link", name="Unassigned").first.click()
    await omar.wait_for_url("**tab=free**")
    await omar.keyboard.press("j")
    await omar.keyboard.press("c")
    await expect(omar.locator(".note")).to_contain_text("Case claimed.")
    await expect(omar.locator("tbody tr")).to_have_count(0)
    assert await owner(number) == day.people["Omar"]
    await omar.keyboard.press("u")
    await expect(omar.locator(".note")).to_contain_text("Undone.")
    await expect(omar.locator("tbody tr")).to_have_count(1)
    assert await owner(number) is None


async def owner(number: int) -> object:
    return await DB.fetch_value("SELECT owner_id FROM followup_case WHERE number = $1", number)


async def test_two_claim_at_once_and_one_is_shown_the_owner(day: Day, browser: Browser) -> None:
    number = await day.complaint(2)
    pages = [await opened(browser, day, name, "/app/cases?tab=unit") for name in ("Omar", "Nora")]
    for page in pages:
        await page.evaluate("for (const form of document.querySelectorAll('form[data-here]')) delete form.dataset.here")
        await page.keyboard.press("j")
    await asyncio.gather(*(page.keyboard.press("c") for page in pages))
    told = [await page.locator(".note").inner_text() for page in pages]
    assert len([text for text in told if "Case claimed." in text or "Fall übernommen." in text]) == 1, told
    first = "Omar" if await owner(number) == day.people["Omar"] else "Nora"
    other = told[1 if first == "Omar" else 0]
    assert f"{first} Agent" in other, told


async def test_the_whole_work_of_a_case_by_keyboard(day: Day, browser: Browser) -> None:
    number = await day.complaint(0)
    omar = await opened(browser, day, "Omar", "/app/cases?tab=unit")
    await omar.keyboard.press("j")
    await omar.keyboard.press("c")
    await expect(omar.locator(".note")).to_contain_text("Case claimed.")
    await omar.keyboard.press("Enter")
    await omar.wait_for_url(f"**/app/cases/{number}?tab=unit")

    await write(omar, "t", None)
    await omar.keyboard.type("Phon")
    await omar.keyboard.press("Tab")
    await omar.keyboard.press("ArrowDown")
    await omar.keyboard.press("Tab")
    await omar.keyboard.type("Mailbox again.")
    await send(omar, "Not reached: Phone")
    await write(omar, "n", "Has two contracts.")
    await send(omar, "Has two contracts.")
    await write(omar, "r", "You are right, and I am sorry.")
    await omar.keyboard.press("Tab")
    await omar.keyboard.press("Tab")
    async with omar.expect_navigation():
        await omar.keyboard.press("Enter")
    await expect(omar.locator(".mail-preview")).to_contain_text("You are right, and I am sorry.")
    await omar.keyboard.press("r")
    await send(omar, "E-mail to the customer")
    await write(omar, "e", None)
    await omar.keyboard.type("Bill")
    await omar.keyboard.press("Tab")
    await omar.keyboard.type("Solv")
    await omar.keyboard.press("Tab")
    await omar.keyboard.type("Billed anew.")
    await send(omar, "Closed: Solved (cause: Billing or payment)")
    await expect(omar.locator(".case-line")).to_contain_text("closed, recovery check open")
    await omar.keyboard.press("q")
    await omar.wait_for_url("**/app/cases?tab=unit")
    await expect(omar.locator(".empty")).to_contain_text("Your units have no open cases")


async def write(page: Page, key: str, text: str | None) -> None:
    """Open the form of an action by its key, and type."""
    await page.keyboard.press(key)
    await page.wait_for_function("document.activeElement.closest('details.case-action[open]') !== null")
    if text:
        await page.keyboard.type(text)


async def send(page: Page, told: str) -> None:
    """Send the form, and see its entry in the history."""
    async with page.expect_navigation():
        await page.keyboard.press("Control+Enter")
    await expect(page.locator(".history")).to_contain_text(told)


async def test_a_lead_assigns_several_cases_by_keyboard(day: Day, browser: Browser) -> None:
    numbers = [await day.complaint(number) for number in range(3)]
    lena = await opened(browser, day, "Lena", "/app/cases?tab=free")
    for key in "jxjx":
        await lena.keyboard.press(key)
    await lena.keyboard.press("a")
    await lena.keyboard.type("Omar")
    await lena.keyboard.press("Tab")
    await lena.keyboard.press("Enter")
    await expect(lena.locator(".note")).to_contain_text("2 cases assigned.")
    await expect(lena.locator("tbody tr")).to_have_count(1)
    assert [await owner(number) for number in numbers] == [day.people["Omar"], day.people["Omar"], None]
    await lena.keyboard.press("u")
    await expect(lena.locator("tbody tr")).to_have_count(3)
    await lena.keyboard.press("j")
    await lena.keyboard.press("a")
    assert await lena.locator("[name=case]:checked").count() == 1, "the row that has the focus"


async def test_a_neighbour_in_the_same_view_is_a_key_away(day: Day, browser: Browser) -> None:
    numbers = [await day.complaint(number) for number in range(3)]
    omar = await opened(browser, day, "Omar", f"/app/cases/{numbers[0]}?tab=unit&channel=web_chat")
    await omar.goto(f"{day.origin}/app/cases/{numbers[0]}?tab=unit")
    await omar.keyboard.press("j")
    await omar.wait_for_url(f"**/app/cases/{numbers[1]}?tab=unit")
    await omar.keyboard.press("j")
    await omar.wait_for_url(f"**/app/cases/{numbers[2]}?tab=unit")
    await omar.keyboard.press("j")
    await omar.keyboard.press("k")
    await omar.wait_for_url(f"**/app/cases/{numbers[1]}?tab=unit")


async def test_an_open_case_page_shows_what_others_do_and_keeps_the_draft(day: Day, browser: Browser) -> None:
    number = await day.complaint(0)
    omar = await opened(browser, day, "Omar", f"/app/cases/{number}")
    await listening(omar)
    await write(omar, "n", "Half a sen")
    await actions.claim(day.registry, await day.actor("Nora"), await day.case(number))
    await expect(omar.locator(".case-line")).to_contain_text("Owner: Nora Agent")
    await omar.keyboard.type("tence")
    assert await omar.input_value("#note") == "Half a sentence"


@pytest.mark.parametrize("look", ["desktop", "phone in the dark"])
async def test_the_pages_have_nothing_for_axe_and_nothing_too_wide(day: Day, browser: Browser, look: str) -> None:
    numbers = [await day.complaint(number, contact="yes") for number in range(5)]
    omar, nora = await day.actor("Omar"), await day.actor("Nora")
    await actions.claim(day.registry, omar, await day.case(numbers[0]))
    await actions.note(day.registry, omar, await day.case(numbers[0]), "Rang.")
    await actions.claim(day.registry, nora, await day.case(numbers[1]))
    await actions.close(day.registry, nora, await day.case(numbers[1]), root_cause="price", outcome="explained")
    clock.move_to(clock.now().replace(day=12))
    phone = look != "desktop"
    size = {"width": 320 if phone else 1280, "height": 800}
    page = await opened(browser, day, "Lena", viewport=size, color_scheme="dark" if phone else "light")
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    cases = [f"/app/cases/{numbers[0]}?tab=all", f"/app/cases/{numbers[1]}"]
    for path in ("/app/cases?tab=all", "/app/cases?tab=done", "/app/cases?tab=mine", "/app/cases?q=zebra", *cases):
        await page.goto(day.origin + path)
        for summary in await page.locator("details.case-action summary").all():
            await summary.click()
        found = await Axe().run(page)
        complaints += [f"{path}: {each['id']} {each['nodes'][0]['html']}" for each in found.response["violations"]]
        if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            complaints.append(f"{path} is wider than the screen")
    assert complaints == []
