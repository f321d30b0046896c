"""Who listens hears what other processes tell, also after the connection was lost."""

import asyncio
import subprocess
import sys

import pytest

from tests.database.wire import wired
from tests.patience import until
from vocapp.database import DB, new_id
from vocapp.database.notify import MOST_WAITING, NOTIFICATIONS, Notifications, wake

pytestmark = pytest.mark.committed

# A hub that had something to tell when it connected has told it by the time we look.
LISTENERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle'
AND (query LIKE 'LISTEN%' OR query LIKE 'SELECT pg_notify%')"""


async def listening(count: int) -> None:
    """Wait until so many hubs listen."""

    async def settled() -> bool:
        return bool(await DB.fetch_value(LISTENERS) == count)

    await until(settled)


async def test_a_hub_hears_itself_at_once_even_without_a_database() -> None:
    hub = Notifications()
    with hub.subscribe("contact") as queue, hub.subscribe("letter") as other:
        hub.notify("contact", "7")
        assert queue.get_nowait() == "7"
        assert other.empty()
    hub.notify("contact", "8")
    assert queue.empty(), "it no longer listens"


async def test_two_processes_hear_each_other_once(own_database: str) -> None:
    here, there = Notifications(), Notifications()
    async with here.running(own_database), there.running(own_database):
        await listening(2)
        with here.subscribe("contact") as near, there.subscribe("contact") as far:
            here.notify("contact", "7")
            here.notify("contact", "7")
            there.notify("contact", "8")
            assert await asyncio.wait_for(far.get(), 30) == "8"
            assert await asyncio.wait_for(far.get(), 30) == "7"
            heard = [await asyncio.wait_for(near.get(), 30) for _ in range(3)]
            assert heard == ["7", "7", "8"]
            there.notify("contact", "9")
            assert await asyncio.wait_for(near.get(), 30) == "9", "nothing came twice from the other side"
            assert far.get_nowait() == "9"


async def test_a_listener_that_is_cut_off_reconnects(own_database: str) -> None:
    here, there = Notifications(beat_seconds=0.2), Notifications()
    async with wired(own_database) as (wire, dsn), here.running(dsn), there.running(own_database):
        await listening(2)
        wire.silence()
        with here.subscribe("contact") as near:

            async def heard() -> bool:
                there.notify("contact", new_id())
                await asyncio.sleep(0.1)
                return not near.empty()

            await until(heard)


async def test_a_killed_listener_comes_back(own_database: str) -> None:
    here, there = Notifications(), Notifications()
    async with here.running(own_database), there.running(own_database):
        await listening(2)
        await DB.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )
        await listening(0)
        await listening(2)
        with there.subscribe("contact") as far:
            here.notify("contact", "7")
            assert await asyncio.wait_for(far.get(), 30) == "7"


async def test_a_hub_whose_database_is_away_waits_for_it(own_database: str, caplog: pytest.LogCaptureFixture) -> None:
    async with Notifications().running(own_database.replace("vocapp_own", "vocapp_gone")):
        await until(lambda: "listener lost its database" in caplog.text)


async def test_another_process_wakes_a_stage(own_database: str) -> None:
    teller = f"""
import asyncio, asyncpg
async def main():
    connection = await asyncpg.connect({own_database!r})
    await connection.execute("SELECT pg_notify('vocapp', 'due.send:')")
    await connection.close()
asyncio.run(main())
"""
    async with NOTIFICATIONS.running(own_database):
        await listening(1)
        with NOTIFICATIONS.subscribe("due.send") as woken:
            await asyncio.to_thread(subprocess.run, [sys.executable, "-c", teller], check=True)
            assert await asyncio.wait_for(woken.get(), 30) == ""
            wake("send")
            assert woken.get_nowait() == ""


async def test_a_slow_listener_loses_the_oldest() -> None:
    hub = Notifications()
    with hub.subscribe("contact") as queue:
        for number in range(1200):
            hub.notify("contact", number)
        assert queue.qsize() == 1000
        assert queue.get_nowait() == "200"


async def test_what_waits_for_the_database_is_bounded() -> None:
    hub = Notifications()
    for number in range(MOST_WAITING + 100):
        hub.notify("contact", number)
    assert len(hub._outgoing) == MOST_WAITING
