"""Two weeks of contacts, and the digest of Erin."""

from collections.abc import AsyncIterator

import pytest

from tests.digests import two_weeks_fixtures
from tests.digests.subscriber_fixtures import subscribe_erin
from tests.digests.two_weeks_fixtures import NOW
from tests.rollups.world_fixtures import World
from vocapp import clock
from vocapp.digests.types import Subscription
from vocapp.feature import Registry
from vocapp.tokens import Keyring


@pytest.fixture
async def two_weeks(database: str, registry: Registry) -> AsyncIterator[World]:
    """Two weeks of contacts, seen on the Monday after them."""
    world = await two_weeks_fixtures.record_two_weeks(registry)
    with clock.travelled(NOW):
        yield world


@pytest.fixture
async def monday(database: str, registry: Registry) -> AsyncIterator[World]:
    """The same Monday, with a dozen answers."""
    world = await two_weeks_fixtures.record_two_weeks(registry, two_weeks_fixtures.SMALL)
    with clock.travelled(NOW):
        yield world


@pytest.fixture
async def hers(monday: World, keys: Keyring) -> Subscription:
    """Erin's digest of everything."""
    return await subscribe_erin(keys)
