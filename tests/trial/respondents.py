"""People who answer in a real Chromium, with or without scripts, and remember their answers."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COMMENTS = (
    "Sorted quickly, thank you.",
    "Still not fixed: '40 minutes' & nobody called <b>back</b>",
    "سريع جداً",
    "👍 très bien",
)


@dataclass
class Said:
    """The answers of one person by question, as the form of the page sends them."""

    link: str
    scripted: bool
    answers: dict[str, str] = field(default_factory=dict)
    thanked: bool = False


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


async def answer(context: BrowserContext, link: str, dice: random.Random, *, scripted: bool) -> Said:
    """Open `link` and answer every question to the end."""
    said = Said(link, scripted)
    page = await context.new_page()
    try:
        await page.goto(link)
        for _ in range(12):
            if await page.locator("form[method=post] [name]:not([type=hidden])").count() == 0:
                said.thanked = True
                break
            await _answer_page(page, said, dice)
    finally:
        await page.close()
    return said


async def _answer_page(page: Page, said: Said, dice: random.Random) -> None:
    form = page.locator("form[method=post]").first
    given: dict[str, str] = {}
    radios = form.locator("input[type=radio]")
    names = dict.fromkeys([str(await radios.nth(i).get_attribute("name")) for i in range(await radios.count())])
    for name in names:
        choices = form.locator(f"input[type=radio][name='{name}']")
        choice = choices.nth(dice.randrange(await choices.count()))
        await choice.check(force=True)
        given[name] = str(await choice.get_attribute("value"))
    texts = form.locator("textarea")
    for i in range(await texts.count()):
        name = str(await texts.nth(i).get_attribute("name"))
        given[name] = dice.choice(COMMENTS)
        await texts.nth(i).fill(given[name])
    before = await page.locator("h1").first.inner_text()
    await form.locator("button:not([name])").first.click()
    await page.wait_for_load_state()
    assert await page.locator(".error-summary, [role=alert]").count() == 0, (before, await page.content())
    said.answers |= {name: value for name, value in given.items() if not name.endswith(".how")}
