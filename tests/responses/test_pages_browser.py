"""The survey page in a real browser, from a real service: by keyboard, without scripts, in five languages."""

import gzip
import re
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser import CHROMIUM
from tests.patience import until
from tests.questionnaire.tiny import shipped, tiny
from tests.responses.invitation_rows import invite, stored_answers, stored_response
from tests.responses.visitor import ALL_SIX
from vocapp.tokens import Keyring

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
SUPPORT = shipped("support")
LANGUAGES = ("en", "de", "fr", "es", "ar")
MOST_BYTES = 14 * 1024


def question(name: str) -> str:
    return SUPPORT.by_id[name].text["en"].partition("{")[0].strip()


def watched(page: Page, origin: str) -> list[str]:
    """What goes wrong on a page from now on: console errors, failing scripts, requests to anybody else."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith((origin, "data:")) else complaints.append(request.url),
    )
    return complaints


async def heading(page: Page) -> str:
    return str(await page.locator("h1").first.inner_text())


async def press_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on what matches `wanted`."""
    for _ in range(40):
        if await page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never comes to {wanted}")


async def test_without_scripts_every_question_is_answered_and_corrected(
    origin: str, keys: Keyring, browser: Browser
) -> None:
    token = await invite(keys, SUPPORT)
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{origin}/s/{token}?csat=4")
    assert question("csat") in await heading(page)
    assert await stored_response(token) == {}
    await page.click("form button >> nth=0")
    assert await stored_answers(token) == {"csat": 4}
    for name in ("solved", "repeated", "effort"):
        assert question(name) in await heading(page)
        await page.check(f"[name={name}][value='{ALL_SIX[name]}']", force=True)
        await page.click("form button >> nth=0")
    await page.click("button.back")
    assert question("effort") in await heading(page)
    assert await page.is_checked("[name=effort][value='7']")
    await page.click("form button >> nth=0")
    await page.fill("[name=improve]", "x" * 2001)
    await page.click("form button >> nth=0")
    assert await page.locator("[role=alert]").is_visible()
    assert await page.input_value("[name=improve]") == "x" * 2001
    await page.click("button[name='improve.skip']")
    await page.check("[name=contact][value=no]", force=True)
    await page.click("form button >> nth=0")
    assert (await heading(page)).startswith("Thank you")
    row = await stored_response(token)
    assert (row["state"], row["closed_by"]) == ("closed", "complete")
    await page.click("dd a >> nth=0")
    assert question("solved") in await heading(page)
    await page.check("[name=solved][value=no]", force=True)
    await page.click("form button >> nth=0")
    assert (await stored_answers(token))["solved"] is False
    await context.close()


async def test_with_scripts_answers_are_saved_as_they_are_given(origin: str, keys: Keyring, browser: Browser) -> None:
    token = await invite(keys, SUPPORT)
    page = await browser.new_page()
    complaints = watched(page, origin)
    await page.goto(f"{origin}/s/{token}?csat=4")
    assert await stored_response(token) == {}
    await page.click("h1")  # a person is there: what the mail chose is saved
    await expect(page.locator("#saved")).to_have_text("Saved")
    assert await stored_answers(token) == {"csat": 4}
    await page.check("[name=csat][value='2']", force=True)

    async def saved() -> bool:
        return await stored_answers(token) == {"csat": 2}

    await until(saved)
    await page.goto(f"{origin}/s/{token}?_page=improve")
    await page.fill("[name=improve]", "Answer sooner")
    await expect(page.locator("#saved")).to_have_text("Saved")
    assert (await stored_answers(token))["improve"] == "Answer sooner"
    assert (await stored_response(token))["state"] == "open"
    assert complaints == []


