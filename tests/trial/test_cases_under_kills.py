"""Exactly one case for each answer that needs a person: 1,000 of them under 50 SIGKILLs of two services.

Respondents choose 1 and send, to either service, until the answer is acknowledged. Both services run jobs. They are
killed at random and started again. In the end there is one case per response and no failed job. While no service is
killed, a case exists within two seconds of its answer.
"""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

import httpx
import pytest

from tests.patience import until
from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite_many
from tests.service import Service, service
from vocapp.catalogue.definition_files import all_files, load
from vocapp.catalogue.publish import publish
from vocapp.database import DB
from vocapp.database.embedded.server import running
from vocapp.settings import Settings
from vocapp.startup.keyfile import load_keyring
from vocapp.tokens import token_hash

RESPONSES, AFTERWARDS, CLIENTS, KILLS = 1000, 200, 8, 50
BREATH = (0.3, 1.2)
PACE = (0.2, 0.6)  # so that the answers last as long as the kills
PATIENCE = 180.0
LATEST_SECONDS = 2.0
LEFT = "SELECT count(*) FROM due WHERE stage IN ('triage', 'close') AND not_before <= now()"
LATE = """
SELECT percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM c.opened_at - r.closed_at)) FROM followup_case c
JOIN response r ON r.id = c.response_id JOIN invitation i ON i.id = r.invitation_id WHERE i.answer_hash = ANY($1)"""


async def respondent(services: Sequence[Service], tokens: list[str], pace: tuple[float, float]) -> None:
    """Choose 1 and repeat until it is acknowledged, at any service that answers."""
    async with httpx.AsyncClient(timeout=5.0) as browser:
        while tokens:
            token = tokens.pop()
            dice = random.Random(token)
            async with asyncio.timeout(PATIENCE):
                for number in count():
                    if await is_taken(browser, f"{services[number % 2].url}/s/{token}"):
                        break
                    await asyncio.sleep(0.1)
            await asyncio.sleep(dice.uniform(*pace))


async def is_taken(browser: httpx.AsyncClient, url: str) -> bool:
    form = {"_page": "*", "_lang": "en", "solved": "no", "csat": "1", "effort": "2", "why": "", "contact": "yes"}
    try:
        reply = await browser.post(url, data=form)
    except httpx.HTTPError:
        return False
    assert reply.status_code in (303, 429, 503), (reply.status_code, reply.text[:500])
    return reply.status_code == 303


async def killer(services: Sequence[Service], dice: random.Random) -> None:
    """SIGKILL one of the two services, fifty times, and start it again."""
    for _ in range(KILLS):
        await asyncio.sleep(dice.uniform(*BREATH))
        victim = dice.choice(services)
        victim.kill()
        victim.start(wait=False)
        await asyncio.to_thread(victim.ready)


async def _is_quiet() -> bool:
    await asyncio.sleep(0.5)
    return not await DB.fetch_value(LEFT)


async def quiet() -> None:
    """Wait until no job is left. Jobs of a killed process are free again after their lease."""
    for _ in range(3):
        with suppress(TimeoutError):
            return await until(_is_quiet)
    raise AssertionError(await DB.fetch("SELECT stage, count(*), max(attempts) FROM due GROUP BY stage"))


@pytest.mark.trial
async def test_each_answer_that_needs_a_person_is_one_case(tmp_path: Path) -> None:
    home, dice = tmp_path / "home", random.Random(3)
    calm = {"VOCAPP_LOG_LEVEL": "ERROR", "VOCAPP_RATE_FACTOR": "0"}
    with service(home, **calm) as first, service(home, **calm) as second, running(home) as cluster:
        await DB.open(cluster.dsn(), size=2, statement_seconds=60)
        await publish(load(all_files()), "the trial")
        tokens = await invite_many(load_keyring(Settings(home=home)), shipped("post_contact"), RESPONSES + AFTERWARDS)
        amid, after = tokens[:RESPONSES], tokens[RESPONSES:]
        services = (first, second)
        await asyncio.gather(killer(services, dice), *(respondent(services, amid, PACE) for _ in range(CLIENTS)))
        await quiet()
        calmly = [token_hash(token) for token in after]
        await asyncio.gather(*(respondent(services, after, (0.1, 0.3)) for _ in range(CLIENTS)))
        await quiet()
        late = await DB.fetch_value(LATE, calmly)
        cases, responses = await DB.fetch_value("SELECT count(*) FROM followup_case"), len(tokens)
        joined, entries = [
            await DB.fetch_value(f"SELECT count(*) FROM {table}") for table in ("case_response", "case_entry")
        ]
        given_up = await DB.fetch_value("SELECT count(*) FROM due WHERE quarantined_at IS NOT NULL")
        await DB.close()
    print(f"\n{cases} cases of {responses} responses amid {KILLS} kills; 99 % within {late:.2f} s while it was calm")
    assert (cases, joined, entries, given_up) == (responses, responses, responses, 0)
    assert late <= LATEST_SECONDS
