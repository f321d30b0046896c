"""Reading goes on whatever a text, a model or a signal does to the process that reads."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from typing import IO, cast

import msgspec
import pytest

from tests.nlp.odd_reader import Odd
from vocapp.nlp.analysis_pool import WORKER_MODULE, AnalysisPool, EngineError
from vocapp.nlp.analysis_worker import (
    SHIPPED_MODEL,
    AnalysisFailed,
    AnalysisRequest,
    AnalysisResult,
    AnalysisWorker,
    ContentsNeeded,
    EngineFailed,
    ModelContents,
    ModelSelection,
    WorkerReply,
)
from vocapp.nlp.types import Analysis, CommentInput
from vocapp.processes.framing import receive_message, send_message


@pytest.fixture
async def readers() -> AsyncIterator[AnalysisPool]:
    made = AnalysisPool(1, "tests.nlp.odd_reader", seconds=8)
    yield made
    made.close()


def comments(*texts: str) -> list[CommentInput]:
    return [CommentInput(text) for text in texts]


def read(found: Sequence[Analysis | None]) -> list[str | None]:
    return [None if one is None else one.redacted for one in found]


async def test_one_text_too_many_is_given_up_and_the_others_are_read(readers: AnalysisPool) -> None:
    assert read(await readers.analyse(comments("a", "choke", "b"))) == ["a", None, "b"]
    assert read(await readers.analyse(comments("a", "kill", "b"))) == ["a", None, "b"]


async def test_a_text_that_never_ends_is_ended(readers: AnalysisPool) -> None:
    await readers.analyse(comments("a"))
    readers._seconds = 0.3
    assert read(await readers.analyse(comments("forever"))) == [None]


async def test_a_killed_process_is_replaced_without_a_word_lost(readers: AnalysisPool) -> None:
    await readers.analyse(comments("a"))
    [first] = readers.pids
    os.kill(first, signal.SIGKILL)
    assert read(await readers.analyse(comments("b"))) == ["b"]
    assert readers.pids != [first]


async def test_a_model_is_sent_where_it_is_needed_and_only_then(readers: AnalysisPool) -> None:
    asked = list[str]()

    async def content() -> ModelContents:
        asked.append("content")
        return ModelContents(b"one", b"+t" if len(asked) > 1 else None)

    for _ in range(2):
        [found] = await readers.analyse(comments("a"), ModelSelection("m1"), content)
        assert found is not None
        assert found.model == "odd-one"
    assert asked == ["content"]
    [found] = await readers.analyse(comments("a"), ModelSelection("m1", "t1"), content)
    assert found is not None
    assert (found.model, asked) == ("odd-one+t", ["content"] * 2)
    assert await readers.shipped() == "odd-"


async def test_without_an_engine_nothing_is_read_and_nothing_given_up(readers: AnalysisPool) -> None:
    async def broken() -> ModelContents:
        return ModelContents(b"broken")

    async def nothing() -> ModelContents:
        return ModelContents(None, b"themes")

    with pytest.raises(EngineError, match="ValueError in __init__"):
        await readers.analyse(comments("a"), ModelSelection("m2"), broken)
    with pytest.raises(EngineError, match="there is no model or taxonomy"):
        await readers.analyse(comments("a"), ModelSelection("m2"), nothing)


def test_what_a_reader_answers_to() -> None:
    reader = AnalysisWorker(Odd)
    assert isinstance(reader.answer(AnalysisRequest(())), AnalysisResult)
    assert reader.answer(AnalysisRequest((), ModelSelection("m1"))) == ContentsNeeded()
    assert reader.answer(AnalysisRequest((), ModelSelection("m1"), ModelContents(b"one"))) == AnalysisResult(
        [], "odd-one"
    )
    assert reader.answer(AnalysisRequest((), ModelSelection("m1", "t1"), ModelContents(b"one"))) == ContentsNeeded()
    assert isinstance(reader.answer(AnalysisRequest((), ModelSelection("m2"), ModelContents(b"broken"))), EngineFailed)
    said = reader.answer(AnalysisRequest((CommentInput("choke"),), ModelSelection("m1")))
    assert isinstance(said, AnalysisFailed)
    assert said.error.startswith("RuntimeError in _read")
    assert "customer" not in said.error


async def test_nobody_waits_for_a_process_that_was_closed(readers: AnalysisPool) -> None:
    await readers.analyse(comments("a"))
    reading = asyncio.create_task(readers.analyse(comments("forever")))
    await asyncio.sleep(0.2)
    readers._seconds = 0.3
    await asyncio.to_thread(readers.close)
    assert read(await reading) == [None]


async def test_what_was_started_within_a_house_ends_with_it() -> None:
    readers = AnalysisPool(1, "tests.nlp.odd_reader")
    async with readers.ended():
        await readers.analyse(comments("a"))
        async with readers.ended():
            await readers.analyse(comments("b"))
        assert readers.pids, "whoever started it goes on"
    assert not readers.pids


def test_a_reader_answers_and_goes_when_nobody_asks_any_more() -> None:
    """As where the service that started it was killed."""
    command = [sys.executable, "-m", WORKER_MODULE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        request = AnalysisRequest((CommentInput("Thank you, that was quick.", "en"),), SHIPPED_MODEL)
        send_message(cast("IO[bytes]", child.stdin), msgspec.msgpack.encode(request))
        told = msgspec.msgpack.decode(receive_message(cast("IO[bytes]", child.stdout)) or b"", type=WorkerReply)
        cast("IO[bytes]", child.stdin).close()
        assert child.wait(60) == 0
    assert isinstance(told, AnalysisResult)
    assert [one.label for one in told.readings] == ["positive"]
