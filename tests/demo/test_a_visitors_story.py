"""A visitor of `make demo` answers a mail with a low score, and follows the result: queue, numbers, check, digest."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser import CHROMIUM
from tests.demo.demonstration import demonstration
from tests.homes import folder_of
from vocapp.database.embedded.os_user import caller
from vocapp.demo.company_setup import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
WORDS = "Nobody called me back, although it was promised twice."
LINK = re.compile(r"http://\S+/(?:s|r)/[a-z2-7]{32}")
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True},
}
SOON = 30_000


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with folder_of(caller()) as home, demonstration(home, days=4) as running:
        yield running


@pytest.mark.parametrize("look", LOOKS)
async def test_a_visitor_follows_their_own_answer(browser: Browser, origin: str, look: str) -> None:
    office = await browser.new_context(base_url=origin, **LOOKS[look])
    queue, numbers, desk = await office.new_page(), await office.new_page(), await office.new_page()
    await sign_in(desk, "leo")
    mail, name = await an_english_invitation(desk)
    before, digest = await answers_counted(numbers), people_in(await next_digest(desk))
    await queue.goto("/app/cases?tab=all")

    await answer(await browser.new_context(**LOOKS[look]), mail)

    case = queue.locator("tr[data-row]", has_text=WORDS)
    await expect(case).to_be_visible(timeout=SOON)  # without a reload
    await changed(numbers, before)
    path = await case.locator("a[href*='/app/cases/']").first.get_attribute("href") or ""
    await work(desk, path)
    await confirm(await browser.new_context(**LOOKS[look]), await latest_mail_to(desk, name))
    await desk.goto(path)
    await expect(desk.locator("main")).to_contain_text("Customer: solved", timeout=SOON)
    assert people_in(await next_digest(desk)) > digest


async def sign_in(page: Page, who: str) -> None:
    await page.goto("/app/login")
    await page.fill("[name=email]", f"{who}@alderway.example")
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button[type=submit]")
    await expect(page).not_to_have_url(re.compile("login"))


async def an_english_invitation(page: Page) -> tuple[str, str]:
    """The link of a survey that Leo's own team is asked about and nobody has answered, and its reader's address."""
    await page.goto("/app/contacts?disposition=unknown&outcome=invited&channel=phone_in_house")
    paths = [await link.get_attribute("href") for link in await page.locator("tbody td:first-child a").all()]
    for path in paths:
        await page.goto(path or "")
        address = await page.locator(".steps bdi", has_text="@").first.text_content()
        if ", English." not in (await page.locator("main").text_content() or "") or not address:
            continue
        if link := await link_in_latest_mail(page, address):
            return link, address
    raise AssertionError("no English invitation of Leo's team lies in the outbox")


async def link_in_latest_mail(page: Page, address: str) -> str | None:
    await page.goto(f"/app/outbox?recipient={address}")
    row = page.locator("tbody td:first-child a").first
    if not await row.count():
        return None
    await row.click()
    found = LINK.search(await page.locator("pre.mail").text_content() or "")
    return found[0] if found else None


async def latest_mail_to(page: Page, address: str) -> str:
    """The link of the check, once its mail has come."""
    for _ in range(60):
        link = await link_in_latest_mail(page, address)
        if link and "/r/" in link:
            return link
        await page.wait_for_timeout(500)
    raise AssertionError(f"no check came to {address}")


async def answers_counted(page: Page) -> str:
    await page.goto("/app/dashboards")
    return await page.locator("main").inner_text()


async def changed(page: Page, before: str) -> None:
    """The numbers say something else, without a reload."""
    for _ in range(60):
        if await page.locator("main").inner_text() != before:
            return
        await page.wait_for_timeout(500)
    raise AssertionError("the numbers did not move")


async def answer(customer: BrowserContext, link: str) -> None:
    """A low score on each scale, a no, some words, and the wish to be called."""
    page = await customer.new_page()
    await page.goto(link)
    for _ in range(12):
        if not await page.locator("form button").count() or "/s/" not in page.url:
            break
        if await page.locator("main textarea").count():
            await page.locator("main textarea").first.fill(WORDS)
        for group in await page.locator("fieldset").all():
            await pick(group)
        await page.locator("main form button:not([name])").first.click()
        await page.wait_for_load_state()
        if await page.locator("main form input, main form textarea").count() == 0:
            break
    await expect(page.locator("h1")).to_contain_text("Thank you")
    await customer.close()


async def pick(group: Any) -> None:
    """No to a question of yes or no; yes to being called; the lowest of a scale."""
    no = group.locator("input[value=no]")
    is_call = "contact you" in (await group.text_content() or "")
    choice = group.locator("input[value=yes]") if is_call else no if await no.count() else group.locator("input").first
    await choice.first.check(force=True)


async def work(page: Page, path: str) -> None:
    """Claim the case, and close it."""
    await page.goto(path)
    await page.click("form[action$='/claim'] button")
    await expect(page.locator(".case-line")).to_contain_text("Leo Marchetti")
    await page.locator("details", has=page.locator("form[action$='/close']")).locator("summary").click()
    close = page.locator("form[action$='/close']")
    for choice in await close.locator("select").all():
        await choice.select_option(index=1)
    await close.locator("button[type=submit]").click()
    await expect(page.locator(".case-line")).to_contain_text("closed, recovery check open")


async def confirm(customer: BrowserContext, link: str) -> None:
    page = await customer.new_page()
    await page.goto(link)
    await page.locator("input[value=yes]").check(force=True)
    await page.click("main form button")
    await expect(page.locator("h1")).to_contain_text("Thank you")
    await customer.close()


async def next_digest(page: Page) -> str:
    """The preview of the digest of this very week."""
    await page.goto("/app/digests")
    await page.locator("a[href*='/preview']").first.click()
    await page.select_option("select[name=since]", index=0)
    await page.click(".filters button[type=submit]")
    await page.wait_for_load_state()
    return await page.locator("pre.mail").inner_text()


def people_in(text: str) -> int:
    """How many answers its figures rest on, added up."""
    return sum(int(n.replace(",", "")) for n in re.findall(r"n = ([\d,]+)", text))
