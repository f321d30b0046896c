"""Foreign bytes cannot hold the service up: their child has limits, each failure has a reason, others go on."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator

import msgspec
import pytest
from msgspec import Struct

from vocapp.processes.parser_pool import FailureReason, ForeignParser, ParserPool, ParsersBusyError, ParsingFailure
from vocapp.processes.parser_worker import ParserLimits
from vocapp.processes.worker_process import ProcessEndedError

MEGABYTE = 1024 * 1024


class Words(Struct):
    words: list[str] = []


LIMITS = ParserLimits(cpu_seconds=0.2, memory_bytes=64 * MEGABYTE, answer_bytes=MEGABYTE)
PARSER = ForeignParser(
    name="test", function="tests.processes.foreign_parsers:parse", answer=Words, limits=LIMITS, most_bytes=1000
)


@pytest.fixture
async def pool() -> AsyncIterator[ParserPool]:
    made = ParserPool(processes=1)
    async with made.ended():
        yield made


async def test_an_answer_has_the_type_of_its_parser(pool: ParserPool) -> None:
    assert await pool.parse(PARSER, b"words of others") == Words(["of", "others"])
    assert pool.cpu_seconds["test"] > 0


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"spin", FailureReason.TIME),
        (b"grow 90000000", FailureReason.MEMORY),
        (b"raise", FailureReason.CRASHED),
        (b"deep", FailureReason.CRASHED),
        (b"exit", FailureReason.CRASHED),
        (b"fault", FailureReason.CRASHED),
        (b"leave", FailureReason.CRASHED),
        (b"long 2000000", FailureReason.REFUSED),
        (b"x" * 1001, FailureReason.REFUSED),
    ],
)
async def test_what_exceeds_a_limit_is_told_by_its_reason_and_the_next_is_parsed(
    pool: ParserPool, body: bytes, reason: FailureReason
) -> None:
    failure = await pool.parse(PARSER, body)
    assert isinstance(failure, ParsingFailure)
    assert failure.reason is reason
    assert "Ann" not in failure.detail
    assert await pool.parse(PARSER, b"words next") == Words(["next"])
    assert pool.failures == {("test", reason): 1}


async def test_one_that_waits_for_ever_is_killed(pool: ParserPool) -> None:
    hurried = msgspec.structs.replace(PARSER, limits=ParserLimits(wall_seconds=1.0))
    failure = await pool.parse(hurried, b"sleep")
    assert isinstance(failure, ParsingFailure)
    assert failure.reason is FailureReason.TIME


async def test_processor_time_is_counted_anew_for_each_request(pool: ParserPool) -> None:
    generous = msgspec.structs.replace(PARSER, limits=ParserLimits(cpu_seconds=30))
    first = await pool.parse(generous, b"pid")
    for _ in range(50):
        assert await pool.parse(generous, b"pid") == first, "one child answers them all"


async def test_memory_returns(pool: ParserPool) -> None:
    assert await pool.parse(PARSER, b"words a") == Words(["a"])
    (child,) = pool.pids
    await pool.parse(msgspec.structs.replace(PARSER, answer=type(None)), b"keep 40000000")  # type: ignore[arg-type]
    assert await pool.parse(PARSER, b"words a") == Words(["a"])
    assert pool.pids != [child]


async def test_others_go_on_while_one_is_parsed() -> None:
    pool = ParserPool(processes=2)
    async with pool.ended():
        slow = asyncio.ensure_future(pool.parse(PARSER, b"sleep"))
        assert await asyncio.gather(*(pool.parse(PARSER, b"words of %d" % n) for n in range(10)))
        other = msgspec.structs.replace(PARSER, name="another")
        assert await pool.parse(other, b"words of mine") == Words(["of", "mine"])
        assert not slow.done()
        await asyncio.to_thread(pool.close)
        with pytest.raises(ProcessEndedError):
            await slow


async def test_too_many_are_asked_to_come_again(pool: ParserPool) -> None:
    small = ParserPool(processes=1, most_waiting=1)
    async with small.ended():
        slow = asyncio.ensure_future(small.parse(PARSER, b"sleep"))
        await asyncio.sleep(0)
        with pytest.raises(ParsersBusyError):
            await small.parse(PARSER, b"words")
        slow.cancel()


async def test_a_child_that_is_ended_from_outside_says_nothing_about_the_bytes(pool: ParserPool) -> None:
    await pool.parse(PARSER, b"words")
    (child,) = pool.pids
    waits = asyncio.ensure_future(pool.parse(PARSER, b"sleep"))
    await asyncio.sleep(0.2)
    os.kill(child, signal.SIGTERM)
    with pytest.raises(ProcessEndedError):
        await waits
    assert not pool.failures


async def test_an_answer_of_another_type_is_an_error_of_ours(pool: ParserPool) -> None:
    with pytest.raises(msgspec.ValidationError):
        await pool.parse(PARSER, b"other")


async def test_the_service_spends_almost_nothing_on_a_bomb(pool: ParserPool) -> None:
    await pool.parse(PARSER, b"words")
    before = time.process_time()
    await pool.parse(PARSER, b"spin")
    assert time.process_time() - before < 0.25
