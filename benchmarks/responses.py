"""The cost of an accepted answer: real HTTP to `vocapp serve`, against the bare insert of one row.

The base is asyncpg's single-row INSERT into a table with a primary key, through a pool of sixteen connections with its
default reset. Our side is the whole way: uvicorn, middleware, the questionnaire, everything durable before the 303.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

import asyncpg

from benchmarks.ground import ground
from benchmarks.load import AT_ONCE, get, post, send
from benchmarks.measuring import ROUNDS, Comparison, compare
from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite_many
from tests.service import Service, service
from vocapp.database import DB, new_id
from vocapp.settings import Settings
from vocapp.startup.keyfile import load_keyring

BATCH = 1600
BASE_ROWS = 4000
TABLE = "CREATE TABLE bare (id uuid PRIMARY KEY, at timestamptz NOT NULL, value jsonb NOT NULL)"
INSERT = "INSERT INTO bare (id, at, value) VALUES ($1, now(), '7')"
SIX = {
    "solved": "no",
    "csat": "2",
    "effort": "3",
    "nps": "4",
    "why": "I waited forty minutes, and then the line went dead.",
    "contact": "yes",
}


async def main() -> Sequence[Comparison]:
    """All six answers in one POST; the same one by one; the page of a question."""
    async with ground() as settings, asyncpg.create_pool(DB.dsn, min_size=AT_ONCE, max_size=AT_ONCE) as bare:
        await DB.execute(TABLE)

        async def base() -> int:
            await _at_once(lambda: bare.execute(INSERT, new_id()))
            return BASE_ROWS

        with serving(settings) as running:
            assert running.process is not None
            pid = running.process.pid
            whole = await _whole(running, settings)
            return [
                await compare(
                    "six answers in one POST / a bare insert", whole, base, throughput=True, limit=0.3, service=pid
                ),
                await compare("one answer of six / a bare insert", await _single(running, settings), base, service=pid),
                await compare(
                    "the page of a question / a bare insert", await _page(running, settings), base, service=pid
                ),
            ]


@contextmanager
def serving(settings: Settings) -> Iterator[Service]:
    """`vocapp serve --role web` on the database that `DB` is open on, without rate limits."""
    keys = settings.home / "keys"
    keys.write_text("k1:" + "2a" * 32 + "\n")
    extra = {"VOCAPP_DATABASE_URL": DB.dsn, "VOCAPP_SECRET_FILE": str(keys), "VOCAPP_RATE_FACTOR": "0"}
    with service(settings.home / "service", "web", **extra, VOCAPP_LOG_LEVEL="WARNING") as running:
        yield running


async def _whole(running: Service, settings: Settings) -> Callable[[], Awaitable[int]]:
    tokens = await _tokens(settings, BATCH * (ROUNDS + 2))
    return await _sending(running, [post(running.url, f"/s/{token}", **SIX) for token in tokens])


async def _single(running: Service, settings: Settings) -> Callable[[], Awaitable[int]]:
    tokens = await _tokens(settings, BATCH * (ROUNDS + 2) // len(SIX) + AT_ONCE)
    steps = [{"_page": name, name: value} for name, value in SIX.items()]
    return await _sending(running, [post(running.url, f"/s/{token}", **step) for step in steps for token in tokens])


async def _sending(running: Service, requests: Sequence[bytes]) -> Callable[[], Awaitable[int]]:
    """Sends the next of `requests` each time. The first ones are sent before measuring, then statistics are made: the
    plans that PostgreSQL keeps for empty tables are not those of a service that has run for a minute."""
    waiting = iter(requests)

    async def side() -> int:
        return await send(running.url, [next(waiting) for _ in range(BATCH)], expect=303)

    await side()
    await DB.execute("ANALYZE")
    return side


async def _page(running: Service, settings: Settings) -> Callable[[], Awaitable[int]]:
    tokens = await _tokens(settings, 100)
    requests = [get(running.url, f"/s/{token}?csat=4", accept_encoding="gzip") for token in tokens] * (BATCH // 100)

    async def side() -> int:
        return await send(running.url, requests, expect=200)

    return side


async def _tokens(settings: Settings, count: int) -> list[str]:
    keys = load_keyring(Settings(home=settings.home, secret_file=str(settings.home / "keys")))
    return await invite_many(keys, shipped("post_contact"), count, reminded=True, facts={"programme.nps": True})


async def _at_once(operation: Callable[[], Awaitable[object]]) -> None:
    import asyncio

    async def worker() -> None:
        for _ in range(BASE_ROWS // AT_ONCE):
            await operation()

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(worker())
