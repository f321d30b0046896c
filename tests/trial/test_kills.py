"""Nothing that was acknowledged is lost, nothing is stored twice: 2,000 responses under 50 SIGKILLs.

Sixteen clients answer, each with a POST of all six answers, and repeat until they get a 303 or a page that shows the
answer. Meanwhile the service and its PostgreSQL are killed at random and started again. In the end every acknowledged
answer is in the database exactly once.
"""

import asyncio
import os
import random
import signal
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx
import pytest

from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite_many
from tests.service import Service, service
from vocapp.database import DB, from_json
from vocapp.database.embedded.server import running
from vocapp.settings import Settings
from vocapp.startup.keyfile import load_keyring
from vocapp.tokens import token_hash

RESPONSES, CLIENTS, KILLS = 2000, 16, 50
BREATH = (0.5, 2.5)
PACE = (0.3, 1.5)  # so that the answers last as long as the kills
PATIENCE = 60.0


@dataclass
class Day:
    """The answers that were acknowledged, by token, and the number of kills."""

    acknowledged: dict[str, dict[str, str]] = field(default_factory=dict)
    killed: dict[str, int] = field(default_factory=lambda: {"service": 0, "database": 0})
    tries: int = 0
    amid_kills: int = 0


def given(dice: random.Random) -> dict[str, str]:
    """Six answers, with a different comment each time."""
    return {
        "solved": dice.choice(("yes", "no")),
        "csat": str(dice.randint(1, 5)),
        "effort": str(dice.randint(1, 7)),
        "nps": str(dice.randint(0, 10)),
        "why": f"remark {dice.random()}",
        "contact": dice.choice(("yes", "no")),
    }


async def client(running_service: Service, tokens: list[str], day: Day) -> None:
    """Answer one survey after the other. Each is sent until it is acknowledged."""
    async with httpx.AsyncClient(timeout=5.0) as browser:
        while tokens:
            token = tokens.pop()
            answers = given(random.Random(token))
            await acknowledged(browser, f"{running_service.url}/s/{token}", answers, day)
            day.acknowledged[token] = answers
            await asyncio.sleep(random.Random(token).uniform(*PACE))


async def acknowledged(browser: httpx.AsyncClient, url: str, answers: dict[str, str], day: Day) -> None:
    """POST until 303. Without a reply the result is unknown, so the same answers are sent again."""
    async with asyncio.timeout(PATIENCE):
        while True:
            day.tries += 1
            try:
                reply = await browser.post(url, data={"_page": "*", "_lang": "en", **answers})
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
                continue
            if reply.status_code == 303:
                return
            assert reply.status_code in (429, 503), (reply.status_code, reply.text[:500])
            await asyncio.sleep(0.2)


async def killer(running_service: Service, data: Path, day: Day, dice: random.Random) -> None:
    """SIGKILL the service or its PostgreSQL, fifty times, and start it again."""
    while sum(day.killed.values()) < KILLS:
        await asyncio.sleep(dice.uniform(*BREATH))
        if dice.random() < 0.5:
            running_service.kill()
            running_service.start(wait=False)
            day.killed["service"] += 1
        else:
            with suppress(ProcessLookupError, FileNotFoundError):  # it is only just being started again
                os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
                day.killed["database"] += 1
        await asyncio.to_thread(running_service.ready)
    day.amid_kills = len(day.acknowledged)


async def kept(dsn: str) -> dict[bytes, list[tuple[str, object]]]:
    """Every answer in the database, by the hash of its link. A list, so that duplicates are visible."""
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(
            "SELECT i.answer_hash, a.question, a.value FROM answer a JOIN response r ON r.id = a.response_id "
            "JOIN invitation i ON i.id = r.invitation_id"
        )
        assert await connection.fetchval("SELECT count(*) - count(DISTINCT invitation_id) FROM response") == 0
    finally:
        await connection.close()
    found: dict[bytes, list[tuple[str, object]]] = {}
    for answer_hash, question, value in rows:
        found.setdefault(answer_hash, []).append((question, from_json(value)))
    return found


def as_stored(question: str, value: str) -> object:
    """The values of the form as they must be stored."""
    plain: object = {"yes": True, "no": False}.get(value, int(value) if value.isdigit() else value)
    return {"wish": plain} if question == "contact" else plain


@pytest.mark.trial
async def test_every_acknowledged_answer_is_there_once(tmp_path: Path) -> None:
    home, dice, day = tmp_path / "home", random.Random(50), Day()
    with service(home, VOCAPP_LOG_LEVEL="ERROR", VOCAPP_RATE_FACTOR="0") as running_service, running(home) as cluster:
        await DB.open(cluster.dsn(), size=2, statement_seconds=60)
        keys = load_keyring(Settings(home=home))
        tokens = await invite_many(keys, shipped("post_contact"), RESPONSES, facts={"programme.nps": True})
        await DB.close()
        waiting = list(tokens)
        work: list[Awaitable[None]] = [client(running_service, waiting, day) for _ in range(CLIENTS)]
        await asyncio.gather(killer(running_service, cluster.data, day, dice), *work)
        running_service.ready()
        found = await kept(cluster.dsn())
    told = f"{len(day.acknowledged)} responses acknowledged in {day.tries} tries"
    print(f"\n{told}, {day.amid_kills} of them amid the kills: {day.killed}")
    assert len(day.acknowledged) == RESPONSES
    for token, answers in day.acknowledged.items():
        mine = found[token_hash(token)]
        assert dict(mine) == {question: as_stored(question, value) for question, value in answers.items()}
        assert len(mine) == len(answers)
