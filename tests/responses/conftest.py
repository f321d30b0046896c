"""A service on the database of the test."""

from collections.abc import AsyncIterator

import pytest

from tests.browser import web
from vocapp.settings import Settings
from vocapp.tokens import Keyring


@pytest.fixture
async def origin(own_database: str, settings: Settings, keys: Keyring) -> AsyncIterator[str]:
    """A service on the database of the test."""
    async with web(settings, keys) as address:
        yield address
