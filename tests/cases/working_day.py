"""A working day as the queue shows it: people who were in touch, what they said of it, and who follows up.

Lena leads the north and Omar and Nora answer there; Sven answers in the south. All by the product's own doors.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from playwright.async_api import Page

from tests.browser import web
from tests.invitations.customer_rows import NOON, publish_all
from tests.staff_people import COMMAND, make_user
from tests.trust.stories import Teller
from vocapp import app as application
from vocapp import clock
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role
from vocapp.settings import Settings
from vocapp.staff import sessions, units
from vocapp.staff.units import UnitIn
from vocapp.tokens import Keyring

SAID = (
    ("Grace Hoffmann", "phone_in_house", "2", "I was promised a call back twice. Nobody rang, and the bill is wrong."),
    ("Ben Adeyemi", "web_chat", "1", "The chat closed in the middle of my question and I had to start all over again."),
    ("Chiara Conti", "email", "2", "Your answer had nothing to do with what I had asked you."),
    ("Dmitri Sokolov", "phone_outsourced", "1", "Forty minutes on hold, then the line went dead, again."),
    ("Emma O’Neill", "face_to_face", "2", ""),
    ("Farah Khan", "letter", "1", "The letter threatens me with a fee that I paid in March. I have the receipt."),
    ("Gustav Lindqvist", "phone_in_house", "2", "Friendly woman, but she could not see my contract and passed me on."),
    ("Hana Yamada", "kiosk", "1", "The till charged me twice and the staff told me to write to you."),
)


def event(number: int, name: str, channel: str, unit: str) -> dict[str, Any]:
    """One of the day's contacts."""
    ended = clock.now() - timedelta(minutes=20)
    return {
        "source": "helpdesk",
        "external_id": f"HD-{4100 + number}",
        "channel": channel,
        "touchpoint": "other",
        "unit": unit,
        "issue": f"T-{800 + number}",
        "started_at": (ended - timedelta(minutes=9)).isoformat(),
        "ended_at": ended.isoformat(),
        "promises": [{"what": "a call back before Friday", "kept": False}],
        "handlers": [
            {"kind": "ivr", "name": "Billing menu", "path": "2 > 1 > billing"},
            {"kind": "agent", "name": "Maya", "unit": unit, "transferred": True},
            {"kind": "agent", "name": "Piotr", "unit": unit},
        ],
        "customer": {
            "name": name,
            "country": "GB",
            "timezone": "Europe/London",
            "identities": [
                {"kind": "email", "value": f"{name.split()[0].lower()}{number}@example.org"},
                {"kind": "phone", "value": f"+44 20 7946 0{number % 1000:03d}"},
            ],
        },
    }


@dataclass
class Day:
    """A service in the middle of its day."""

    origin: str
    teller: Teller
    registry: Registry
    people: dict[str, UUID]
    units: dict[str, UUID]

    async def complaint(self, number: int = 0, unit: str = "north", **given: str) -> int:
        """One more dissatisfied response: the number of its case."""
        name, channel, score, words = SAID[number % len(SAID)]
        await self.teller.record_contacts([event(len(self.teller.told), name, channel, unit)])
        form = {"solved": "no", "csat": score, "effort": "2", "why": words, "contact": "no", **given}
        await self.teller.says(self.teller.told[-1], **form)
        return self.teller.told[-1].case

    async def case(self, number: int) -> UUID:
        """The id of a case."""
        return UUID(str(await DB.fetch_value("SELECT id FROM followup_case WHERE number = $1", number)))

    async def actor(self, name: str) -> Actor:
        """One of the people, as an actor."""
        found = await sessions.actor_for_user(self.people[name])
        assert found is not None
        return found

    async def sign_in(self, page: Page, name: str) -> None:
        """Signs one of the people in, in this page's browser."""
        token = await sessions.open_session(self.people[name], "Firefox")
        await page.context.add_cookies([{"name": "vocapp", "value": token, "domain": "127.0.0.1", "path": "/app"}])


@asynccontextmanager
async def working_day(settings: Settings, keys: Keyring) -> AsyncIterator[Day]:
    """The service on the database that is open, at noon, with its people and without a case."""
    async with web(settings, keys) as origin, httpx.AsyncClient(base_url=origin, timeout=30) as browser:
        registry = application.build(replace(settings, public_url=origin), keys)
        with clock.travelled(NOON):
            await publish_all()
            places = {one: await units.add(UnitIn(one, f"{one.title()} team"), COMMAND) for one in ("north", "south")}
            north, south = frozenset({places["north"]}), frozenset({places["south"]})
            people = {
                "Lena": await make_user("Lena Lead", Role.LEAD, units=north, timezone="Europe/London"),
                "Omar": await make_user("Omar Agent", units=north, timezone="Europe/London"),
                "Nora": await make_user("Nora Agent", units=north, timezone="Europe/London", language="de"),
                "Sven": await make_user("Sven South", units=south, timezone="Europe/London"),
                "Ada": await make_user("Ada Admin", Role.ADMIN, timezone="Europe/London"),
            }
            yield Day(origin, Teller(registry, browser), registry, people, places)
