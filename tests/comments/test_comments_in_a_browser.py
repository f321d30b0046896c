"""Ann corrects thirty comments by keyboard, has a model learned, looks at it, promotes it and takes it back.

She has missing themes looked for, leaves one out, takes that back, and makes a theme of it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.browser import CHROMIUM, chromium, web
from tests.comments.comment_fixtures import write_comments
from tests.staff_people import make_user
from vocapp.comments.models.learn_stage import LEARN
from vocapp.comments.themes.suggestion_stage import SUGGEST
from vocapp.database import DB
from vocapp.database.jobs import run_jobs
from vocapp.feature import Registry
from vocapp.http.access import Role
from vocapp.settings import Settings
from vocapp.staff import sessions
from vocapp.tokens import Keyring

pytestmark = [pytest.mark.browser, pytest.mark.committed, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")]

BAD: Final = ("waiting times on the phone", "the driver was {} hours late", "nobody rang me back for {} days")
GOOD: Final = (
    "very kind and quick, {} stars",
    "everything was explained well by {} people",
    "nothing, all {} were great",
)


async def written(keys: Keyring, registry: Registry, count: int) -> None:
    """`count` customers have written good and bad comments in turn, which are analysed."""
    texts = [(GOOD if number % 2 else BAD)[number % 3].format(number) for number in range(count)]
    await write_comments(keys, registry, texts, [4 if number % 2 else 2 for number in range(count)])


@asynccontextmanager
async def desk(settings: Settings, keys: Keyring) -> AsyncIterator[Page]:
    """An analyst's browser at the comments page."""
    token = await sessions.open_session(await make_user("Ann Analyst", Role.ANALYST), "Chromium")
    async with web(settings, keys) as origin, chromium() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 900}, base_url=origin)
        await page.context.add_cookies([{"name": "vocapp", "value": token, "url": f"{origin}/app/"}])
        yield page


async def corrected() -> int:
    found: int = await DB.fetch_value("SELECT count(*) FROM verbatim_label")
    return found


async def correct(page: Page, count: int) -> None:
    """Corrects `count` comments by keyboard; corrected ones leave the list automatically."""
    await page.goto("/app/comments?coded=not_mine")
    await page.keyboard.press("j")
    for _ in range(count):
        row = page.locator("li[data-row]:focus-within")
        key, words = await row.get_attribute("data-key"), await row.locator("blockquote").inner_text()
        await page.keyboard.press("1" if any(bad.split("{")[0] in words for bad in BAD) else "3")
        await page.locator(f'li[data-key="{key}"]').wait_for(state="detached")


async def test_correct_by_keyboard_then_train_compare_promote_and_roll_back(
    own_database: str, settings: Settings, keys: Keyring, registry: Registry
) -> None:
    await written(keys, registry, 40)
    async with desk(settings, keys) as page:
        await correct(page, 20)
        await page.goto("/app/comments?coded=not_mine")
        await correct(page, 10)
        assert await corrected() == 30
        await page.goto("/app/comments/model")
        await page.keyboard.press("n")
        await page.get_by_text("training", exact=True).wait_for()
        [stage] = [stage for stage in registry.stages if stage.name == LEARN]
        assert await run_jobs(stage) == 1
        await page.goto("/app/comments/model")
        await page.get_by_text("Both models analysed the newest 10 corrected comments").wait_for()
        await page.get_by_role("button", name="Promote").click()
        await page.get_by_text("is active now").wait_for()
        name = await DB.fetch_value("SELECT name FROM reading_model WHERE state = 'current'")
        assert name.startswith("vocapp-")
        await page.get_by_role("button", name="Roll back").click()
        await page.get_by_text("The shipped model is active again").wait_for()
        assert await DB.fetch_value("SELECT state FROM reading_model") == "former"


async def test_themes_by_keyboard_and_pages_pass_axe(
    own_database: str, settings: Settings, keys: Keyring, registry: Registry
) -> None:
    await written(keys, registry, 12)
    await write_comments(keys, registry, ["The line went dead. " * 80], [2])
    async with desk(settings, keys) as page:
        await page.set_viewport_size({"width": 360, "height": 740})
        await page.goto("/app/comments?tab=unread")
        assert (
            await page.evaluate("document.querySelector('.places [aria-current]').getBoundingClientRect().right") <= 360
        )
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
        await page.set_viewport_size({"width": 1280, "height": 900})
        await page.goto("/app/comments")
        await page.keyboard.press("j")
        await page.keyboard.press("2")
        await page.locator('[aria-pressed="true"]').wait_for()
        await page.keyboard.press("u")
        await page.locator('[aria-pressed="true"]').wait_for(state="detached")
        await page.keyboard.press("t")
        row = page.locator("li[data-row]").first
        await row.locator("input[value=waiting]").focus()
        if not await row.locator("input[value=waiting]").is_checked():
            await page.keyboard.press("Space")
        await page.keyboard.press("Enter")
        await row.get_by_text("corrected", exact=True).wait_for()
        await page.locator("li[data-row] details[open]").wait_for(state="detached")
        await page.locator("li[data-row]:focus-within a").first.wait_for()  # folded again, and one goes on from there
        assert "waiting" in await DB.fetch_value("SELECT themes FROM verbatim_label")
        for path in ("", "?tab=unread", "/unread", "/coverage", "/coders", "/model", "/trends"):
            await page.goto(f"/app/comments{path}")
            found = await Axe().run(page)
            assert found.violations_count == 0, (path, found.generate_report())


async def test_a_suggestion_is_dismissed_restored_and_made_a_theme_by_keyboard(
    own_database: str, settings: Settings, keys: Keyring, registry: Registry
) -> None:
    await write_comments(keys, registry, [f"the zebra curtain on day {day}" for day in range(12)], [2] * 12)
    async with desk(settings, keys) as page:
        await page.goto("/app/comments/suggestions")
        await page.keyboard.press("n")
        await page.get_by_text("searching", exact=True).wait_for()
        [stage] = [stage for stage in registry.stages if stage.name == SUGGEST]
        assert await run_jobs(stage) == 1
        await page.locator("li[data-row]").first.wait_for()  # the page follows by itself
        await page.keyboard.press("j")
        await page.keyboard.press("c")
        await page.locator(".examples mark", has_text="zebra curtain").first.wait_for()
        found = await Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        await page.keyboard.press("x")
        await page.locator('li[data-row][data-key="zebra curtain"]').wait_for(state="detached")
        await page.keyboard.press("u")
        await page.locator('li[data-row][data-key="zebra curtain"]').wait_for()
        await page.goto("/app/comments/suggestions")
        await page.keyboard.press("j")
        await page.keyboard.press("a")
        await page.get_by_role("heading", name="Add to theme").wait_for()
        found = await Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        await page.get_by_role("link", name="Price and value").click()
        await page.wait_for_url("**/taxonomy/theme/price?**")
        assert "zebra curtain" in await page.locator("textarea[name='phrases.en']").input_value()
        await page.goto("/app/comments/suggestions")
        await page.keyboard.press("j")
        await page.keyboard.press("m")
        await page.wait_for_url("**/taxonomy/new?**")
        assert "zebra curtain" in await page.locator("textarea[name='phrases.en']").input_value()
