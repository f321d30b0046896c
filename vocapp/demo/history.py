"""History of the four weeks before the demonstration opens: the product runs through them, day by day.

Nothing is written directly into tables: contacts are recorded, decided, invited, answered on the survey page, analysed,
counted, worked and confirmed by the product's own code, while the clock is in the past. Only mails stay in the outbox.
"""

import asyncio
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import httpx
import msgspec

from vocapp import app as application
from vocapp import clock
from vocapp.catalogue import published
from vocapp.contacts.event import ContactIn
from vocapp.contacts.intake import record
from vocapp.database import DB, from_json
from vocapp.database.jobs import run_jobs, stages_with_work
from vocapp.demo.agents import work_cases
from vocapp.demo.company_setup import DEMO, DemoSetup
from vocapp.demo.daily_contacts import invented_contact
from vocapp.demo.invented_answers import invent_answers, mood_of
from vocapp.demo.invented_customers import CUSTOMERS, invented_customer
from vocapp.demo.respondents import recipient
from vocapp.digests.schedule import plan_digests
from vocapp.feature import Registry
from vocapp.settings import Settings
from vocapp.tokens import Keyring, TokenPurpose

DAYS: Final = 28
A_DAY: Final = 36
ANSWERS: Final = 0.45
BREAKS_OFF: Final = 0.1
CONFIRMS: Final = 0.7
AT_ONCE: Final = 6  # fewer than the pool has connections
Fields = dict[str, str]

ASKED: Final = """
SELECT i.id, i.survey_version_id, i.language, i.facts, m.address, c.channel, c.touchpoint
FROM message m JOIN invitation i ON i.id = m.subject_id JOIN contact c ON c.id = i.contact_id
WHERE m.kind = 'invitation' AND m.step = 0 AND m.sent_at >= $1 ORDER BY i.id"""
CHECKED: Final = """
SELECT k.id FROM case_check k JOIN message m ON m.subject_id = k.id AND m.sent_at IS NOT NULL
WHERE k.answered_at IS NULL AND k.asked_at >= $1 ORDER BY k.id"""


@dataclass
class DemoHistory:
    """The company while it runs through one day after the other."""

    registry: Registry
    client: httpx.AsyncClient
    furnished: DemoSetup
    dice: random.Random

    async def day(self, number: int, today: datetime) -> None:
        """The day `number` days before `today`, from morning to evening."""
        zone = ZoneInfo(self.furnished.timezone)
        date = (today.astimezone(zone) - timedelta(days=number)).date()
        morning, evening = (datetime.combine(date, time(hour, minute), zone) for hour, minute in ((9, 30), (20, 15)))
        clock.move_to(morning)
        await plan_digests()
        await self.settle()
        await work_cases(self.registry, self.dice)
        await self.settle()
        await self.confirm(since=morning)
        clock.move_to(evening)
        await record(self._contacts(number, date, zone), is_test=False, actor=DEMO)
        await self.settle()
        await self.answer(since=morning, days_ago=number)
        await self.settle()

    async def settle(self) -> None:
        """Runs all jobs that are due."""
        while names := await stages_with_work():
            for stage in self.registry.stages:
                while stage.name in names and await run_jobs(stage):
                    pass

    def _contacts(self, day: int, date: Any, zone: ZoneInfo) -> Sequence[ContactIn]:
        first = (DAYS - day) * A_DAY
        events = []
        for number in range(first, first + A_DAY):
            hour, minute = 8 + (number - first) * 11 // A_DAY, self.dice.randrange(60)
            ended = datetime.combine(date, time(hour, minute), zone)
            body = invented_contact(number, invented_customer(number * 7 % CUSTOMERS), ended, self.furnished.brands)
            events.append(msgspec.convert(body, ContactIn))
        return events

    async def answer(self, since: datetime, days_ago: int) -> None:
        """Some of the invited customers answer, some only in part."""
        posts = []
        for invitation in await DB.fetch(ASKED, since):
            who = recipient(invitation["address"])
            if who is not None and self.dice.random() <= ANSWERS:
                mood = mood_of(
                    self.dice.gauss(who.mood, 0.1), invitation["channel"], invitation["touchpoint"], days_ago
                )
                posts.append(
                    (
                        f"/s/{self._token(TokenPurpose.ANSWER, invitation['id'])}",
                        await self._filled_in(invitation, mood),
                    )
                )
        await self._post(posts)

    async def _filled_in(self, invitation: asyncpg.Record, mood: float) -> Fields:
        survey = await published.survey_version(invitation["survey_version_id"])
        most = self.dice.randint(1, 2) if self.dice.random() < BREAKS_OFF else None
        form = invent_answers(survey, from_json(invitation["facts"]), invitation["language"], mood, self.dice, most)
        return form | {"_lang": invitation["language"]} | ({"_save": "1"} if most else {"_page": "*"})

    async def confirm(self, since: datetime) -> None:
        """Customers answer their recovery checks."""
        posts = []
        for check in await DB.fetch(CHECKED, since - timedelta(days=1)):
            if self.dice.random() < CONFIRMS:
                solved = "yes" if self.dice.random() < 0.86 else "no"
                posts.append((f"/r/{self._token(TokenPurpose.RECOVERY, check['id'])}", {"solved": solved}))
        await self._post(posts)

    async def _post(self, posts: Iterable[tuple[str, Fields]]) -> None:
        """Posts several forms at once, so that they share statements."""
        waiting = iter(posts)

        async def one_after_another() -> None:
            for path, form in waiting:
                await self.client.post(path, data=form)

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(one_after_another())

    def _token(self, purpose: TokenPurpose, subject: UUID) -> str:
        return self.registry.keys.token(purpose, subject)


async def create_history(
    settings: Settings, keys: Keyring, furnished: DemoSetup, tell: Callable[[int], object], days: int = DAYS
) -> None:
    """Runs the weeks up to now, where the clock stands; calls `tell` for each day.

    The pool is open, and no other process works on the database.
    """
    today, dice = clock.now(), random.Random("four weeks")
    registry = application.build(replace(settings, email_gateway="outbox", rate_factor=0.0), keys)
    app = application.create(registry)
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url=settings.origin) as client:
        past = DemoHistory(registry, client, furnished, dice)
        for number in range(days, 0, -1):
            await past.day(number, today)
            tell(1)
    clock.move_to(today)
