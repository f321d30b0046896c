"""One at a time, and somebody always takes over."""

import asyncio
import sys
from contextlib import nullcontext
from functools import partial

import pytest

from tests.database.wire import wired
from tests.patience import until
from vocapp.database import DB
from vocapp.database.locks import exclusive, lead, lock_number

# Several runs may share one server.
HERE = "locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"

pytestmark = pytest.mark.committed


class Terms:
    """Leaders of one kind in this process: who leads now, and how many ever led at once."""

    def __init__(self) -> None:
        self.leading: list[str] = []
        self.most = 0
        self.changed = asyncio.Event()

    async def lead(self, name: str) -> None:
        self.leading.append(name)
        self.most = max(self.most, len(self.leading))
        self.changed.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.leading.remove(name)

    async def next(self) -> str:
        async with asyncio.timeout(30):
            await self.changed.wait()
        self.changed.clear()
        return self.leading[-1]


async def test_what_is_exclusive_happens_one_after_the_other(own_database: str) -> None:
    inside, most = 0, 0

    async def visit() -> None:
        nonlocal inside, most
        async with exclusive(own_database, "attic"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    await asyncio.gather(*(visit() for _ in range(5)))
    assert most == 1


async def test_locks_of_other_names_do_not_wait(own_database: str) -> None:
    async with exclusive(own_database, "attic"), asyncio.timeout(30), exclusive(own_database, "garden"):
        assert lock_number("attic") != lock_number("garden")


async def test_one_leads_and_another_takes_over_when_it_leaves(own_database: str) -> None:
    terms = Terms()
    tasks = {n: asyncio.create_task(lead(own_database, "tick", partial(terms.lead, n))) for n in ("Ada", "Bert")}
    first = await terms.next()
    tasks.pop(first).cancel()
    assert await terms.next() in tasks
    assert terms.most == 1
    for task in tasks.values():
        task.cancel()


async def test_a_leader_that_lost_its_connection_stops_at_once(own_database: str) -> None:
    terms = Terms()
    task = asyncio.create_task(lead(own_database, "tick", lambda: terms.lead("Ada")))
    await terms.next()
    await DB.execute(f"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE {HERE}")
    await until(lambda: not terms.leading)
    assert await terms.next() == "Ada", "and leads again"
    task.cancel()


async def test_failed_work_is_repeated(own_database: str, caplog: pytest.LogCaptureFixture) -> None:
    terms, first = Terms(), True

    async def work() -> None:
        nonlocal first
        if first:
            first = False
            raise ZeroDivisionError
        await terms.lead("Ada")

    task = asyncio.create_task(lead(own_database, "tick", work))
    assert await terms.next() == "Ada"
    assert "leader failed" in caplog.text
    task.cancel()


async def test_a_leader_without_a_database_keeps_trying(own_database: str, caplog: pytest.LogCaptureFixture) -> None:
    gone = own_database.replace("vocapp_own", "vocapp_gone")
    task = asyncio.create_task(lead(gone, "tick", Terms().lead))  # type: ignore[arg-type]
    await until(lambda: "leader lost its database" in caplog.text)
    task.cancel()


@pytest.mark.parametrize("while_it", ["leads", "waits"])
async def test_a_holder_that_lost_its_connection_loses_the_lock(own_database: str, while_it: str) -> None:
    """The network parts the leader's machine, or one that waits its turn, from the database without a word."""
    async with wired(own_database) as (wire, other):
        terms = Terms()
        async with exclusive(own_database, "tick") if while_it == "waits" else nullcontext():
            task = asyncio.create_task(lead(other, "tick", lambda: terms.lead("Ada"), 0.2))
            await (terms.next() if while_it == "leads" else until(_somebody_waits))
            wire.cut = True
            if while_it == "leads":
                await until(lambda: not terms.leading)
            else:
                await asyncio.sleep(0.5)
        wire.mend()
        assert await terms.next() == "Ada", "once there is a way again"
        task.cancel()


LEADING = """
import asyncio, sys
from vocapp.database.locks import lead

async def work():
    print("leading", flush=True)
    await asyncio.Event().wait()

asyncio.run(lead(sys.argv[1], "tick", work))
"""


async def test_a_killed_leader_is_replaced(own_database: str) -> None:
    terms = Terms()
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LEADING, own_database, stdout=asyncio.subprocess.PIPE
    )
    assert other.stdout is not None
    assert await other.stdout.readline() == b"leading\n"
    task = asyncio.create_task(lead(own_database, "tick", lambda: terms.lead("Ada")))
    await until(_somebody_waits)
    assert terms.leading == []
    other.kill()
    assert await terms.next() == "Ada"
    await other.wait()
    task.cancel()


async def _somebody_waits() -> bool:
    return bool(await DB.fetch_value(f"SELECT count(*) FROM pg_locks WHERE {HERE} AND NOT granted"))
