"""A service on the database of the test, and a browser."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.service import service
from vocapp.settings import Settings
from vocapp.startup.keyfile import load_keyring, write_keyfile
from vocapp.tokens import Keyring

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def own_keys(tmp_path: Path) -> Keyring:
    """The keys that the test shares with the service."""
    write_keyfile(tmp_path / "secret.key")
    return load_keyring(Settings(home=tmp_path))


@pytest.fixture
async def origin(own_database: str, own_keys: Keyring, tmp_path: Path) -> AsyncIterator[str]:
    """A service on the database of the test."""
    shared = {"VOCAPP_DATABASE_URL": own_database, "VOCAPP_SECRET_FILE": str(tmp_path / "secret.key")}
    with service(tmp_path, VOCAPP_RATE_FACTOR="0", **shared) as running:
        yield running.url


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()
