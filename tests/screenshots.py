"""`python -m tests.screenshots FOLDER`: every page a customer can see, in every state it must look well in."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser

from benchmarks.ground import KEYS, ground
from tests.browser import chromium, web
from tests.questionnaire.tiny import shipped, tiny
from tests.responses.invitation_rows import invite
from vocapp.tokens import Keyring

DESKTOP: Final[Mapping[str, Any]] = {"viewport": {"width": 1100, "height": 800}}
PHONE: Final[Mapping[str, Any]] = {"viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True}
LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "desktop": DESKTOP,
    "phone": PHONE,
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "dark": {**PHONE, "color_scheme": "dark"},
    "forced": {**PHONE, "forced_colors": "active"},
}
ANSWERS: Final = {
    "solved": "no",
    "csat": "2",
    "effort": "3",
    "nps": "9",
    "why": "Nobody called back.\nTwice.",
    "contact": "yes",
}


async def addresses(keys: Keyring) -> dict[str, tuple[str, dict[str, str] | None]]:
    """Name → the path to look at, and the form that is sent to it before."""
    with_nps = {"facts": {"programme.nps": True}}
    one = await invite(keys, shipped("post_contact"), **with_nps)
    moor = await invite(keys, shipped("post_contact"), brand="brightmoor", language="de", **with_nps)
    arabic = await invite(keys, shipped("post_contact"), language="ar", **with_nps)
    french = await invite(keys, shipped("billing"), language="fr")
    done = await invite(keys, shipped("post_contact"), **with_nps)
    every = await invite(keys, tiny("every_kind"))
    whole = await invite(keys, tiny("all_at_once"))
    return {
        "first": (f"/s/{one}", None),
        "csat": (f"/s/{one}?csat=4", None),
        "effort": (f"/s/{one}?_page=effort", None),
        "nps": (f"/s/{one}?_page=nps&nps=9", None),
        "why": (f"/s/{one}?_page=why", None),
        "contact": (f"/s/{one}?_page=contact", None),
        "refused": (f"/s/{one}", {"_page": "csat", "csat": "99"}),
        "brightmoor_first": (f"/s/{moor}", None),
        "brightmoor_effort": (f"/s/{moor}?effort=5", None),
        "brightmoor_nps": (f"/s/{moor}?nps=3", None),
        "arabic_first": (f"/s/{arabic}", None),
        "arabic_effort": (f"/s/{arabic}?effort=2", None),
        "arabic_nps": (f"/s/{arabic}?nps=7", None),
        "french_first": (f"/s/{french}", None),
        "thanks": (f"/s/{done}", ANSWERS),
        "not_me": (f"/s/{one}/not-me", None),
        "decline": (f"/s/{one}/decline", None),
        "unknown": ("/s/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", None),
        **{f"kind_{q.id}": (f"/s/{every}?_page={q.id}", None) for q in tiny("every_kind").questions},
        "all_at_once": (f"/s/{whole}", None),
        "boxes": (f"/s/{await invite(keys, tiny('choices'))}", None),
        "required_refused": (f"/s/{await invite(keys, tiny('required'))}", {"_page": "why"}),
    }


async def shoot(
    browser: Browser, origin: str, folder: Path, pages: Mapping[str, tuple[str, dict[str, str] | None]]
) -> None:
    """One picture a page and look."""
    for look, options in LOOKS.items():
        context = await browser.new_context(**options)
        page = await context.new_page()
        for name, (path, form) in pages.items():
            await page.goto(origin + path)
            if form is not None:
                await send(page, form)
            await page.screenshot(path=folder / f"{name}-{look}.png", full_page=True)
        await context.close()


async def send(page: Any, form: Mapping[str, str]) -> None:
    """Send a form to the page that is open, as it could be sent by hand."""
    script = """fields => {
        const form = document.createElement("form");
        form.method = "post"; form.action = location.pathname;
        for (const [name, value] of Object.entries(fields)) {
            const field = document.createElement("textarea");
            field.name = name; field.value = value; form.append(field);
        }
        document.body.append(form); form.submit();
    }"""
    async with page.expect_navigation():
        await page.evaluate(script, form)


async def main(folder: Path) -> None:
    """Write the pictures into `folder`, which is there."""
    async with ground() as settings, web(settings, KEYS) as origin, chromium() as browser:
        await shoot(browser, origin, folder, await addresses(KEYS))


if __name__ == "__main__":
    pictures = Path(sys.argv[1])
    pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(pictures))
    print(f"{len(list(pictures.glob('*.png')))} pictures in {pictures}")
