"""Ada in her browser: the page that asks whether it is solved, and the mails of her case, on a small screen."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from tests.browser import CHROMIUM, web
from tests.cases.case_fixtures import SOLVED, case_about, case_row
from tests.cases.conftest import a_desk
from tests.cases.recovery_mails import link_of
from tests.invitations.customer_rows import NOON, customer, publish_all
from vocapp import app as application
from vocapp import clock
from vocapp.cases import actions
from vocapp.cases.mail import case_mail_text
from vocapp.catalogue import published
from vocapp.channels.mail_content import MailBody
from vocapp.database import DB
from vocapp.invitations.contact_phrase import contact_line
from vocapp.invitations.invitation_text import mail_brand
from vocapp.settings import Settings
from vocapp.tokens import Keyring

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
FACTS = {"contact.channel": "phone_in_house", "contact.touchpoint": "billing", "contact.day": "2026-05-04"}
NO_PAGE = {name: {"enabled": False} for name in ("region", "landmark-one-main", "page-has-heading-one")}
"""A mail is no page: its reader brings landmarks and headings."""


async def faults(page: Page, name: str, **options: object) -> list[str]:
    """What axe says of the page, and whether it is too wide."""
    found = await Axe().run(page, options={"rules": options})
    told = [f"{name}: {one['id']} {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]]
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*told, f"{name} is wider than the screen"] if wide else told


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_the_customer_answers_on_a_phone_that_it_is_not_solved(
    own_database: str, settings: Settings, keys: Keyring, browser: Browser, language: str
) -> None:
    with clock.travelled(NOON):
        await publish_all()
        registry, desk = application.build(settings, keys), await a_desk()
        person = await customer("Ada", "ada@example.org")
        case = UUID(str((await case_about(registry, person, unit_id=desk.id, language=language))["id"]))
        await actions.close(registry, desk.omar, case, **SOLVED)
        async with web(settings, keys) as origin:
            page = await browser.new_page(viewport={"width": 320, "height": 640}, color_scheme="dark")
            link = origin + await link_of(registry, case)
            await page.goto(link)
            complaints = await faults(page, "asked")
            await page.locator("main form button").click()
            complaints += await faults(page, "nothing chosen")
            await page.goto(f"{link}?solved=no")
            assert await page.locator("input[value=no]").is_checked()
            await page.keyboard.press("Tab")
            await page.fill("textarea", "The old bill came again <script>alert(1)</script>")
            await page.locator("main form button").click()
            await page.wait_for_load_state()
            complaints += await faults(page, "answered")
        assert (await case_row(case))["state"] == "open"
        assert await DB.fetch_value("SELECT count(*) FROM case_check WHERE answer = 'denied'") == 1
        assert complaints == []


async def every_mail() -> AsyncIterator[tuple[str, MailBody]]:
    """Both mails in every language and in both brands."""
    for look in await published.brands():
        for language in ("en", "de", "fr", "es", "ar"):
            brand, contact = mail_brand(look, language), contact_line(FACTS, language)
            page, name = "https://feedback.example/r/" + "a" * 32, f"{look.brand.slug}-{language}"
            yield f"check-{name}", case_mail_text.check_mail(brand, language, contact, page, date(2026, 5, 11), page)
            words = "Dear Ada,\n\nI am sorry that the bill was wrong again.\nThe credit comes with the next one."
            yield f"reply-{name}", case_mail_text.reply_mail(brand, language, contact, words, "Omar Osei")


async def test_the_mails_have_nothing_for_axe_and_nothing_too_wide(
    database: str, browser: Browser, tmp_path: Path
) -> None:
    await publish_all()
    complaints = []
    bodies = [one async for one in every_mail()]
    for scheme in ("light", "dark"):
        page = await browser.new_page(viewport={"width": 320, "height": 700}, color_scheme=scheme)  # type: ignore[arg-type]
        for name, body in bodies:
            file = tmp_path / f"{name}.html"
            file.write_text(body.html, encoding="utf-8")
            await page.goto(file.as_uri())
            complaints += await faults(page, f"{name} {scheme}", **NO_PAGE)
    assert complaints == []
