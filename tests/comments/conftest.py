"""The reading process starts once for all of these stories."""

from collections.abc import Iterator

import pytest

from vocapp.nlp.types import CommentInput
from vocapp.nlp.worker import AnalysisRequest
from vocapp.nlp.worker_pool import ANALYSIS_POOL, BATCH_SECONDS


@pytest.fixture(scope="session")
def reading() -> Iterator[None]:
    """A reading process that lives as long as the tests: a house that finds it alive does not end it."""
    ANALYSIS_POOL._all[0].ask(AnalysisRequest((CommentInput("fine"),)), BATCH_SECONDS)
    yield
    ANALYSIS_POOL.close()


@pytest.fixture
def registry(reading: None, registry: object) -> object:
    """The whole house, with somebody who reads."""
    return registry
