"""Ada taps twice, and her tablet and her telephone answer at the same moment."""

import asyncio
from datetime import timedelta

import asyncpg
import httpx
import pytest

from tests.patience import until
from tests.questionnaire.tiny import shipped, tiny
from tests.responses.invitation_rows import invite, invite_many, row_counts, stored_answers, stored_response
from tests.responses.visitor import ALL_SIX, Visitor
from vocapp import clock
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.responses.close_stage import CloseStage
from vocapp.tokens import Keyring

pytestmark = pytest.mark.committed
SUPPORT = shipped("support")


@pytest.fixture
async def ada(own_database: str, client: httpx.AsyncClient, keys: Keyring) -> Visitor:
    """Ada is asked about her support case."""
    return Visitor(client, await invite(keys, SUPPORT))


async def test_fifty_equal_forms_at_once_are_one_response(ada: Visitor) -> None:
    sent = await asyncio.gather(*(ada.send(**ALL_SIX) for _ in range(50)))
    assert {answer.status_code for answer in sent} == {303}
    assert await row_counts(("response", "answer")) == {"response": 1, "answer": 6}
    assert (await stored_response(ada.token))["revision"] == 1


async def test_two_devices_at_once_fill_in_one_response(ada: Visitor) -> None:
    tablet = {"csat": "5", "improve": "Said on the tablet"}
    telephone = {"csat": "1", "improve": "Said on the telephone"}
    forms = [tablet if turn % 2 else telephone for turn in range(8)]
    sent = await asyncio.gather(*(ada.send(**form) for form in forms))
    assert {answer.status_code for answer in sent} == {303}
    assert await row_counts(("response", "answer")) == {"response": 1, "answer": 2}
    kept = await stored_answers(ada.token)
    assert kept in ({"csat": 5, "improve": "Said on the tablet"}, {"csat": 1, "improve": "Said on the telephone"})
    await ada.give(**telephone)
    assert await stored_answers(ada.token) == {"csat": 1, "improve": "Said on the telephone"}


async def test_different_questions_answered_at_once_are_all_kept(ada: Visitor) -> None:
    given = {name: ALL_SIX[name] for name in ("solved", "repeated", "csat", "effort", "improve")}
    sent = await asyncio.gather(*(ada.send(_page=name, **{name: value}) for name, value in given.items()))
    assert {answer.status_code for answer in sent} == {303}
    assert sorted(await stored_answers(ada.token)) == sorted(given)
    assert (await stored_response(ada.token))["revision"] == len(given)


async def test_many_people_at_once_do_not_meet(own_database: str, client: httpx.AsyncClient, keys: Keyring) -> None:
    people = [Visitor(client, token) for token in await invite_many(keys, SUPPORT, 80, reminded=True)]
    said = {visitor.token: f"Said by number {number}" for number, visitor in enumerate(people)}
    sent = await asyncio.gather(*(v.send(**{**ALL_SIX, "improve": said[v.token]}) for v in people))
    assert {answer.status_code for answer in sent} == {303}
    for visitor in people:
        assert (await stored_answers(visitor.token))["improve"] == said[visitor.token]
    assert await row_counts(("response", "answer")) == {"response": 80, "answer": 480}
    assert await DB.fetch_value("SELECT count(*) FROM message WHERE state = 'queued'") == 0


async def test_a_path_that_two_devices_pull_apart_stays_one_path(
    own_database: str, client: httpx.AsyncClient, keys: Keyring
) -> None:
    bob = Visitor(client, await invite(keys, tiny("low_score_why")))
    await bob.give(satisfied="1", why="It rained")
    await asyncio.gather(
        *(bob.send(satisfied="5") for _ in range(5)), *(bob.send(satisfied="1", why="It poured") for _ in range(5))
    )
    kept = await stored_answers(bob.token)
    assert kept in ({"satisfied": 5}, {"satisfied": 1, "why": "It poured"})


async def test_an_answer_during_the_close_keeps_the_response_open(registry: Registry, ada: Visitor) -> None:
    await ada.give(_page="csat", csat="5")
    row = await stored_response(ada.token)
    other = await asyncpg.connect(DB.dsn)
    try:
        async with other.transaction():
            await other.execute("UPDATE response SET revision = revision + 1 WHERE id = $1", row["id"])
            with clock.travelled(clock.now() + timedelta(hours=1)):
                closing = asyncio.create_task(CloseStage(registry)(row["id"]))
                await until(_somebody_waits)
        again = await closing
    finally:
        await other.close()
    assert again is not None
    assert (await stored_response(ada.token))["state"] == "open"


async def _somebody_waits() -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    return bool(await DB.fetch_value(waiting))


async def test_a_writer_that_always_loses_gets_503(ada: Visitor) -> None:
    await DB.execute("CREATE FUNCTION faster() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
    await DB.execute("CREATE TRIGGER faster BEFORE INSERT ON response FOR EACH ROW EXECUTE FUNCTION faster()")
    answer = await ada.send(**ALL_SIX)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    await DB.execute("DROP TRIGGER faster ON response")
    await ada.give(**ALL_SIX)
    assert await row_counts(("response", "answer")) == {"response": 1, "answer": 6}
