"""The whole trip on real input: 3,186 real contacts, invited through a real Postfix, answered in a real Chromium.

The contacts are imported with the mapping of the project, then replayed at their own time: the business clock moves
from the first contact to the last, and customers answer within days of their mail.
"""

import asyncio
import random
import re
import shutil
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.async_api import BrowserContext

from tests.service import free_port
from tests.trial.postfix import Postfix, missing, postfix
from tests.trial.recomputing import ZONE, check_cases, check_digest, check_invitations, check_scores
from tests.trial.respondents import CHROMIUM, Said, answer, chromium
from vocapp import app as application
from vocapp import clock
from vocapp.catalogue import definition_files
from vocapp.catalogue.publish import publish
from vocapp.contacts.imports.import_run import ImportTask, run_import
from vocapp.contacts.imports.mapping_file import load_mapping
from vocapp.database import DB, from_json
from vocapp.database.jobs import run_jobs
from vocapp.digests import send_now, subscriptions
from vocapp.digests.periods import DigestPeriod
from vocapp.digests.types import SubscriptionSettings
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role, Scope
from vocapp.rollups.rollup_slice import Slice
from vocapp.settings import Settings
from vocapp.staff import api_keys, users
from vocapp.staff.user_form import UserIn
from vocapp.startup.serve import server_config
from vocapp.tokens import Keyring, token_hash

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data" / "contacts" / "cfpb_complaints.csv"
MAPPING = ROOT / "surveys" / "imports" / "cfpb.toml"
ROWS = 3186
EACH_WAY = 200
LINK = re.compile(r"https?://[^\s>]+/s/([a-z2-7]{32})")
TRIAL = Actor(kind="trial")
SECOND_HALF = ("score", "triage", "count")
BUSIEST = """
SELECT date_trunc('week', answered_at AT TIME ZONE $1)::date FROM response WHERE state = 'closed'
GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"""
REPLAY = """
UPDATE due SET not_before = contact.ended_at + interval '5 minutes' FROM contact
WHERE due.stage = 'decide' AND due.subject_id = contact.id"""

pytestmark = [
    pytest.mark.trial,
    pytest.mark.skipif(not REAL.exists(), reason=f"the real contacts are not there: {REAL}"),
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.skipif(not shutil.which(CHROMIUM), reason="no Chromium: apt-get install chromium"),
]


@asynccontextmanager
async def serving(registry: Registry) -> AsyncIterator[None]:
    """The pages of the application on its real port."""
    server = uvicorn.Server(server_config(application.create(registry), registry.settings))
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 uvicorn has no event to wait for
        await asyncio.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        await running


async def work(registry: Registry, stages: Iterable[str]) -> None:
    """Run the due jobs of every stage until none is left."""
    known = {stage.name: stage for stage in registry.stages}
    for name in stages:
        while await run_jobs(known[name]):
            pass


async def days() -> list[datetime]:
    """The evenings, in UTC, of the days on which contacts ended."""
    rows = await DB.fetch("SELECT DISTINCT date_trunc('day', ended_at) AS day FROM contact ORDER BY 1")
    return [row["day"] + timedelta(hours=20) for row in rows]


async def collected(box: Postfix, links: list[str]) -> list[str]:
    """Wait until Postfix has delivered every mail. Adds the links of the new mails to `links` and returns them."""
    sent = await DB.fetch_value("SELECT count(*) FROM message WHERE state IN ('sent', 'delivered') AND step = 0")
    fresh: list[str] = []
    for _ in range(600):
        for mail in box.collect():
            text = message_from_bytes(mail, policy=policy.default).get_body(("plain",))
            found = LINK.search(text.get_content()) if text is not None else None
            assert found is not None, mail
            fresh += [found[0]] if found[0] not in links else []
        if len(links) + len(fresh) >= sent:
            break
        await asyncio.sleep(0.1)
    links += fresh
    return fresh


class Crowd:
    """Answers about one mail in six, half of them with scripts, until both halves are complete."""

    def __init__(self, scripted: BrowserContext, plain: BrowserContext) -> None:
        self.contexts = {True: scripted, False: plain}
        self.said: list[Said] = []
        self._dice = random.Random(20)

    async def read(self, links: list[str]) -> None:
        """Open today's mails."""
        chosen = [link for link in links if self._dice.random() < 1 / 6]
        for pair in zip(chosen[::2], chosen[1::2], strict=False):
            if len(self.said) < 2 * EACH_WAY:
                self.said += await asyncio.gather(
                    self._answer(pair[0], scripted=True), self._answer(pair[1], scripted=False)
                )

    async def _answer(self, link: str, *, scripted: bool) -> Said:
        return await answer(self.contexts[scripted], link, random.Random(link), scripted=scripted)


async def stored_answers(link: str) -> dict[str, Any]:
    """The answers in the database that were given with `link`."""
    rows = await DB.fetch(
        "SELECT question, value FROM answer JOIN response ON response.id = response_id "
        "JOIN invitation ON invitation.id = invitation_id WHERE answer_hash = $1",
        token_hash(link.rsplit("/", 1)[1]),
    )
    return {row["question"]: from_json(row["value"]) for row in rows}


