"""Invented customers who answer over real HTTP, like a browser without scripts; some only in part."""

import asyncio
import logging
import random
import re
from email import message_from_bytes, policy

import httpx

from vocapp.demo.comment_texts import comments
from vocapp.demo.form_reader import HtmlForm, forms
from vocapp.demo.invented_customers import InventedCustomer, invented_customer

ANSWER_SHARE = 0.45
BREAK_OFF = 0.08
STEPS = 12
LINK = re.compile(r"https?://[^\s>]+/s/[a-z2-7]{32}")
CUSTOMER = re.compile(r"customer-(\d+)@")

log = logging.getLogger(__name__)


def survey_link(mail: bytes) -> str | None:
    """The link to the survey in the mail's plain text, or None."""
    message = message_from_bytes(mail, policy=policy.default)
    text = message.get_body(("plain",))
    found = LINK.search(text.get_content()) if text is not None else None
    return found.group(0) if found else None


def recipient(address: str) -> InventedCustomer | None:
    """The invented customer with that address."""
    found = CUSTOMER.match(address)
    return invented_customer(int(found.group(1))) if found else None


async def answer(client: httpx.AsyncClient, link: str, who: InventedCustomer, dice: random.Random) -> int:
    """Answers the survey at `link` as `who` would; returns the number of steps. Some stop early."""
    page = await client.get(link)
    for step in range(STEPS):
        form = next((f for f in forms(page.text, str(page.url)) if f.method == "post" and f.asks), None)
        if form is None or dice.random() < BREAK_OFF:
            return step
        page = await client.post(form.action, data=_filled(form, who, dice))
    return STEPS


def _filled(form: HtmlForm, who: InventedCustomer, dice: random.Random) -> dict[str, str]:
    mood = min(0.999, max(0.0, dice.gauss(who.mood, 0.15)))
    given = dict(form.hidden)
    for name, values in form.radios.items():
        given[name] = _picked([v for v in values if v], mood)
    for name in form.texts:
        if dice.random() < 0.7 and not name.endswith((".how", ".skip")):
            given[name] = dice.choice(comments(who.language, mood))
    named = [button for button in form.buttons if button[0] and not button[0].endswith((".skip", "back"))]
    if named and not any(not name for name, _ in form.buttons):
        given[named[0][0]] = named[0][1]
    return given


def _picked(values: list[str], mood: float) -> str:
    """The value that fits the mood."""
    if set(values) == {"yes", "no"}:
        return "yes" if mood > 0.35 else "no"
    return values[int(mood * len(values))]


class RespondentCrowd:
    """All invented customers: some answer a delivered mail after a while."""

    def __init__(self, client: httpx.AsyncClient, slowest_seconds: float = 20.0) -> None:
        self._client = client
        self._slowest = slowest_seconds
        self._tasks: set[asyncio.Task[None]] = set()

    def deliver(self, mail: bytes, address: str) -> None:
        """A mail arrives; whether and when it is answered is decided once for each link."""
        link, who = survey_link(mail), recipient(address)
        dice = random.Random(link)
        if link is None or who is None or dice.random() > ANSWER_SHARE:
            return
        task = asyncio.create_task(self._later(link, who, dice))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _later(self, link: str, who: InventedCustomer, dice: random.Random) -> None:
        await asyncio.sleep(dice.uniform(1, self._slowest))
        try:
            await answer(self._client, link, who, dice)
        except httpx.HTTPError as failure:
            log.warning("an invented customer could not answer", extra={"error": str(failure)})
