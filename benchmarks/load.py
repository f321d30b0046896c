"""The HTTP load of a benchmark: prepared requests on kept connections, as cheap as possible."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

AT_ONCE = 16


@dataclass(frozen=True)
class Answer:
    """One HTTP response: the status and the length of the body in bytes."""

    status: int
    size: int


def get(url: str, path: str, **headers: str) -> bytes:
    """A GET as bytes."""
    return _request("GET", url, path, headers, b"")


def post(url: str, path: str, **fields: str) -> bytes:
    """A POST of a form as bytes."""
    return _request(
        "POST", url, path, {"content-type": "application/x-www-form-urlencoded"}, urlencode(fields).encode()
    )


async def send(url: str, requests: Sequence[bytes], *, expect: int, at_once: int = AT_ONCE) -> int:
    """Send every request over `at_once` connections; the number of responses with status `expect`; all must have it."""
    waiting = iter(requests)
    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(_work(url, waiting, expect))
    return len(requests)


async def _work(url: str, waiting: Iterator[bytes], expect: int) -> None:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        for request in waiting:
            writer.write(request)
            answer = await _answer(reader)
            if answer.status != expect:
                raise AssertionError(f"answered {answer.status}, not {expect}: {request[:200]!r}")
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    size = int(length) if length else 0
    await reader.readexactly(size)
    return Answer(int(head.split(b" ", 2)[1]), size)


def _request(method: str, url: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"host: {urlsplit(url).netloc}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
