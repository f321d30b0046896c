"""Live updates of an open page by server-sent events: a topic and an id, nothing else.

The page reloads what it shows, so a lost stream costs freshness only. Each feature lists its topics and who may see
which ids (`Feature.topics`). A stream ends with its session, after LONGEST, when the process stops, and when its user
opens too many.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from vocapp import clock
from vocapp.database import DB
from vocapp.database.engine import CONNECTION_LOST, PoolBusyError
from vocapp.database.notify import NOTIFICATIONS
from vocapp.feature import LiveTopic, Registry
from vocapp.http.access import Actor, actor_of, staff
from vocapp.http.problem_json import RequestError, not_found
from vocapp.staff.sessions import IDLE
from vocapp.ui.page_response import AnyRequest

KIND: Final = "text/event-stream"
# Some proxies buffer or compress what they pass on, and close connections that are silent for a minute.
HEADERS: Final = {"cache-control": "no-store, no-transform", "x-accel-buffering": "no"}
HEARTBEAT_SECONDS: Final = 20.0
GATHER_SECONDS: Final = 0.2
LONGEST: Final = timedelta(hours=1)
MOST_BY_USER: Final = 8
IS_SIGNED_IN: Final = """
SELECT EXISTS (SELECT FROM staff_session s JOIN staff_user u ON u.id = s.user_id
WHERE s.id = $1 AND u.active AND s.expires_at > $2 AND s.seen_at > $3)"""


@dataclass(eq=False)
class LiveStream:
    """One open stream; `over` ends it."""

    actor: Actor
    topic: LiveTopic
    over: asyncio.Event = field(default_factory=asyncio.Event)


class LiveStreams:
    """The open streams of this process, by user and in the order of opening."""

    def __init__(self) -> None:
        self._open: dict[UUID | None, list[LiveStream]] = defaultdict(list)

    def __len__(self) -> int:
        return sum(map(len, self._open.values()))

    @contextlib.contextmanager
    def opened(self, listening: LiveStream) -> Iterator[None]:
        """Registers `listening` while the block runs; if its user has too many streams, the oldest ends."""
        mine = self._open[listening.actor.id]
        mine.append(listening)
        for oldest in mine[:-MOST_BY_USER]:
            oldest.over.set()
        try:
            yield
        finally:
            mine.remove(listening)
            if not mine:
                self._open.pop(listening.actor.id, None)

    def end(self) -> None:
        """Ends every stream before the process stops, which would wait for them."""
        for mine in self._open.values():
            for listening in mine:
                listening.over.set()


STREAMS: Final = LiveStreams()


@get("/app/live/{topic:str}", opt=staff().opt)
async def live(request: AnyRequest, registry: NamedDependency[Registry], topic: FromPath[str]) -> Stream:
    """The stream of one topic; it sends the ids that the user may see."""
    actor, found = actor_of(request), registry.topic(topic)
    if found is None or (found.roles and actor.role not in found.roles):
        raise not_found()
    if KIND not in request.headers.get("accept", ""):
        raise RequestError(406, f"This address is a stream: ask for it with Accept: {KIND}.")
    return Stream(stream_events(LiveStream(actor, found)), media_type=KIND, headers=HEADERS)


async def stream_events(listening: LiveStream, heartbeat: float = HEARTBEAT_SECONDS) -> AsyncIterator[str]:
    """The events of `listening` until it is over. A stream that loses its database ends; the page opens another."""
    ends = clock.now() + LONGEST
    with STREAMS.opened(listening), NOTIFICATIONS.subscribe(listening.topic.name) as queue:
        yield "retry: 2000\n\n"
        with contextlib.suppress(PoolBusyError, *CONNECTION_LOST):
            while clock.now() < ends:
                ids = await _next(queue, listening.over, heartbeat)
                if listening.over.is_set() or not await _is_signed_in(listening.actor):
                    return
                if ids:
                    seen = await listening.topic.seen(listening.actor, sorted(ids))
                    yield "".join(f"event: {listening.topic.name}\ndata: {one}\n\n" for one in seen)
                else:
                    yield ": still here\n\n"


async def _next(queue: asyncio.Queue[str], over: asyncio.Event, seconds: float) -> set[UUID]:
    """The ids announced next, gathered for a moment; empty when `over` or after `seconds`."""
    hearing, ending = asyncio.ensure_future(queue.get()), asyncio.ensure_future(over.wait())
    try:
        await asyncio.wait({hearing, ending}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if not hearing.done():
            return set()
        found = {UUID(hearing.result())}
    finally:
        hearing.cancel()
        ending.cancel()
    await asyncio.sleep(GATHER_SECONDS)
    while not queue.empty():
        found.add(UUID(queue.get_nowait()))
    return found


async def _is_signed_in(actor: Actor) -> bool:
    now = clock.now()
    return bool(await DB.fetch_value(IS_SIGNED_IN, actor.session_id, now, now - IDLE))
