"""Reading goes on whatever a text, a model or a signal does to the process that reads."""

import asyncio
import io
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from typing import IO, cast

import msgspec
import pytest

from tests.nlp.odd_reader import Odd
from vocapp.nlp.types import Comment, Reading
from vocapp.nlp.worker import (
    SHIPPED,
    Ask,
    By,
    ContentNeeded,
    Contents,
    Done,
    NoEngine,
    Reader,
    Told,
    Unreadable,
    receive,
    send,
)
from vocapp.nlp.worker_pool import READER, EngineError, Readers


@pytest.fixture
async def readers() -> AsyncIterator[Readers]:
    made = Readers(1, "tests.nlp.odd_reader", seconds=8)
    yield made
    made.close()


def comments(*texts: str) -> list[Comment]:
    return [Comment(text) for text in texts]


def read(found: Sequence[Reading | None]) -> list[str | None]:
    return [None if one is None else one.redacted for one in found]


async def test_one_text_too_many_is_given_up_and_the_others_are_read(readers: Readers) -> None:
    assert read(await readers.read(comments("a", "choke", "b"))) == ["a", None, "b"]
    assert read(await readers.read(comments("a", "kill", "b"))) == ["a", None, "b"]


async def test_a_text_that_never_ends_is_ended(readers: Readers) -> None:
    await readers.read(comments("a"))
    readers._seconds = 0.3
    assert read(await readers.read(comments("forever"))) == [None]


async def test_a_killed_process_is_replaced_without_a_word_lost(readers: Readers) -> None:
    await readers.read(comments("a"))
    [first] = readers.pids
    os.kill(first, signal.SIGKILL)
    assert read(await readers.read(comments("b"))) == ["b"]
    assert readers.pids != [first]


async def test_a_model_is_sent_where_it_is_needed_and_only_then(readers: Readers) -> None:
    asked = list[str]()

    async def content() -> Contents:
        asked.append("content")
        return Contents(b"one", b"+t" if len(asked) > 1 else None)

    for _ in range(2):
        [found] = await readers.read(comments("a"), By("m1"), content)
        assert found is not None
        assert found.model == "odd-one"
    assert asked == ["content"]
    [found] = await readers.read(comments("a"), By("m1", "t1"), content)
    assert found is not None
    assert (found.model, asked) == ("odd-one+t", ["content"] * 2)
    assert await readers.shipped() == "odd-"


async def test_without_an_engine_nothing_is_read_and_nothing_given_up(readers: Readers) -> None:
    async def broken() -> Contents:
        return Contents(b"broken")

    async def nothing() -> Contents:
        return Contents(None, b"themes")

    with pytest.raises(EngineError, match="ValueError in __init__"):
        await readers.read(comments("a"), By("m2"), broken)
    with pytest.raises(EngineError, match="there is no model or taxonomy"):
        await readers.read(comments("a"), By("m2"), nothing)


def test_what_a_reader_answers_to() -> None:
    reader = Reader(Odd)
    assert isinstance(reader.answer(Ask(())), Done)
    assert reader.answer(Ask((), By("m1"))) == ContentNeeded()
    assert reader.answer(Ask((), By("m1"), Contents(b"one"))) == Done([], "odd-one")
    assert reader.answer(Ask((), By("m1", "t1"), Contents(b"one"))) == ContentNeeded()
    assert isinstance(reader.answer(Ask((), By("m2"), Contents(b"broken"))), NoEngine)
    said = reader.answer(Ask((Comment("choke"),), By("m1")))
    assert isinstance(said, Unreadable)
    assert said.error.startswith("RuntimeError in _read")
    assert "customer" not in said.error


def test_a_message_that_was_cut_is_no_message() -> None:
    stream = io.BytesIO()
    send(stream, Done([], "m"))
    whole = stream.getvalue()
    assert receive(io.BytesIO(whole)) == whole[4:]
    assert [receive(io.BytesIO(whole[:length])) for length in range(len(whole))] == [None] * len(whole)


async def test_nobody_waits_for_a_process_that_was_closed(readers: Readers) -> None:
    await readers.read(comments("a"))
    reading = asyncio.create_task(readers.read(comments("forever")))
    await asyncio.sleep(0.2)
    readers._seconds = 0.3
    await asyncio.to_thread(readers.close)
    assert read(await reading) == [None]


async def test_what_was_started_within_a_house_ends_with_it() -> None:
    readers = Readers(1, "tests.nlp.odd_reader")
    async with readers.ended():
        await readers.read(comments("a"))
        async with readers.ended():
            await readers.read(comments("b"))
        assert readers.pids, "whoever started it goes on"
    assert not readers.pids


def test_a_reader_answers_and_goes_when_nobody_asks_any_more() -> None:
    """As where the service that started it was killed."""
    command = [sys.executable, "-m", READER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        send(cast("IO[bytes]", child.stdin), Ask((Comment("Thank you, that was quick.", "en"),), SHIPPED))
        told = msgspec.msgpack.decode(receive(cast("IO[bytes]", child.stdout)) or b"", type=Told)
        cast("IO[bytes]", child.stdin).close()
        assert child.wait(60) == 0
    assert isinstance(told, Done)
    assert [one.label for one in told.readings] == ["positive"]
