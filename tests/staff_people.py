"""Staff for the tests: Ada administrates, Lena leads, Omar answers calls. Made by the product's own functions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from litestar import Litestar

from vocapp.database import DB
from vocapp.http import csrf
from vocapp.http.access import Actor, Role, Scope
from vocapp.staff import api_keys, passwords, sessions, users
from vocapp.staff.user_form import UserIn
from vocapp.tokens import Keyring, token_hash

COMMAND = Actor(kind="command")
PASSWORD = "nine green bottles"
ORIGIN = "https://feedback.example"


@dataclass
class Person:
    """A user, signed in with their own browser."""

    id: UUID
    browser: httpx.AsyncClient
    csrf: str

    async def submit(self, path: str, **fields: str | list[str]) -> httpx.Response:
        """Send a form of one of our pages."""
        return await self.browser.post(path, data={"csrf": self.csrf, **fields})

    async def see(self, path: str) -> str:
        """The text of a page that must be there."""
        answer = await self.browser.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("location"))
        return answer.text


SignIn = Callable[..., Awaitable[Person]]


async def make_user(name: str, role: Role = Role.AGENT, **more: Any) -> UUID:
    """A user without a password, at name's first word @company.example."""
    email = f"{name.split()[0].lower()}@company.example"
    return await users.add(UserIn(email, name, role, **more), COMMAND)


async def give_password(user_id: UUID, password: str = PASSWORD) -> None:
    """Let a user sign in by the form."""
    kept = passwords.HASHER.hash(password)
    await DB.execute("UPDATE staff_user SET password_hash = $2 WHERE id = $1", user_id, kept)


async def make_key(*scopes: Scope, is_test: bool = False) -> str:
    """The secret of an API key, for `Authorization: Bearer`."""
    return (await api_keys.add("a program", scopes, is_test=is_test, by=COMMAND)).secret


@dataclass
class Door:
    """Signs people in to one application; close it at the end."""

    app: Litestar
    keys: Keyring
    browsers: list[httpx.AsyncClient] = field(default_factory=list)

    async def sign_in(self, name: str, role: Role = Role.AGENT, **more: Any) -> Person:
        """Add a user and sign them in."""
        return await self.again(await make_user(name, role, **more))

    async def again(self, user_id: UUID) -> Person:
        """Sign a user in with one more browser."""
        token = await sessions.open_session(user_id, "Firefox")
        session_id = await DB.fetch_value("SELECT id FROM staff_session WHERE token_hash = $1", token_hash(token))
        transport = httpx.ASGITransport(app=self.app, client=("127.0.0.1", 40000))
        browser = httpx.AsyncClient(transport=transport, base_url=ORIGIN)
        browser.cookies.set("__Secure-vocapp", token, domain="feedback.example", path="/app")
        self.browsers.append(browser)
        return Person(user_id, browser, csrf.token(self.keys, session_id))

    async def close(self) -> None:
        """Close every browser."""
        for browser in self.browsers:
            await browser.aclose()
