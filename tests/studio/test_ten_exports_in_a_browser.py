"""Ines brings in ten exports of other systems by the browser: nearly no choices, the second time none at all.

What was rejected she downloads, corrects once, and uploads: then every contact is recorded.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.browser import CHROMIUM, chromium, web
from tests.conftest import KEYS, cloned_database
from tests.contacts.export_parts import Export
from tests.contacts.system_exports import EXPORTS
from tests.invitations.customer_rows import publish_all
from tests.staff_people import make_user
from tests.studio.import_fixtures import PAGE
from vocapp import clock
from vocapp.database import DB
from vocapp.http.access import Role
from vocapp.settings import Settings
from vocapp.staff import sessions
from vocapp.studio.import_stage import run_upload

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium"),
]
MOST_CHOICES: Final = 6
NOW: Final = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
async def desk(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    """Ines at her browser; one application and one database for all exports, as in a company that has them all."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), public_url="https://feedback.example")
    with clock.travelled(NOW):
        async with cloned_database(server, template), web(settings, KEYS) as origin, chromium() as browser:
            await publish_all()
            token = await sessions.open_session(await make_user("Ines Integrator", Role.INTEGRATOR), "Chromium")
            page = await browser.new_page(viewport={"width": 1280, "height": 900}, base_url=origin)
            page.set_default_timeout(8_000)  # a busy machine is slow, not wrong
            await page.context.add_cookies([{"name": "vocapp", "value": token, "url": f"{origin}/app/"}])
            yield page


async def brought_in(page: Page, name: str, content: bytes, choices: dict[str, str]) -> int:
    """Uploads a file, makes the choices, and imports it. The number of new contacts."""
    assert len(choices) <= MOST_CHOICES
    await page.goto(PAGE)
    kind = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    await page.get_by_label("File", exact=True).set_input_files(kind)  # type: ignore[arg-type]
    await page.get_by_role("button", name="Upload").click()
    await page.get_by_role("heading", name="Match columns").wait_for()
    if choices or name.endswith(".xlsx"):  # a question, or a workbook with several sheets
        found = await Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    for label, text in choices.items():
        await page.get_by_label(label).select_option(text)
    await page.get_by_role("button", name="Start dry run", exact=True).click()
    await page.get_by_text("Dry run: nothing is recorded").wait_for()
    upload = UUID(page.url.rpartition("/")[2])
    await run_upload(upload)
    await page.goto(page.url)
    await page.get_by_role("button", name="Import ").click()
    await page.get_by_text("Import is running").first.wait_for()
    await run_upload(upload)
    await page.goto(page.url)
    await page.get_by_text("Result of the import").wait_for()
    found: int = await DB.fetch_value("SELECT (counts -> 'states' ->> 'new')::int FROM upload WHERE id = $1", upload)
    return found


async def corrected_rejects(page: Page, export: Export) -> tuple[str, bytes]:
    """The rejects of the import on the page, with what is wrong written anew."""
    async with page.expect_download() as event:
        await page.get_by_role("link", name="Download the rejected rows").click()
    download = await event.value
    text = await asyncio.to_thread((await download.path()).read_text, "utf-8-sig")
    for wrong, right in export.corrections.items():
        assert wrong in text
        text = text.replace(wrong, right)
    return download.suggested_filename, text.encode()


@pytest.mark.parametrize("system", EXPORTS)
async def test_an_export_goes_in_without_a_mapping_and_the_second_time_without_a_choice(
    desk: Page, system: str
) -> None:
    october, november = EXPORTS[system](10), EXPORTS[system](11)
    assert await brought_in(desk, october.name, october.content, october.choices) == october.rows - 1
    name, rejects = await corrected_rejects(desk, october)
    assert await brought_in(desk, name, rejects, {}) == 1
    assert await brought_in(desk, november.name, november.content, {}) == november.rows - 1
