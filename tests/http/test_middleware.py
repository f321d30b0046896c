"""Around the application: bodies that come too slowly, failures of its own, and what is not HTTP."""

import asyncio
import json
from typing import Any

import pytest

from vocapp.http.middleware import RequestMiddleware
from vocapp.http.problem_json import RequestError
from vocapp.settings import Settings


class Wire:
    """One request of a client that sends `pieces` and then nothing more; the answer."""

    def __init__(self, *pieces: bytes, method: str = "POST", client: Any = ("127.0.0.1", 1)) -> None:
        self.pieces = list(pieces)
        self.sent: list[dict[str, Any]] = []
        self.scope = {
            "type": "http",
            "method": method,
            "path": "/in/hook",
            "query_string": b"",
            "headers": [],
            "client": client,
            "scheme": "http",
        }

    async def receive(self) -> dict[str, Any]:
        if not self.pieces:
            await asyncio.Event().wait()
        body = self.pieces.pop(0)
        return {"type": "http.request", "body": body, "more_body": body != b"end"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])


async def read_all(scope: Any, receive: Any, send: Any) -> None:
    """An application that reads the body, then waits for the client to leave."""
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"public")]})
    await send({"type": "http.response.body", "body": b"done"})


async def broken(scope: Any, receive: Any, send: Any) -> None:
    raise ZeroDivisionError


async def broken_halfway(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ZeroDivisionError


async def test_a_whole_body_is_read(settings: Settings) -> None:
    wire = Wire(b"a", b"b", b"end")

    await RequestMiddleware(read_all, settings)(wire.scope, wire.receive, wire.send)

    assert wire.status == 200
    assert [value for name, value in wire.sent[0]["headers"] if name == b"cache-control"] == [b"public"]


async def test_a_body_that_drips_is_given_up(settings: Settings) -> None:
    wire = Wire(b"a", b"b")

    async def patient(scope: Any, receive: Any, send: Any) -> None:
        with pytest.raises(RequestError, match="408"):
            await read_all(scope, receive, send)
        await send({"type": "http.response.start", "status": 408, "headers": []})

    await RequestMiddleware(patient, settings, chunk_seconds=0.01)(wire.scope, wire.receive, wire.send)

    assert wire.status == 408


async def test_a_failure_of_the_layers_themselves_is_answered_without_details(settings: Settings) -> None:
    wire = Wire(b"end")

    await RequestMiddleware(broken, settings)(wire.scope, wire.receive, wire.send)

    assert wire.status == 500
    assert json.loads(wire.sent[1]["body"])["detail"].startswith("Something failed here")


async def test_a_failure_in_the_middle_of_an_answer_cuts_it_off(settings: Settings) -> None:
    wire = Wire(b"end")

    with pytest.raises(ZeroDivisionError):
        await RequestMiddleware(broken_halfway, settings)(wire.scope, wire.receive, wire.send)


async def test_what_is_not_http_goes_by(settings: Settings) -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    await RequestMiddleware(app, settings)({"type": "lifespan"}, None, None)  # type: ignore[arg-type]

    assert seen == ["lifespan"]