async def test_by_keyboard_alone(origin: str, keys: Keyring, browser: Browser) -> None:
    token = await invite(keys, SUPPORT)
    page = await browser.new_page()
    complaints = watched(page, origin)
    await page.goto(f"{origin}/s/{token}")
    for name, key in (("solved", "Space"), ("repeated", "ArrowRight"), ("csat", "5"), ("effort", "7")):
        assert question(name) in await heading(page)
        await press_to(page, f"[name={name}]")
        await page.keyboard.press(key)
        await press_to(page, "form button")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
    await press_to(page, "[name=improve]")
    await page.keyboard.type("Answer 5 times faster")
    await press_to(page, "form button")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await press_to(page, "[name=contact]")
    await page.keyboard.press("ArrowDown")
    await press_to(page, "form button")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert (await heading(page)).startswith("Thank you")
    assert await stored_answers(token) == {
        "solved": True,
        "repeated": False,
        "csat": 5,
        "effort": 7,
        "improve": "Answer 5 times faster",
        "contact": {"wish": False},
    }
    assert complaints == []


async def faults(page: Page, where: str) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    found = await Axe().run(page)
    complaints = [f"{where}: {each['id']} {each['nodes'][0]['html']}" for each in found.response["violations"]]
    if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        complaints.append(f"{where} is wider than the screen")
    return complaints


async def _walk(context: BrowserContext, origin: str, links: dict[str, str]) -> list[str]:
    page = await context.new_page()
    complaints = watched(page, origin)
    found: list[str] = []
    for where, link in links.items():
        await page.goto(origin + link)
        found += await faults(page, where)
    await page.close()
    return complaints + found


async def _shown(browser: httpx.AsyncClient, keys: Keyring, language: str, brand: str) -> dict[str, str]:
    """Every kind of page, in one language: what it is → its link."""
    given: dict[str, Any] = {"language": language, "brand": brand}
    path = f"/s/{await invite(keys, SUPPORT, **given)}"
    every = f"/s/{await invite(keys, tiny('every_kind'), **given)}"
    done = f"/s/{await invite(keys, SUPPORT, **given)}"
    assert (await browser.post(done, data=ALL_SIX)).status_code == 303
    assert (await browser.post(every, data={"satisfied": "2", "reason": "delivery"})).status_code == 303
    links = {"first": path, "thanks": done, **{way: f"{path}/{way}" for way in ("not-me", "decline")}}
    links |= {name: f"{path}?_page={name}" for name in ("csat", "improve", "contact")}
    links |= {name: f"{every}?_page={name}" for name in ("recommend", "reason", "faults", "day")}
    return {f"{language} {brand} {name}": link for name, link in links.items()}


@pytest.mark.parametrize(
    ("brand", "languages", "width", "scheme"),
    [("alderway", ("de", "fr", "es", "ar"), 320, "dark"), ("brightmoor", ("en",), 1280, "light")],
    ids=["a phone in the dark", "a desktop"],
)
async def test_nothing_for_axe_nothing_too_wide_and_nothing_forbidden(
    origin: str, keys: Keyring, browser: Browser, brand: str, languages: Sequence[str], width: int, scheme: Any
) -> None:
    links: dict[str, str] = {}
    async with httpx.AsyncClient(base_url=origin) as client:
        for language in languages:
            links |= await _shown(client, keys, language, brand)
    context = await browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = await _walk(context, origin, links)
    page = await context.new_page()
    for language in languages:
        await page.goto(f"{origin}/s/{await invite(keys, SUPPORT, language=language)}?_page=improve")
        await page.fill("[name=improve]", "x" * 2001)
        async with page.expect_navigation():
            await page.click("form button >> nth=0")
        assert await page.evaluate("document.activeElement.matches('[role=alert]')")
        assert await page.get_attribute("[name=improve]", "aria-invalid") == "true"
        found += await faults(page, f"{language} refused")
    assert found == []


async def test_a_whole_page_weighs_little(database: str, client: httpx.AsyncClient, keys: Keyring) -> None:
    weights: dict[str, int] = {}
    for language in LANGUAGES:
        path = f"/s/{await invite(keys, SUPPORT, language=language)}"
        for address in (path, f"{path}?_page=effort"):
            page = await _weighed(client, address)
            files = re.findall(r'(?:href|src)="(/look/[^"]+)"', gzip.decompress(page).decode())
            assert len(files) == 2
            weights[f"{language} {address}"] = len(page) + sum([len(await _weighed(client, file)) for file in files])
    assert max(weights.values()) <= MOST_BYTES, weights


async def _weighed(browser: httpx.AsyncClient, address: str) -> bytes:
    async with browser.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        return b"".join([piece async for piece in answer.aiter_raw()])
