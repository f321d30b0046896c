"""A dashboard page reads once what it needs, and all its numbers are of one state of the database."""

import asyncio
from contextvars import Context
from datetime import timedelta

import pytest

from tests.rollups.test_pages import WEDNESDAY
from tests.rollups.world_fixtures import MONDAY, World
from tests.staff_people import SignIn
from vocapp import clock
from vocapp.database import DB
from vocapp.http.access import Actor, Role
from vocapp.rollups.count_stage import count_subjects
from vocapp.rollups.queries.context import read_numbers
from vocapp.rollups.queries.invitation_counts import load_invitation_counts
from vocapp.rollups.queries.score_counts import load_scores
from vocapp.rollups.rollup_slice import Dimension, Slice

LENA = Actor(kind="user", role=Role.LEAD)
WEEK = Slice(MONDAY.date(), MONDAY.date() + timedelta(days=6))
MOST_STATEMENTS = 25
PAGES = (
    "/app/dashboards?period=7",
    "/app/dashboards/by/channel?period=7",
    "/app/dashboards/by/unit?period=90&compare=year",
    "/app/dashboards/by/week?period=90",
    "/app/dashboards/answers?period=7",
    "/app/dashboards/table.csv?by=line",
    "/app/dashboards/crosstab?period=90",
    "/app/dashboards/crosstab.xlsx?period=90&rows=unit&columns=week",
    "/app/comments/trends?period=7",
)


async def statements_of(sign_in: SignIn, role: Role, path: str) -> list[str]:
    """What the page sends to the database, asked for the second time: the catalogue is known then."""
    person = await sign_in("Somebody", role, every_unit=True)
    sent: list[str] = []
    assert (await person.browser.get(path)).status_code == 200
    async with DB.connection() as connection:
        with connection.query_logger(lambda logged: sent.append(logged.query)):
            assert (await person.browser.get(path)).status_code == 200
    return sent


@pytest.mark.parametrize("role", [Role.LEAD, Role.EXECUTIVE])
@pytest.mark.parametrize("path", PAGES)
async def test_a_page_sends_few_statements(world: World, signed_in: SignIn, path: str, role: Role) -> None:
    answers = {"csat": 4, "nps": 9, "why": "It took long."}
    await count_subjects([await world.answer(answers, survey="post_contact", at=MONDAY) for _ in range(6)])
    with clock.travelled(WEDNESDAY):
        sent = await statements_of(signed_in, role, path)
    assert 5 < len(sent) <= MOST_STATEMENTS, "\n".join(" ".join(each.split())[:120] for each in sent)


@pytest.mark.committed
async def test_all_numbers_are_of_one_state_while_counting_goes_on(own_database: str) -> None:
    world = await World.made()
    await count_subjects([await world.answer({"csat": 4}, channel="sms") for _ in range(6)])

    async def count_one_more() -> None:
        await count_subjects([await world.answer({"csat": 1}, channel="sms")])

    async with read_numbers(LENA) as context:
        [before] = await load_scores(context, WEEK)
        await asyncio.create_task(count_one_more(), context=Context())  # outside of the snapshot, as a worker does
        [whole] = await load_scores(context, WEEK)
        [sms] = await load_scores(context, WEEK, Dimension.CHANNEL)
        [invited] = await load_invitation_counts(context, WEEK)
    async with read_numbers(LENA) as context:
        [after] = await load_scores(context, WEEK)
    assert (before.n, whole.n, sms.n, invited.invited) == (6, 6, 6, 6)
    assert after.n == 7
