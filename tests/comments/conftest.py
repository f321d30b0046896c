"""The reading process starts once for all of these stories."""

from collections.abc import Iterator

import pytest

from vocapp.nlp.types import Comment
from vocapp.nlp.worker import Ask
from vocapp.nlp.worker_pool import READERS, SECONDS


@pytest.fixture(scope="session")
def reading() -> Iterator[None]:
    """A reading process that lives as long as the tests: a house that finds it alive does not end it."""
    READERS._all[0].ask(Ask((Comment("fine"),)), SECONDS)
    yield
    READERS.close()


@pytest.fixture
def registry(reading: None, registry: object) -> object:
    """The whole house, with somebody who reads."""
    return registry
