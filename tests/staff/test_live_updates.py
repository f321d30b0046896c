"""Live updates: which ids an open stream sends. Lena leads a team and listens; any id stands for a case."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import aclosing, asynccontextmanager
from uuid import UUID

import httpx
import pytest

from tests.browser import web
from tests.staff_people import SignIn, make_user
from vocapp import app as application
from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.database.notify import NOTIFICATIONS
from vocapp.feature import Feature, LiveTopic, Registry
from vocapp.http.access import Actor, Role
from vocapp.settings import Settings
from vocapp.staff import live_updates, sessions
from vocapp.staff.live_updates import KIND, MOST_BY_USER, STREAMS, LiveStream, stream_events
from vocapp.tokens import Keyring

MINE, OTHERS = new_id(), new_id()


async def only_mine(_: Actor, ids: Sequence[UUID]) -> Collection[UUID]:
    return [one for one in ids if one != OTHERS]


TOPIC = LiveTopic("story", only_mine, frozenset({Role.LEAD}))
STORIES = Feature(name="stories", topics=(TOPIC,))


async def listening(**more: object) -> LiveStream:
    token = await sessions.open_session(await make_user("Lena Lead", Role.LEAD, **more), "Firefox")
    actor = await sessions.find_actor(token)
    assert actor is not None
    return LiveStream(actor, TOPIC)


async def first(stream: AsyncIterator[str]) -> str:
    async with asyncio.timeout(10):
        return await anext(stream)


async def test_live_updates_carry_topic_and_id_of_visible_rows(database: str) -> None:
    async with aclosing(stream_events(await listening())) as stream:
        assert await first(stream) == "retry: 2000\n\n"
        hearing = asyncio.create_task(first(stream))
        await asyncio.sleep(0)
        NOTIFICATIONS.notify("story", OTHERS)
        NOTIFICATIONS.notify("story", MINE)
        NOTIFICATIONS.notify("story", MINE)
        NOTIFICATIONS.notify("another", new_id())
        assert await hearing == f"event: story\ndata: {MINE}\n\n"


async def test_a_quiet_stream_sends_a_heartbeat(database: str) -> None:
    async with aclosing(stream_events(await listening(), heartbeat=0.01)) as stream:
        await first(stream)
        assert await first(stream) == ": still here\n\n"


@pytest.mark.parametrize(
    "end",
    [
        "DELETE FROM staff_session",
        "UPDATE staff_user SET active = false",
        "UPDATE staff_session SET seen_at = seen_at - interval '9 hours'",
    ],
)
async def test_a_stream_ends_with_its_session(database: str, end: str) -> None:
    stream = stream_events(await listening(), heartbeat=0.01)
    await first(stream)
    await DB.execute(end)
    with pytest.raises(StopAsyncIteration):
        await first(stream)


async def test_a_busy_stream_ends_with_its_session_too(database: str) -> None:
    """Lena was shown the door; the cases that go on coming in are not hers to hear of."""
    stream = stream_events(await listening())
    await first(stream)
    hearing = asyncio.create_task(first(stream))
    await asyncio.sleep(0)
    await DB.execute("UPDATE staff_user SET active = false")
    NOTIFICATIONS.notify("story", MINE)
    with pytest.raises(StopAsyncIteration):
        await hearing


async def test_a_stream_does_not_last_for_ever(database: str) -> None:
    stream = stream_events(await listening(), heartbeat=0.01)
    await first(stream)
    with clock.travelled(clock.now() + live_updates.LONGEST), pytest.raises(StopAsyncIteration):
        while True:
            await first(stream)


async def test_one_too_many_ends_the_oldest(database: str) -> None:
    lena = await listening()
    streams = [stream_events(LiveStream(lena.actor, TOPIC)) for _ in range(MOST_BY_USER + 1)]
    for stream in streams:
        await first(stream)
    with pytest.raises(StopAsyncIteration):
        await first(streams[0])
    assert len(STREAMS) == MOST_BY_USER
    STREAMS.end()
    for stream in streams[1:]:
        with pytest.raises(StopAsyncIteration):
            await first(stream)
    assert len(STREAMS) == 0


@pytest.fixture
def registry(settings: Settings, keys: Keyring) -> Registry:
    made = application.build(settings, keys)
    made.features += (STORIES,)
    return made


async def test_it_is_a_stream_for_those_who_ask_for_one(
    database: str, client: httpx.AsyncClient, signed_in: SignIn
) -> None:
    lena, omar = await signed_in("Lena Lead", Role.LEAD), await signed_in("Omar Agent")
    assert (await lena.browser.get("/app/live/nothing", headers={"accept": KIND})).status_code == 404
    assert (await omar.browser.get("/app/live/story", headers={"accept": KIND})).status_code == 404
    assert (await lena.browser.get("/app/live/story")).status_code == 406
    assert (await lena.browser.head("/app/live/story")).status_code == 406


@asynccontextmanager
async def opened(origin: str) -> AsyncIterator[httpx.Response]:
    token = await sessions.open_session(await make_user("Lena Lead", Role.LEAD), "Firefox")
    cookies, headers = {"vocapp": token}, {"accept": KIND}
    async with (
        httpx.AsyncClient(base_url=origin, cookies=cookies, timeout=10) as browser,
        browser.stream("GET", "/app/live/story", headers=headers) as answer,
    ):
        yield answer


@pytest.mark.committed
async def test_an_open_stream_passes_proxies_and_does_not_hold_up_the_end(
    own_database: str, settings: Settings, keys: Keyring
) -> None:
    loop, serving = asyncio.get_running_loop(), web(settings, keys, STORIES)
    async with opened(await serving.__aenter__()) as answer:
        assert answer.headers["content-type"].startswith(KIND)
        assert answer.headers["cache-control"] == "no-store, no-transform"
        assert answer.headers["x-accel-buffering"] == "no"
        pieces = answer.aiter_text()
        assert await anext(pieces) == "retry: 2000\n\n"
        began = loop.time()
        await serving.__aexit__(None, None, None)
        assert [piece async for piece in pieces] == []
    assert loop.time() - began < 2
