"""A hundred texts that try to be scripts, through every text entry of the product and onto every page: none runs.

The browser hears of each script that runs, and of each that only our content policy kept from running: a page that
needed the policy has a hole. Pages come from the router, so a later one is looked at without being named here.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from litestar import Litestar
from playwright.async_api import Browser, BrowserContext, Error

from tests.browser import CHROMIUM, web
from tests.invitations.customer_rows import publish_all, republish
from tests.staff_people import COMMAND, make_user
from tests.trust.addresses import addresses, pages
from tests.trust.payloads import bundles
from tests.trust.stories import Story, Teller, office_hours
from vocapp import app as application
from vocapp import clock
from vocapp.cases import actions, recovery_check
from vocapp.catalogue.brand import Brand
from vocapp.catalogue.case_rule import CaseRule
from vocapp.catalogue.programme import Programme
from vocapp.comments.pages.theme_form import phrase_faults
from vocapp.comments.themes import taxonomy_draft
from vocapp.database import DB
from vocapp.digests import subscriptions
from vocapp.digests.types import SubscriptionSettings
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role, Scope
from vocapp.nlp.themes.taxonomy import Theme
from vocapp.nlp.themes.taxonomy_edit import find_theme, theme_digest
from vocapp.settings import Settings
from vocapp.staff import api_keys, sessions, units
from vocapp.staff.units import UnitIn
from vocapp.tokens import Keyring, TokenPurpose

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
TABS = 3
BUNDLES = bundles(190)
# Runs in every frame before the page's own scripts.
WATCH = """
window.RAN = (...what) => console.error("RAN", ...what);
window.alert = window.confirm = window.prompt = window.RAN;
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("HELD BACK", event.violatedDirective, event.blockedURI, event.sample));
"""
# What would run one day, by a click or in another browser: nothing on our pages looks like that.
HOLES = """() => [...document.querySelectorAll("*")].flatMap((element) => [
  ...[...element.attributes].filter(({ name, value }) => name.startsWith("on") || name === "srcdoc"
    || (/^(href|src|action|formaction|data|xlink:href)$/i.test(name)
        && !/^(https?:|mailto:|tel:|[/?#.]|data:image\\/|data:,$|$)/i.test(value.trim())))
    .map(({ name, value }) => `${element.localName} ${name}=${value}`),
  ...(element.matches("script:not([src]), iframe:not(.mail), object, embed, base[href], marquee")
    ? [element.localName] : []),
])"""


# The fields of a page that stand in the address of the next one, and so perhaps on it.
FIELDS = (
    """() => [...new Set([...document.querySelectorAll("form:not([method=post]) [name]")].map(({ name }) => name))]"""
)


def queries(names: Sequence[str], turns: int = 2) -> list[str]:
    """Addresses in which every field holds a text, each turn other ones."""
    step = len(BUNDLES) // turns
    return [urlencode({name: BUNDLES[(turn * step + at) % len(BUNDLES)] for at, name in enumerate(names)})
            for turn in range(turns)]  # fmt: skip


@dataclass
class Look:
    """A browser of somebody's, and what went wrong in it."""

    origin: str
    context: BrowserContext
    wrong: list[str] = field(default_factory=list)
    asked: dict[str, list[str]] = field(default_factory=dict)

    async def at(self, addresses: Sequence[str]) -> None:
        """Look at each address, several at a time."""
        left = iter(addresses)
        await asyncio.gather(*(self._tab(left) for _ in range(TABS)))

    async def _tab(self, left: "AsyncIterator[str] | object") -> None:
        page = await self.context.new_page()
        here = [""]
        page.on("console", lambda told: self.wrong.append(f"{here[0]}: {told.text}") if heard(told.text) else None)
        page.on("dialog", lambda dialog: self.wrong.append(f"{here[0]}: a dialog, {dialog.message}"))
        for address in left:  # type: ignore[attr-defined]
            here[0] = address
            try:
                answer = await page.goto(self.origin + address)
            except Error as failure:
                assert "Download is starting" in failure.message, address
                continue
            if answer is None or answer.status >= 500:
                self.wrong.append(f"{address}: {answer and answer.status}")
            self.wrong += [f"{address}: {hole}" for hole in await page.evaluate(HOLES)]
            if "?" not in address and (names := await page.evaluate(FIELDS)):
                self.asked.setdefault(urlsplit(page.url).path, names)
        await page.close()


def heard(text: str) -> bool:
    return text.startswith(("RAN", "HELD BACK")) or "Content Security Policy" in text


async def catalogue() -> None:
    """What the company itself writes: names and titles of its brand, its programmes and its rules."""
    text = " ".join(BUNDLES[:8])
    await republish(Brand, "alderway", name=text, sender_name="Alderway", footer={"en": text}, wordings={})
    await republish(Programme, "post_contact", title=text)
    await republish(CaseRule, "please_contact_me", title=text)


async def people() -> Actor:
    """A lead by the first payload's name, and colleagues, units, lines and keys by the others'; whom the lead is."""
    for number, name in enumerate(BUNDLES):
        await make_user(f"P{number} {name}", Role.AGENT if number else Role.LEAD, every_unit=True)
        await units.add(UnitIn(f"unit-{number}", name), COMMAND)
        await units.add_line(f"line-{number}", name, COMMAND)
        await api_keys.add(name, [Scope.CONTACTS_READ], is_test=False, by=COMMAND)
    lead = await DB.fetch_value("SELECT id FROM staff_user WHERE role = 'lead'")
    actor = await sessions.actor_for_user(lead)
    assert actor is not None
    return actor


async def themes(actor: Actor) -> None:
    """What staff call their themes, by which phrases they are known, and what a version is for; and a draft of more."""
    for at, note in enumerate(BUNDLES[:2]):
        titles = {"en": BUNDLES[at], "de": BUNDLES[at + 2]}
        phrases = {
            code: "\n".join(one for one in BUNDLES if not list(phrase_faults(one, code))) + "\n" for code in titles
        }
        theme = Theme("waiting", titles, phrases, None, (f"line-{at}",))
        await taxonomy_draft.save_theme(
            actor, theme, theme_digest(find_theme((await taxonomy_draft.load_draft()).taxonomy, "waiting"))
        )
        await taxonomy_draft.publish_draft(actor, (await taxonomy_draft.load_draft()).revision, note)
    seen = theme_digest(find_theme((await taxonomy_draft.load_draft()).taxonomy, "price"))
    await taxonomy_draft.save_theme(actor, Theme("price", {"en": BUNDLES[4]}), seen)


async def follow_up(registry: Registry, lead: Actor, stories: Sequence[Story]) -> None:
    """Every case with every action that has a text."""
    for story in stories:
        case = await DB.fetch_value("SELECT id FROM followup_case WHERE number = $1", story.case)
        await actions.claim(registry, lead, case)
        await actions.note(registry, lead, case, story.word)
        await actions.log_attempt(registry, lead, case, "phone", reached=False, text=story.word)
        await actions.reply(registry, lead, case, story.word)
        await actions.wait(registry, lead, case, text=story.word)
        await actions.resume(registry, lead, case)
        await actions.dismiss(registry, lead, case, story.word)
        await actions.reopen(registry, lead, case, story.word)
        await actions.close(registry, lead, case, root_cause="other", outcome="solved", text=story.word)
        check = await DB.fetch_value("SELECT id FROM case_check WHERE case_id = $1", case)
        found = await recovery_check.find_check(registry.keys.token(TokenPurpose.RECOVERY, check))
        assert found is not None
        await recovery_check.record_answer(registry, found, solved=False, words=story.word)


@pytest.fixture
async def origin(own_database: str, settings: Settings, keys: Keyring) -> AsyncIterator[str]:
    """A service in which every text entry holds every payload."""
    async with web(replace(settings, mail_domain="feedback.example"), keys) as address:
        registry = application.build(replace(settings, public_url=address, mail_domain="feedback.example"), keys)
        async with httpx.AsyncClient(base_url=address, timeout=30) as browser:
            with office_hours():
                await publish_all()
                await catalogue()
                lead = await people()
                await themes(lead)
                teller = Teller(registry, browser)
                await teller.contacts(BUNDLES)
                await teller.mails()
                await teller.answers(*teller.told)
                await follow_up(registry, lead, teller.told)
                await teller.mails_back()
                await teller.work("score", "count")
                clock.move_to(clock.now() + timedelta(days=8))  # a digest of these days is due
                yield address


async def signed_in(browser: Browser, origin: str, role: Role, keys: Keyring) -> Look:
    """A browser of somebody who sees everything that the role may see, and has subscribed to a digest."""
    context = await browser.new_context()
    await context.add_init_script(WATCH)
    user = await make_user("Vera Viewer", role, every_unit=True)
    await subscriptions.add(keys, user, SubscriptionSettings(timezone="Europe/London"), COMMAND)
    token = await sessions.open_session(user, "Firefox")
    await context.add_cookies([{"name": "vocapp", "value": token, "url": f"{origin}/app/"}])
    return Look(origin, context)


async def links_of(keys: Keyring) -> list[str]:
    """The pages that customers see: of invitations, of opt-outs and of recovery checks."""
    asks = [row["id"] for row in await DB.fetch("SELECT id FROM invitation ORDER BY id")]
    checks = [row["id"] for row in await DB.fetch("SELECT id FROM case_check ORDER BY id")]
    return [
        *(f"/s/{keys.token(TokenPurpose.ANSWER, ask)}" for ask in asks),
        *(f"/o/{keys.token(TokenPurpose.OPT_OUT, ask)}" for ask in asks[:2]),
        *(f"/r/{keys.token(TokenPurpose.RECOVERY, check)}" for check in checks),
    ]


async def test_no_text_runs_on_any_page(origin: str, browser: Browser, app: Litestar, keys: Keyring) -> None:
    look = await signed_in(browser, origin, Role.ADMIN, keys)
    contacts = [row["id"] for row in await DB.fetch("SELECT id FROM contact ORDER BY id")]
    staff = [a for path, policy in pages(app) if policy.kind == "staff" for a in await addresses(path, contacts)]
    links = await links_of(keys)

    await look.at([*dict.fromkeys(staff), *links])
    await look.at([f"{path}?{query}" for path, names in look.asked.items() for query in queries(names)])

    assert look.wrong == []


async def test_every_one_of_them_is_noticed_where_nothing_escapes_it(browser: Browser) -> None:
    context = await browser.new_context()
    await context.add_init_script(WATCH)
    page = await context.new_page()
    ran: list[str] = []
    page.on("console", lambda told: ran.append(told.text) if heard(told.text) else None)
    unnoticed = []
    for bundle in BUNDLES:
        ran.clear()
        await page.set_content(f"<!doctype html><title>x</title><p>{bundle}</p>")
        if not ran and not await page.evaluate(HOLES):
            unnoticed.append(bundle)
    assert unnoticed == []
