"""Case 71: double click, back, reload, two tabs, translation, closing the tab, no script; one response."""

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import CHROMIUM
from tests.patience import until
from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite, row_counts, stored_answers, stored_response
from tests.responses.test_pages_browser import question
from tests.responses.visitor import ALL_SIX
from vocapp.tokens import Keyring

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
SUPPORT = shipped("support")
SIX = {
    "solved": True,
    "repeated": False,
    "csat": 5,
    "effort": 7,
    "improve": "Nothing at all",
    "contact": {"wish": True, "how": "by telephone"},
}
TRANSLATED = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (!text.data.trim() || ['SCRIPT', 'STYLE', 'TEXTAREA'].includes(text.parentNode.tagName)) continue;
    const outer = document.createElement('font'), inner = document.createElement('font');
    inner.textContent = 'ZZ ' + text.data;
    outer.appendChild(inner);
    text.replaceWith(outer);
  }
  document.documentElement.lang = 'pl';
  document.documentElement.classList.add('translated-ltr');
}"""


async def answer(page: Page, name: str, *, clicks: int = 1) -> None:
    """Give the answer of the page and press its button, perhaps more than once."""
    if name == "improve":
        await page.fill("[name=improve]", ALL_SIX[name])
    else:
        await page.check(f"[name={name}][value='{ALL_SIX[name]}']", force=True)
    if name == "contact":
        await page.fill("[name='contact.how']", ALL_SIX["contact.how"])
    await page.click("form button >> nth=0", click_count=clicks, delay=20)
    await expect(page.locator("h1").first).not_to_contain_text(question(name))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
async def test_double_clicks_back_and_reload(
    origin: str,
    keys: Keyring,
    browser: Browser,
    scripts: bool,
) -> None:
    token = await invite(keys, SUPPORT)
    page = await (await browser.new_context(java_script_enabled=scripts)).new_page()
    await page.goto(f"{origin}/s/{token}")
    for name in ("solved", "repeated", "csat", "effort", "improve", "contact"):
        await expect(page.locator("h1").first).to_contain_text(question(name))
        await answer(page, name, clicks=2)
    await expect(page.locator("h1").first).to_contain_text("Thank you")
    assert await stored_answers(token) == SIX
    for _ in range(3):
        await page.go_back()
        await page.reload()
    assert await stored_answers(token) == SIX
    assert await row_counts(("response",)) == {"response": 1}
    assert (await stored_response(token))["closed_by"] == "complete"


async def test_two_tabs_and_a_translated_page(
    origin: str,
    keys: Keyring,
    browser: Browser,
) -> None:
    token = await invite(keys, SUPPORT)
    context = await browser.new_context()
    first, second = await context.new_page(), await context.new_page()
    faults: list[str] = []
    for page in (first, second):
        page.on("pageerror", lambda error: faults.append(str(error)))
        await page.goto(f"{origin}/s/{token}")
        await page.evaluate(TRANSLATED)
    await answer(first, "solved")
    await answer(second, "solved")
    assert await stored_answers(token) == {"solved": True}
    assert await row_counts(("response",)) == {"response": 1}
    assert faults == []


async def test_what_was_typed_is_kept_when_the_tab_is_closed(
    origin: str,
    keys: Keyring,
    browser: Browser,
) -> None:
    token = await invite(keys, SUPPORT)
    page = await browser.new_page()
    await page.goto(f"{origin}/s/{token}?_page=improve")
    await page.locator("[name=improve]").press_sequentially("half a thought")
    await page.close(run_before_unload=False)

    async def kept() -> bool:
        return (await stored_answers(token)).get("improve") == "half a thought"

    await until(kept)


async def test_a_form_sent_again_after_the_end_changes_nothing(origin: str, keys: Keyring) -> None:
    token = await invite(keys, SUPPORT)
    async with httpx.AsyncClient(base_url=origin) as browser:
        for _ in range(3):
            assert (await browser.post(f"/s/{token}", data=ALL_SIX)).status_code == 303
    assert await stored_answers(token) == SIX
    assert await row_counts(("response",)) == {"response": 1}
