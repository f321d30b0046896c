"""A small application behind the edge: an API route that reads a body, and handlers that fail in every way."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Litestar, Request, get, post
from litestar.connection import ASGIConnection
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct

from vocapp.database import NotOpenError, PoolBusyError
from vocapp.http.access import PUBLIC, SIGNED, TOKEN, Actor, Role, Scope, key, staff
from vocapp.http.app_options import EVENT_BYTES, HttpLayer, documented
from vocapp.http.problem_json import RequestError, not_found
from vocapp.http.rate_limit import Rate
from vocapp.http.request import read_form
from vocapp.settings import Settings
from vocapp.tokens import Keyring
from vocapp.ui.error_page import error_page

Open = Callable[..., httpx.AsyncClient]


class Thing(Struct, forbid_unknown_fields=True):
    name: str
    size: int = 1


FAILURES: dict[str, Callable[[], Exception]] = {
    "busy": lambda: PoolBusyError("all in use"),
    "closed": lambda: NotOpenError("not open"),
    "slow": lambda: asyncpg.QueryCanceledError("canceling statement due to statement timeout"),
    "down": lambda: ConnectionRefusedError(111, "refused"),
    "gone": lambda: FileNotFoundError(2, "no socket"),
    "full": lambda: asyncpg.DiskFullError("could not extend file"),
    "cut": lambda: asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
    "lost": lambda: asyncpg.InterfaceError("connection is closed"),
    "deadlock": lambda: asyncpg.DeadlockDetectedError("deadlock detected"),
    "nul": lambda: asyncpg.CharacterNotInRepertoireError("invalid byte sequence"),
    "surrogate": lambda: UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
    "bug": lambda: ZeroDivisionError("the secret is 4711"),
    "mistake": lambda: asyncpg.InterfaceError("the server expects 2 arguments for this query, 1 was passed"),
    "missing": NotFoundException,
    "teapot": lambda: RequestError(409, "It is known otherwise."),
}


async def fail(kind: FromPath[str]) -> str:
    """Fail in the way that is asked for."""
    raise FAILURES[kind]()


@post("/api/things", opt=key(Scope.CONTACTS_WRITE).opt, request_max_body_size=EVENT_BYTES)
async def add_thing(data: JSONBody[Thing]) -> Thing:
    return data


@get("/api/things", opt=PUBLIC.opt)
async def things(limit: FromQuery[int] = 3, flag: FromQuery[bool] = False) -> list[int]:
    return [limit]


@get("/api/v1/looked-up", opt=key(Scope.CONTACTS_WRITE).opt, include_in_schema=False)
async def looked_up() -> None:
    raise not_found()


@get("/s/{token:str}", opt=TOKEN.opt)
async def survey(token: FromPath[str]) -> str:
    if token != "right":
        raise not_found()
    return "a survey"


@post("/app/change", opt=staff(Role.LEAD).opt)
async def change(request: Request[Any, Any, Any]) -> str:
    return (await read_form(request))["word"]


@get("/app/page", opt=staff().opt)
async def page() -> str:
    return "a page"


@get("/rare", opt={**PUBLIC.opt, "rate": Rate(0.01, 2)})
async def rare() -> str:
    return "once in a while"


@post("/in/hook", opt=SIGNED.opt)
async def hook(request: Request[Any, Any, Any]) -> str:
    return str(len(await request.body()))


@get("/slow", opt=PUBLIC.opt)
async def slow() -> str:
    await asyncio.sleep(0)
    return "slow"


HANDLERS = [add_thing, things, looked_up, survey, change, page, rare, hook, slow]
FAILING = [get(f"{start}/fail/{{kind:str}}", opt=PUBLIC.opt)(fail) for start in ("/api", "/in", "/app", "/s")]


SEEN: deque[BaseRouteHandler] = deque(maxlen=9)
"""Litestar gives every guard a copy of the handler; while some are kept, no two of them are at one address."""


async def identify(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The caller is the one named: these tests do not cover authentication."""
    SEEN.append(handler)
    name = connection.headers.get("x-test-actor")
    if name == "key":
        connection.scope["actor"] = Actor(kind="key", scopes=frozenset({"contacts:write"}))  # type: ignore[typeddict-unknown-key]
    elif name:
        connection.scope["actor"] = Actor(kind="user", id=None, role=Role(name))  # type: ignore[typeddict-unknown-key]


@pytest.fixture
async def door(settings: Settings, keys: Keyring) -> AsyncIterator[Open]:
    """`door(address, trusted_proxies=…)`: a browser at the small application, seen to come from `address`."""
    browsers: list[httpx.AsyncClient] = []

    def build(address: str = "203.0.113.9", **changes: Any) -> httpx.AsyncClient:
        edge = HttpLayer(replace(settings, **changes), keys, error_page)
        app = edge.surround(Litestar(documented([*HANDLERS, *FAILING]), **edge.options([identify])))
        transport = httpx.ASGITransport(app=app, client=(address, 40000), raise_app_exceptions=False)
        browser = httpx.AsyncClient(transport=transport, base_url="https://feedback.example")
        browsers.append(browser)
        return browser

    yield build
    for browser in browsers:
        await browser.aclose()
