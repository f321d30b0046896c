"""Stale forms: sent after "this was not me", a refusal or the end of the invitation, but made from an earlier read."""

import asyncio
from datetime import timedelta

import asyncpg
import httpx
import pytest

from tests.patience import until
from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite, stored_answers, stored_response
from tests.responses.visitor import ALL_SIX, Visitor
from vocapp import clock
from vocapp.database import DB
from vocapp.responses.apply_form import apply_form
from vocapp.responses.load_invitation import load_invitations
from vocapp.responses.save_answers import ResponseWrite, save_answers
from vocapp.tokens import Keyring, token_hash

SUPPORT = shipped("support")


@pytest.fixture
async def ada(database: str, client: httpx.AsyncClient, keys: Keyring) -> Visitor:
    """Ada is asked about her support case; all of it in one transaction."""
    return Visitor(client, await invite(keys, SUPPORT))


@pytest.fixture
async def bob(own_database: str, client: httpx.AsyncClient, keys: Keyring) -> Visitor:
    """Bob is asked too, on a database where transactions meet."""
    return Visitor(client, await invite(keys, SUPPORT))


async def disposition(visitor: Visitor) -> str:
    found = await DB.fetch_value("SELECT disposition FROM invitation WHERE answer_hash = $1", token_hash(visitor.token))
    return str(found)


async def read_and_apply(visitor: Visitor, **fields: str) -> ResponseWrite:
    """What a form would write, from what is read now; it is not written yet."""
    [invitation] = await load_invitations([token_hash(visitor.token)])
    assert invitation is not None
    result = apply_form(invitation, SUPPORT, {name: [value] for name, value in fields.items()}, clock.now(), ())
    assert result.write is not None
    return result.write


async def test_a_form_that_was_read_before_not_me_writes_nothing(ada: Visitor) -> None:
    stale = await read_and_apply(ada, **ALL_SIX)
    await ada.browser.post(f"{ada.path}/not-me")
    assert await save_answers([stale]) == [False]
    assert await stored_response(ada.token) == {}
    assert await disposition(ada) == "other"


async def test_an_open_response_stays_as_it_was_after_not_me(ada: Visitor) -> None:
    await ada.give(_page="csat", csat="1")
    stale = await read_and_apply(ada, _page="csat", csat="5")
    await ada.browser.post(f"{ada.path}/not-me")
    before = await stored_response(ada.token)
    assert await save_answers([stale]) == [False]
    assert (await stored_response(ada.token), await stored_answers(ada.token)) == (before, {"csat": 1})
    assert before["disposition"] == "other"


async def test_a_form_that_was_read_before_declining_is_a_change_of_mind(ada: Visitor) -> None:
    stale = await read_and_apply(ada, _page="csat", csat="4")
    await ada.browser.post(f"{ada.path}/decline")
    assert await disposition(ada) == "refused"
    assert await save_answers([stale]) == [True]
    assert (await disposition(ada), await stored_answers(ada.token)) == ("partial", {"csat": 4})


async def test_a_form_that_was_read_before_the_end_of_the_invitation_writes_nothing(ada: Visitor) -> None:
    stale = await read_and_apply(ada, _page="csat", csat="4")
    with clock.travelled(clock.now() + timedelta(days=15)):
        assert await save_answers([stale]) == [False]
    assert await stored_response(ada.token) == {}
    assert await disposition(ada) == "unknown"


async def test_one_closed_invitation_does_not_hold_up_the_others_of_its_batch(
    database: str, client: httpx.AsyncClient, keys: Keyring
) -> None:
    visitors = [Visitor(client, await invite(keys, SUPPORT)) for _ in range(3)]
    writes = [await read_and_apply(visitor, _page="csat", csat="4") for visitor in visitors]
    await visitors[1].browser.post(f"{visitors[1].path}/not-me")
    assert await save_answers(writes) == [True, False, True]
    assert [await disposition(visitor) for visitor in visitors] == ["partial", "other", "partial"]


@pytest.mark.committed
async def test_a_form_waits_for_a_not_me_that_is_being_written(bob: Visitor) -> None:
    other = await asyncpg.connect(DB.dsn)
    try:
        async with other.transaction():
            await other.execute("UPDATE invitation SET disposition = 'other'")
            sending = asyncio.create_task(bob.send(**ALL_SIX))
            await until(somebody_waits)
        answer = await sending
    finally:
        await other.close()
    assert answer.status_code == 409
    assert await stored_response(bob.token) == {}
    assert await disposition(bob) == "other"


async def somebody_waits() -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    return bool(await DB.fetch_value(waiting))


@pytest.mark.committed
async def test_not_me_among_fifty_forms_at_once_is_the_last_word(bob: Visitor) -> None:
    async def form(number: int) -> int:
        if number == 25:
            return (await bob.browser.post(f"{bob.path}/not-me")).status_code
        return (await bob.send(_page="csat", csat=str(1 + number % 5))).status_code

    statuses = await asyncio.gather(*(form(number) for number in range(50)))
    assert set(statuses) <= {200, 303, 409, 503}
    assert await disposition(bob) == "other"
    settled = (await stored_response(bob.token), await stored_answers(bob.token))
    assert settled[0].get("state", "open") == "open"
    assert {(await bob.send(**ALL_SIX)).status_code for _ in range(3)} == {409}
    assert (await stored_response(bob.token), await stored_answers(bob.token)) == settled
