"""Two weeks that were lived, and Erin who reads of them."""

from collections.abc import AsyncIterator

import pytest

from tests.digests import fortnight
from tests.digests.fortnight import NOW
from tests.digests.readers import erin
from tests.rollups.world_fixtures import World
from vocapp import clock
from vocapp.digests.types import Subscription
from vocapp.feature import Registry
from vocapp.tokens import Keyring


@pytest.fixture
async def lived(database: str, registry: Registry) -> AsyncIterator[World]:
    """The Monday after the two weeks."""
    world = await fortnight.lived(registry)
    with clock.travelled(NOW):
        yield world


@pytest.fixture
async def monday(database: str, registry: Registry) -> AsyncIterator[World]:
    """The same Monday, of a company with a dozen answers."""
    world = await fortnight.lived(registry, fortnight.SMALL)
    with clock.travelled(NOW):
        yield world


@pytest.fixture
async def hers(monday: World, keys: Keyring) -> Subscription:
    """Erin's digest of everything."""
    return await erin(keys)
