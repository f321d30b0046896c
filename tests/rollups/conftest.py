"""A world for every story about numbers."""

import pytest

from tests.rollups.world_fixtures import World


@pytest.fixture
async def world(database: str) -> World:
    """Everything is published, and nothing has happened yet."""
    return await World.made()
