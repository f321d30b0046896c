"""The analysis goes on whatever a text, a model or a signal does to a worker process."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from typing import IO, cast

import msgspec
import pytest

from tests.nlp.failing_worker import Odd
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
async def pool() -> AsyncIterator[AnalysisPool]:
    made = AnalysisPool(1, "tests.nlp.failing_worker", seconds=8)
    yield made
    made.close()


def comments(*texts: str) -> list[CommentInput]:
    return [CommentInput(text) for text in texts]


def redacted_texts(found: Sequence[Analysis | None]) -> list[str | None]:
    return [None if one is None else one.redacted for one in found]


async def test_a_comment_that_breaks_its_process_is_skipped_and_the_others_are_analysed(pool: AnalysisPool) -> None:
    assert redacted_texts(await pool.analyse(comments("a", "choke", "b"))) == ["a", None, "b"]
    assert redacted_texts(await pool.analyse(comments("a", "kill", "b"))) == ["a", None, "b"]


async def test_an_analysis_that_hangs_is_ended(pool: AnalysisPool) -> None:
    await pool.analyse(comments("a"))
    pool._seconds = 0.3
    assert redacted_texts(await pool.analyse(comments("forever"))) == [None]


async def test_a_killed_process_is_replaced_and_no_comment_is_lost(pool: AnalysisPool) -> None:
    await pool.analyse(comments("a"))
    [first] = pool.pids
    os.kill(first, signal.SIGKILL)
    assert redacted_texts(await pool.analyse(comments("b"))) == ["b"]
    assert pool.pids != [first]


async def test_a_model_is_sent_only_when_a_process_needs_it(pool: AnalysisPool) -> None:
    asked = list[str]()

    async def content() -> ModelContents:
        asked.append("content")
        return ModelContents(b"one", b"+t" if len(asked) > 1 else None)

    for _ in range(2):
        [found] = await pool.analyse(comments("a"), ModelSelection("m1"), content)
        assert found is not None
        assert found.model == "odd-one"
    assert asked == ["content"]
    [found] = await pool.analyse(comments("a"), ModelSelection("m1", "t1"), content)
    assert found is not None
    assert (found.model, asked) == ("odd-one+t", ["content"] * 2)
    assert await pool.shipped() == "odd-"


async def test_without_an_engine_nothing_is_analysed_and_nothing_skipped(pool: AnalysisPool) -> None:
    async def broken() -> ModelContents:
        return ModelContents(b"broken")

    async def nothing() -> ModelContents:
        return ModelContents(None, b"themes")

    with pytest.raises(EngineError, match="ValueError in __init__"):
        await pool.analyse(comments("a"), ModelSelection("m2"), broken)
    with pytest.raises(EngineError, match="there is no model or taxonomy"):
        await pool.analyse(comments("a"), ModelSelection("m2"), nothing)


def test_replies_of_the_analysis_worker() -> None:
    worker = AnalysisWorker(Odd)
    assert isinstance(worker.answer(AnalysisRequest(())), AnalysisResult)
    assert worker.answer(AnalysisRequest((), ModelSelection("m1"))) == ContentsNeeded()
    assert worker.answer(AnalysisRequest((), ModelSelection("m1"), ModelContents(b"one"))) == AnalysisResult(
        [], "odd-one"
    )
    assert worker.answer(AnalysisRequest((), ModelSelection("m1", "t1"), ModelContents(b"one"))) == ContentsNeeded()
    assert isinstance(worker.answer(AnalysisRequest((), ModelSelection("m2"), ModelContents(b"broken"))), EngineFailed)
    reply = worker.answer(AnalysisRequest((CommentInput("choke"),), ModelSelection("m1")))
    assert isinstance(reply, AnalysisFailed)
    assert reply.error.startswith("RuntimeError in _read")
    assert "customer" not in reply.error


async def test_closing_ends_a_running_analysis(pool: AnalysisPool) -> None:
    await pool.analyse(comments("a"))
    analysis = asyncio.create_task(pool.analyse(comments("forever")))
    await asyncio.sleep(0.2)
    pool._seconds = 0.3
    await asyncio.to_thread(pool.close)
    assert redacted_texts(await analysis) == [None]


async def test_a_lifespan_ends_the_processes_that_were_started_in_it() -> None:
    pool = AnalysisPool(1, "tests.nlp.failing_worker")
    async with pool.ended():
        await pool.analyse(comments("a"))
        async with pool.ended():
            await pool.analyse(comments("b"))
        assert pool.pids, "processes that ran before stay"
    assert not pool.pids


def test_a_worker_ends_when_its_input_ends() -> None:
    """As when the service that started it was killed."""
    command = [sys.executable, "-m", WORKER_MODULE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        request = AnalysisRequest((CommentInput("Thank you, that was quick.", "en"),), SHIPPED_MODEL)
        send_message(cast("IO[bytes]", child.stdin), msgspec.msgpack.encode(request))
        reply = msgspec.msgpack.decode(receive_message(cast("IO[bytes]", child.stdout)) or b"", type=WorkerReply)
        cast("IO[bytes]", child.stdin).close()
        assert child.wait(60) == 0
    assert isinstance(reply, AnalysisResult)
    assert [one.label for one in reply.analyses] == ["positive"]
