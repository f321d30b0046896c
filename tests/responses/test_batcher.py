"""Requests that arrive together are written in few statements. Nobody gets the answer or the failure of another."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import asyncpg
import pytest

from vocapp.database import PoolBusyError
from vocapp.responses.batcher import LONGEST_QUEUE, MOST, Batcher


@dataclass
class Counter:
    """Doubles numbers, and remembers in which batches they came; a negative number is refused by the database."""

    batches: list[list[int]] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def double(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        await self.open.wait()
        if min(numbers, default=0) < 0:
            raise asyncpg.DataError("out of range")
        if 0 in numbers:
            raise ConnectionResetError("the database went away")
        return [2 * number for number in numbers]


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def gathering(counter: Counter) -> Batcher[int, int]:
    return Batcher(counter.double, key=lambda number: number)


async def ask_all(gathering: Batcher[int, int], counter: Counter, *numbers: int) -> list[int | BaseException]:
    """Sends all requests at once, and then lets the work begin."""
    asking = [asyncio.create_task(gathering.ask(number)) for number in numbers]
    await asyncio.sleep(0)
    counter.open.set()
    return await asyncio.gather(*asking, return_exceptions=True)


async def test_requests_made_together_are_one_batch(gathering: Batcher[int, int], counter: Counter) -> None:
    assert await ask_all(gathering, counter, *range(1, 101)) == [2 * number for number in range(1, 101)]
    assert [len(batch) for batch in counter.batches] == [MOST, 100 - MOST]
    assert await gathering.ask(5) == 10


async def test_a_key_is_never_twice_in_a_batch(gathering: Batcher[int, int], counter: Counter) -> None:
    assert await ask_all(gathering, counter, 1, 1, 2, 1) == [2, 2, 4, 2]
    assert counter.batches == [[1, 2], [1], [1]]


async def test_one_bad_row_harms_nobody(gathering: Batcher[int, int], counter: Counter) -> None:
    first, bad, last = await ask_all(gathering, counter, 1, -1, 3)
    assert (first, last) == (2, 6)
    assert isinstance(bad, asyncpg.DataError)
    assert counter.batches == [[1, -1, 3], [1], [-1], [3]]


async def test_a_lost_connection_is_an_error_for_every_waiter(gathering: Batcher[int, int], counter: Counter) -> None:
    told = await ask_all(gathering, counter, 0, 1)
    assert [type(failure) for failure in told] == [ConnectionResetError] * 2
    assert counter.batches == [[0, 1]]
    assert await gathering.ask(2) == 4


async def test_cancelled_requests_are_left_out_of_the_batch(gathering: Batcher[int, int], counter: Counter) -> None:
    under_way = asyncio.create_task(gathering.ask(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    impatient = asyncio.create_task(gathering.ask(2))
    patient = asyncio.create_task(gathering.ask(3))
    await asyncio.sleep(0)
    under_way.cancel()
    impatient.cancel()
    counter.open.set()
    assert await patient == 6
    assert counter.batches == [[1], [3]]


async def test_a_cancelled_request_does_not_break_a_failing_batch(
    gathering: Batcher[int, int], counter: Counter
) -> None:
    gone = asyncio.create_task(gathering.ask(0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gone.cancel()
    counter.open.set()
    assert await gathering.ask(2) == 4


async def test_the_queue_has_an_end(gathering: Batcher[int, int], counter: Counter) -> None:
    waiting = [asyncio.create_task(gathering.ask(number)) for number in range(1, LONGEST_QUEUE + MOST + 2)]
    await asyncio.sleep(0)
    counter.open.set()
    told = await asyncio.gather(*waiting, return_exceptions=True)
    refused = [answer for answer in told if isinstance(answer, PoolBusyError)]
    assert len(refused) == len(waiting) - LONGEST_QUEUE
    assert sum(map(len, counter.batches)) == LONGEST_QUEUE


async def test_the_end_of_the_process_leaves_nobody_waiting(gathering: Batcher[int, int], counter: Counter) -> None:
    asking = asyncio.create_task(gathering.ask(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    [task] = gathering._tasks
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    counter.open.set()
    assert await gathering.ask(2) == 4
