"""What every test stands on: one PostgreSQL a run, a migrated template, and the application on it.

Tiers: pure tests use nothing from here. `database` is one savepoint a test, rolled back. `own_database` is a
database of its own, cloned from the template, for whatever claims, locks, notifies or races (mark it `committed`).
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import httpx
import pytest
from litestar import Litestar
from playwright.async_api import Browser

from tests.browser import chromium
from tests.hypothesis_profiles import register_profiles
from tests.shared_applications import SharedApplications
from tests.staff_people import Door, SignIn
from tests.terminal import Terminal
from vocapp import clock
from vocapp.customers.address_marks import MARKS
from vocapp.database import DB
from vocapp.database.embedded.server import running
from vocapp.database.migrate import migrate
from vocapp.feature import Registry
from vocapp.settings import Settings
from vocapp.tokens import Keyring

# One home for every run: a run that was killed leaves a server behind, which the next one takes over and stops.
HOME = Path(__file__).parents[1] / "var" / "tests"
KEYS = Keyring({"k1": b"a key for tests that guards nothing"}, "k1")
MARKS.use(KEYS)
register_profiles()
SHARED = SharedApplications()
SYSTEM_URL = os.environ.get("VOCAPP_TEST_DATABASE_URL", "")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write the golden files anew; then look at the diff")


@pytest.fixture
def regenerate(pytestconfig: pytest.Config) -> bool:
    """Whether to write golden files anew (`--regenerate`)."""
    return bool(pytestconfig.getoption("regenerate"))


def pytest_report_header() -> str:
    return f"database: {'the server of VOCAPP_TEST_DATABASE_URL' if SYSTEM_URL else 'embedded PostgreSQL'}"


def _on(server: str, name: str) -> str:
    parts = urlsplit(server)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/{name}{query}"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The DSN of the maintenance database of this run's server."""
    if SYSTEM_URL:
        yield SYSTEM_URL
        return
    with running(HOME, durable=False, log=lambda _: None) as cluster:
        yield cluster.dsn("postgres")


async def _create(server: str, name: str, template: str = "template0") -> str:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    finally:
        await connection.close()
    return _on(server, name)


async def _drop(server: str, name: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        await connection.close()


@asynccontextmanager
async def _opened(dsn: str) -> AsyncIterator[str]:
    # A test that waits for a process of its own keeps its transaction meanwhile, however slow the machine.
    async with DB.reopened(dsn, size=12, statement_seconds=30, lock_seconds=30, idle_seconds=600):
        yield dsn


@pytest.fixture(scope="session")
async def template(server: str) -> AsyncIterator[str]:
    """The name of a migrated database marked `test`, to clone."""
    name = f"vocapp_template_{uuid4().hex[:8]}"
    async with _opened(await _create(server, name)):
        await migrate()
        await DB.execute("INSERT INTO instance (name, value) VALUES ('purpose', 'test')")
    yield name
    await _drop(server, name)


@pytest.fixture(scope="session")
async def _shared(server: str, template: str) -> AsyncIterator[str]:
    name = f"vocapp_shared_{uuid4().hex[:8]}"
    async with _opened(await _create(server, name, template)) as dsn:
        yield dsn
    await _drop(server, name)


@pytest.fixture
async def database(_shared: str) -> AsyncIterator[str]:
    """The shared database inside a transaction that is rolled back; no concurrency in such a test."""
    async with DB.transaction() as transaction:
        yield _shared
        if not transaction.connection.is_closed():  # else the tests after this one would fail in its stead
            await transaction.transaction.rollback()
        transaction._rolled_back = True


@asynccontextmanager
async def cloned_database(server: str, template: str) -> AsyncIterator[str]:
    """The DSN of a database that is dropped after the block; `DB` is open on it."""
    name = f"vocapp_own_{uuid4().hex[:8]}"
    async with _opened(await _create(server, name, template)) as dsn:
        yield dsn
    await _drop(server, name)


@pytest.fixture
async def own_database(server: str, template: str) -> AsyncIterator[str]:
    """The DSN of a database of this test's own; `DB` is open on it."""
    async with cloned_database(server, template) as dsn:
        yield dsn


@pytest.fixture
def terminal(own_database: str, tmp_path: Path) -> Terminal:
    """A terminal at a database of this test's own."""
    return Terminal(own_database, tmp_path)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a test installation; change fields with dataclasses.replace."""
    return Settings(home=tmp_path, public_url="https://feedback.example")


@pytest.fixture
def no_seconds_pass() -> Iterator[None]:
    """Limits do not refill meanwhile, however slow the machine."""
    with clock.standing_still():
        yield


@pytest.fixture
def keys() -> Keyring:
    """A keyring whose tokens are the same in every run."""
    return KEYS


@pytest.fixture
def registry(settings: Settings, keys: Keyring) -> Registry:
    """The registry with the features of all packages."""
    return SHARED.registry(settings, keys)


@pytest.fixture
def app(registry: Registry) -> Litestar:
    """The ASGI application on the database that is open; nothing is worked off unless a test does it."""
    return SHARED.app(registry)


@asynccontextmanager
async def _alive(app: Litestar) -> AsyncIterator[None]:
    # pytest ends a fixture in another task than it began it in, and Litestar's lifespan wants one task for both.
    begun, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            begun.set()
            await over.wait()

    task = asyncio.create_task(live())
    beginning = asyncio.create_task(begun.wait())
    await asyncio.wait({task, beginning}, return_when=asyncio.FIRST_COMPLETED)
    beginning.cancel()
    try:
        if not task.done():
            yield
    finally:
        over.set()
        await task


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without a session, at the public origin. Uses whichever database fixture the test asked for first."""
    transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 40000))
    async with _alive(app), httpx.AsyncClient(transport=transport, base_url="https://feedback.example") as browser:
        yield browser


@pytest.fixture(scope="session")
async def _chromium() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest.fixture
async def browser(_chromium: Browser) -> AsyncIterator[Browser]:
    """The Chromium of this run; what the test opened in it is closed after it."""
    yield _chromium
    for context in _chromium.contexts:
        await context.close()


@pytest.fixture
async def signed_in(app: Litestar, client: httpx.AsyncClient, keys: Keyring) -> AsyncIterator[SignIn]:
    """`await signed_in("Ada Admin", Role.ADMIN)`: a new user with their own browser. Ask for a database first."""
    door = Door(app, keys)
    yield door.sign_in
    await door.close()
