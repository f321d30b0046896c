"""The taxonomy in a browser: add a theme, preview, publish, and roll back."""

from typing import Final
from uuid import UUID

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.browser import CHROMIUM
from tests.comments.comment_fixtures import write_comments
from tests.comments.test_comments_in_a_browser import desk
from vocapp.comments.models.rescore_stage import RESCORE
from vocapp.database import DB
from vocapp.database.jobs import run_jobs
from vocapp.feature import Registry
from vocapp.settings import Settings
from vocapp.tokens import Keyring

pytestmark = [pytest.mark.browser, pytest.mark.committed, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")]

HERE: Final = "/app/comments/taxonomy"
TEXTS: Final = ("The loyalty points vanished.", "My points card was refused!", "The driver was late.")


async def themes(response: UUID) -> set[str]:
    sql = "SELECT theme FROM verbatim_theme t JOIN verbatim v ON v.id = t.verbatim_id WHERE v.response_id = $1"
    return {row["theme"] for row in await DB.fetch(sql, response)}


async def looks_well(page: Page) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, (page.url, found.generate_report())


async def test_a_theme_is_added_previewed_published_and_rolled_back_in_a_browser(
    own_database: str, settings: Settings, keys: Keyring, registry: Registry
) -> None:
    old, *_ = await write_comments(keys, registry, TEXTS, [1, 2, 3])
    async with desk(settings, keys) as page:
        await page.goto(HERE)
        await looks_well(page)
        await page.keyboard.press("n")
        await page.wait_for_url(f"**{HERE}/new")
        await page.get_by_label("Title (English)").fill("Loyalty points")
        await page.get_by_label("Phrases, one per line (English)").fill("points card\nloyalty +")
        await page.get_by_label("Parent theme").select_option("money")
        await page.get_by_role("button", name="Preview").click()
        await page.get_by_text("write one, or leave the sign out").wait_for()
        await looks_well(page)
        await page.get_by_label("Phrases, one per line (English)").fill("points card\nloyalty points")
        await page.get_by_role("button", name="Preview").click()
        await page.get_by_role("heading", name="Preview").wait_for()
        assert await page.locator(".tried mark").all_inner_texts() == ["points card", "loyalty points"]
        assert await page.get_by_label("Parent theme").input_value() == "money"
        await looks_well(page)
        await page.get_by_role("button", name="Save to draft").click()
        await page.get_by_text("Saved to the draft").wait_for()
        await page.get_by_role("link", name="Review and publish").click()
        await page.get_by_label("Why").fill("points are new")
        await page.get_by_role("button", name="Publish").click()
        await page.get_by_text("Version 1 is active now").wait_for()
        [new] = await write_comments(keys, registry, ["I lost all my loyalty points"], [1])
        assert "loyalty_points" in await themes(new)
        assert "loyalty_points" not in await themes(old), "Analysed comments keep their themes"
        await page.goto("/app/comments?theme=loyalty_points")
        await page.locator("a.mark", has_text="Loyalty points").wait_for()
        await page.goto("/app/comments/model")
        await page.get_by_role("button", name="Re-analyse comments of other models").click()
        await page.get_by_text("Re-analysing", exact=False).first.wait_for()
        [stage] = [stage for stage in registry.stages if stage.name == RESCORE]
        assert await run_jobs(stage) == 1
        assert "loyalty_points" in await themes(old)
        await page.goto(f"{HERE}/versions")
        await looks_well(page)
        await page.get_by_role("button", name="Activate").click()
        await page.get_by_text("The shipped themes are active again").wait_for()
        [last] = await write_comments(keys, registry, ["Where are my loyalty points?"], [1])
        assert "loyalty_points" not in await themes(last)
        await page.keyboard.press("u")
        await page.get_by_text("Version 1 is active again").wait_for()