def as_stored(value: str, stored_value: Any) -> Any:
    """The values of the form as they must be stored."""
    plain: Any = {"yes": True, "no": False}.get(value, int(value) if value.isdigit() else value)
    return {"wish": plain} if isinstance(stored_value, dict) else plain


async def every_response(origin: str, key: str) -> dict[str, dict[str, Any]]:
    """All responses of the API, page by page: answers by question, by the response's invitation."""
    found: dict[str, dict[str, Any]] = {}
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as client:
        following: str | None = "/api/v1/responses?limit=200"
        while following:
            page = (await client.get(origin + following)).raise_for_status().json()
            for response in page["items"]:
                found[response["invitation_id"]] = {a["question"]: a["value"] for a in response["answers"]}
            following = page["next"]
    return found


async def test_real_contacts_get_invitations_and_answer(own_database: str, keys: Keyring, tmp_path: Path) -> None:
    with postfix() as box, clock.travelled(clock.now()):
        settings = Settings(
            home=tmp_path,
            port=free_port(),
            email_gateway="smtp",
            smtp_port=box.port,
            smtp_security="none",
            smtp_domain_rate=5000.0,
        )
        registry = application.build(settings, keys)
        await publish(definition_files.load(definition_files.all_files()), "trial")
        rejects: list[str] = []
        task = ImportTask(path=REAL, actor=TRIAL, mapping=load_mapping(MAPPING))
        report = await run_import(task, lambda row, fault: rejects.append(f"{row}: {fault}"), lambda share, rows: None)
        assert rejects == []
        links: list[str] = []
        await DB.execute(REPLAY)
        async with serving(registry), chromium() as browser:
            plain = await browser.new_context(java_script_enabled=False)
            crowd = Crowd(await browser.new_context(), plain)
            for evening in await days():
                clock.move_to(evening)
                await work(registry, ("decide", "send", "close", "expire"))
                await crowd.read(await collected(box, links))
            clock.move_to(clock.now() + timedelta(days=30))
            await work(registry, ("decide", "send", "close", "expire", *SECOND_HALF))
            key = await api_keys.add("trial", [Scope.RESPONSES_READ], is_test=False, by=TRIAL)
            told = await every_response(settings.origin, key.secret)
        await check(crowd.said, told, report)
        await check_numbers(registry)


async def check_numbers(registry: Registry) -> None:
    """Every number of the dashboards and of a digest, computed a second time from the raw rows."""
    first = await DB.fetch_value("SELECT min(started_at)::date FROM contact") - timedelta(days=1)
    everything = Slice(first, clock.now().date() + timedelta(days=1))
    scores, invitations = await check_scores(everything), await check_invitations(everything)
    qualifying, cases = await check_cases(everything)
    busiest = await DB.fetch_value(BUSIEST, await DB.fetch_value(ZONE))
    eva = await users.add(UserIn("eva@company.example", "Eva", Role.EXECUTIVE), TRIAL)
    weekly = await subscriptions.find_subscription(
        await subscriptions.add(registry.keys, eva, SubscriptionSettings(timezone="UTC"), TRIAL)
    )
    assert weekly is not None
    await send_now.send_test(weekly, DigestPeriod(busiest, busiest + timedelta(days=6)), weekly.email, TRIAL)
    await work(registry, ("digest",))
    figures = await check_digest(from_json(await DB.fetch_value("SELECT numbers FROM digest")))
    assert figures > 0
    print(f"recomputed: {scores} scores, {invitations} groups of invitations, {figures} figures of a digest")
    print(f"{qualifying} responses qualify, {cases} cases were opened")


async def check(said: list[Said], told: dict[str, dict[str, Any]], report: Any) -> None:
    """Every contact has its decision; every answer that was given is in the database and in the API."""
    outcomes = dict(await DB.fetch("SELECT outcome, count(*) FROM decision GROUP BY 1"))
    messages = dict(await DB.fetch("SELECT state, count(*) FROM message GROUP BY 1"))
    contacts = await DB.fetch_value("SELECT count(*) FROM contact")
    answers = 0
    for person in said:
        kept = await stored_answers(person.link)
        invitation = await DB.fetch_value(
            "SELECT id::text FROM invitation WHERE answer_hash = $1", token_hash(person.link.rsplit("/", 1)[1])
        )
        for question, value in person.answers.items():
            assert kept[question] == as_stored(value, kept[question]), (person.link, question)
            assert told[invitation][question] == kept[question]
            answers += 1
        assert person.thanked, person.link
    print(f"\ncontacts {contacts}, decisions {outcomes}, messages {messages}, import {report}")
    print(f"answered by {len(said)} people in Chromium, half of them without scripts: {answers} answers")
    given_up = await DB.fetch("SELECT stage, error, count(*) FROM due WHERE quarantined_at IS NOT NULL GROUP BY 1, 2")
    assert [tuple(row) for row in given_up] == []
    assert contacts == ROWS == sum(outcomes.values())
    assert outcomes["invited"] >= 400
    assert messages["sent"] >= 400
    assert [sum(p.scripted for p in said), sum(not p.scripted for p in said)] == [EACH_WAY, EACH_WAY]
