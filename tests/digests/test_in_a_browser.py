"""The digest as a mail reader shows it, and its pages: nothing for axe to find, nothing too wide, no script run."""

from uuid import UUID

import pytest
from axe_playwright_python.async_playwright import Axe
from msgspec.structs import replace
from playwright.async_api import Browser, ConsoleMessage, Page

from tests.browser import CHROMIUM, web
from tests.digests import two_weeks_fixtures
from tests.digests.digest_data_fixtures import LOW, case_summary, digest_data, drawn_charts
from tests.digests.subscriber_fixtures import compose_newest, subscribe_erin
from tests.digests.two_weeks_fixtures import NOW
from tests.staff_people import COMMAND
from vocapp import app as application
from vocapp import clock
from vocapp.catalogue.contrast import readable_colours
from vocapp.database import DB
from vocapp.digests import send_now
from vocapp.digests.archive import embed_images
from vocapp.digests.content.mail_layout import CompanyStyle, MailLinks, build_mail
from vocapp.digests.types import Subscription
from vocapp.settings import Settings
from vocapp.staff import sessions
from vocapp.tokens import Keyring, TokenPurpose
from vocapp.ui.reader import ReaderLocale

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
SHADES = readable_colours("#0b6e4f")
LOOK = CompanyStyle("Alderway Group", "Alderway GmbH", SHADES.light, SHADES.on_light, SHADES.dark, SHADES.on_dark)
LINKS = MailLinks(*(f"https://feedback.example/{path}" for path in ("app/dashboards", "app/digests/1", "app/c", "d/x")))
EVIL = '<img src=x onerror="document.title=`hacked`"><script>document.title="hacked"</script>{{ 7 * 7 }}'
# A mail is no page: its reader brings the landmarks.
RULES: dict[str, object] = {"rules": {"region": {"enabled": False}, "landmark-one-main": {"enabled": False}}}


async def faults(page: Page, name: str, options: dict[str, object] | None = None) -> list[str]:
    found = await Axe().run(page, options=options)
    complaints = [f"{name}: {each['id']} {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]]
    if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        complaints.append(f"{name} is wider than the screen")
    return complaints


async def test_the_mail_has_nothing_for_axe_and_nothing_too_wide(browser: Browser) -> None:
    evil = (replace(LOW[0], words=EVIL), LOW[1])
    none = case_summary(open=0, overdue=0, opened=0)
    weeks = {
        "full": digest_data(low=evil, scope_names=("North & <b>South</b>",)),
        "quiet": digest_data(measures=(), groups=(), low=(), high=(), restated=(), cases=none),
    }
    complaints: list[str] = []
    mails: dict[str, str] = {}
    for language in ("en", "de"):
        for name, week in weeks.items():
            reader = ReaderLocale(language, "Europe/Berlin")
            body = build_mail(UUID(int=9), week, reader, LOOK, LINKS, drawn_charts(week, reader))
            mails[f"{name} {language}"] = embed_images(body.html, body.images)
    for scheme in ("light", "dark"):
        page = await browser.new_page(viewport={"width": 320, "height": 700}, color_scheme=scheme)
        for name, html in mails.items():
            await page.set_content(html)
            complaints += await faults(page, f"{name} {scheme}", RULES)
            assert await page.title() != "hacked"
            if name.startswith("full"):
                assert EVIL in await page.inner_text("blockquote >> nth=0")
                seen = await page.locator("img:visible").count()
                assert seen == 2, "each picture once, for its ground"
    assert complaints == []


@pytest.fixture
async def hers(own_database: str, settings: Settings, keys: Keyring) -> Subscription:
    """Erin's digest, of which one was sent."""
    registry = application.build(settings, keys)
    await two_weeks_fixtures.record_two_weeks(registry, two_weeks_fixtures.SMALL)
    with clock.travelled(NOW):
        hers = await subscribe_erin(keys)
        await send_now.send_period(hers, await send_now.newest_period(hers), COMMAND)
        await compose_newest(registry, hers.id)
    return hers


async def test_the_pages_have_nothing_for_axe_and_nothing_too_wide(
    hers: Subscription, settings: Settings, keys: Keyring, browser: Browser
) -> None:
    digest = await DB.fetch_value("SELECT id FROM digest")
    here = f"/app/digests/subscriptions/{hers.id}"
    stop = f"/d/{keys.token(TokenPurpose.DIGEST_STOP, hers.id)}"
    paths = ("/app/digests", here, f"{here}/preview", f"/app/digests/{digest}", "/app/digests/subscriptions/new", stop)
    complaints: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        complaints.extend([said.text] if "olicy" in said.text else [])

    with clock.travelled(NOW):
        async with web(settings, keys) as origin:
            token = await sessions.open_session(hers.user_id)
            for width in (1280, 320):
                page = await browser.new_page(
                    viewport={"width": width, "height": 800}, color_scheme="dark" if width < 400 else "light"
                )
                page.on("console", hear)
                await page.context.add_cookies([{"name": "vocapp", "value": token, "url": f"{origin}/app/"}])
                for path in paths:
                    await page.goto(origin + path)
                    complaints += await faults(page, f"{path} {width}")
                await page.goto(f"{origin}/app/digests/{digest}")
                assert await page.frame_locator("iframe.mail").locator("h1").inner_text() == "Week 47"
    assert complaints == []
