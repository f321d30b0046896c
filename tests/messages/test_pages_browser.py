"""A lead opens a kept mail in a browser and answers it; the mails themselves by axe, in every language and look."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from tests.browser import CHROMIUM, web
from tests.channels.mail_samples import GOLDEN
from tests.messages.invitation_mails import enqueue_invitation_mails
from tests.staff_people import make_user
from vocapp import app as application
from vocapp import clock
from vocapp.channels.email.compose_invitation import compose
from vocapp.database import DB
from vocapp.database.jobs import run_jobs
from vocapp.http.access import Role
from vocapp.settings import Settings
from vocapp.staff import sessions
from vocapp.tokens import Keyring

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
NOON = datetime(2026, 5, 5, 11, tzinfo=UTC)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, email_gateway="outbox", mail_domain="feedback.example")


@pytest.fixture
async def origin(own_database: str, settings: Settings, keys: Keyring) -> AsyncIterator[str]:
    """A service, with two mails that have been kept."""
    async with web(settings, keys) as address:
        with clock.travelled(NOON):
            await enqueue_invitation_mails(keys, 2)
            registry = application.build(replace(settings, public_url=address), keys)
            (send,) = [stage for stage in registry.stages if stage.name == "send"]
            while await run_jobs(send):
                pass
            yield address


async def sign_in(page: Page, origin: str) -> None:
    token = await sessions.open_session(await make_user("Lena Lead", Role.LEAD, every_unit=True), "Firefox")
    await page.context.add_cookies([{"name": "vocapp", "value": token, "url": f"{origin}/app/"}])


async def test_a_kept_mail_is_opened_and_answered(origin: str, browser: Browser) -> None:
    page = await browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "olicy" in message.text else None)
    await sign_in(page, origin)
    await DB.execute("UPDATE message SET is_test = true")  # links of other mails are masked
    await page.goto(f"{origin}/app/messages")
    await page.locator("tbody a").first.click()
    mail = page.frame_locator("iframe.mail")
    async with page.expect_popup() as opened:
        await mail.locator("p a").first.click()
    answering = await opened.value
    await answering.wait_for_load_state()
    assert answering.url.startswith(f"{origin}/s/")
    assert await answering.locator("input:checked").count() == 1
    assert await DB.fetch_value("SELECT count(*) FROM response") == 0, "opening it records nothing"
    await answering.get_by_role("button", name="Continue").click()
    await answering.wait_for_load_state()
    assert await DB.fetch_value("SELECT count(*) FROM response") == 1
    assert complaints == []


@pytest.mark.parametrize("look", ["desktop", "phone in the dark"])
async def test_the_pages_have_nothing_for_axe_and_nothing_too_wide(origin: str, browser: Browser, look: str) -> None:
    phone = look != "desktop"
    page = await browser.new_page(
        viewport={"width": 320 if phone else 1280, "height": 800}, color_scheme="dark" if phone else "light"
    )
    await sign_in(page, origin)
    await DB.execute(
        "UPDATE message SET state = 'uncertain', error = 'no reply' WHERE id IN (SELECT id FROM message LIMIT 1)"
    )
    kept = await DB.fetch_value("SELECT id FROM outbox_mail LIMIT 1")
    complaints = []
    for path in (
        "/app/messages",
        "/app/messages?state=uncertain",
        "/app/messages/inbound",
        "/app/outbox",
        f"/app/outbox/{kept}",
    ):
        await page.goto(origin + path)
        found = await Axe().run(page)
        complaints += [f"{path}: {each['id']} {each['nodes'][0]['html']}" for each in found.response["violations"]]
        if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            complaints.append(f"{path} is wider than the screen")
    assert complaints == []


async def test_the_mails_have_nothing_for_axe_and_nothing_too_wide(browser: Browser, tmp_path: Path) -> None:
    complaints = []
    for scheme in ("light", "dark"):
        page = await browser.new_page(viewport={"width": 320, "height": 700}, color_scheme=scheme)
        for name, ask in GOLDEN.items():
            file = tmp_path / f"{name}.html"
            file.write_text(compose(ask).html, encoding="utf-8")
            await page.goto(file.as_uri())
            # A mail is no page: it has no landmarks and no heading, and its reader brings both.
            found = await Axe().run(
                page,
                options={
                    "rules": {
                        "region": {"enabled": False},
                        "landmark-one-main": {"enabled": False},
                        "page-has-heading-one": {"enabled": False},
                    }
                },
            )
            complaints += [
                f"{name} {scheme}: {v['id']} {v['nodes'][0]['html'][:200]}" for v in found.response["violations"]
            ]
            if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                complaints.append(f"{name} is wider than the screen")
    assert complaints == []
