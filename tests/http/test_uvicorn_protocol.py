"""A head that drips, or never ends, holds nothing up."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import uvicorn

from vocapp.http.middleware import RequestMiddleware
from vocapp.http.uvicorn_protocol import MOST_HEAD_BYTES, HeadLimitProtocol
from vocapp.settings import Settings

Connect = Callable[[], Any]
REQUEST = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n"


class Hasty(HeadLimitProtocol):
    HEAD_SECONDS = 0.2


async def hello(scope: Any, receive: Any, send: Any) -> None:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": body or b"ok"})


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Connections to a server that is in a hurry."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        RequestMiddleware(hello, Settings()), http=Hasty, lifespan="off", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    opened: list[asyncio.StreamWriter] = []

    async def open_one() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        opened.append(writer)
        return reader, writer

    yield open_one
    for writer in opened:
        writer.close()
    server.should_exit = True
    await serving


async def test_a_connection_that_says_nothing_is_closed(connect: Connect) -> None:
    reader, _ = await connect()

    assert await reader.read() == b""


async def test_a_head_that_drips_is_closed(connect: Connect) -> None:
    reader, writer = await connect()
    writer.write(REQUEST[:20])

    assert await reader.read() == b""


async def test_a_slow_body_is_not_the_heads_affair(connect: Connect) -> None:
    reader, writer = await connect()
    writer.write(REQUEST)
    await asyncio.sleep(Hasty.HEAD_SECONDS * 2)
    writer.write(b"ok")

    assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")


async def test_a_scanner_that_asks_for_no_body_is_answered_on_a_connection_that_stays(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    """The server must still know that it was a HEAD, or it waits for the body that was announced, and fails."""
    reader, writer = await connect()
    for _ in range(2):
        writer.write(b"HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"content-length: 2\r\n" in answer
    writer.write(REQUEST + b"ok")
    assert (await reader.readuntil(b"\r\n\r\nok")).startswith(b"HTTP/1.1 200")
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []


async def test_a_second_head_on_a_kept_connection_is_hurried_too(connect: Connect) -> None:
    reader, writer = await connect()
    writer.write(REQUEST + b"ok")
    await reader.readuntil(b"ok")

    writer.write(REQUEST[:20])

    assert await reader.read() == b""


async def test_a_head_without_end_is_refused(connect: Connect) -> None:
    reader, writer = await connect()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        writer.write(b"GET / HTTP/1.1\r\nX-Endless: ")
        for _ in range(64):
            writer.write(b"a" * (MOST_HEAD_BYTES // 4))
            await asyncio.sleep(0.005)
        await reader.readexactly(1_000)
