"""The reading process starts once for all of these stories."""

from collections.abc import Iterator

import msgspec
import pytest

from vocapp.nlp.analysis_pool import ANALYSIS_POOL, BATCH_SECONDS
from vocapp.nlp.analysis_worker import AnalysisRequest
from vocapp.nlp.types import CommentInput


@pytest.fixture(scope="session")
def reading() -> Iterator[None]:
    """A reading process that lives as long as the tests: a house that finds it alive does not end it."""
    ANALYSIS_POOL._all[0].request(msgspec.msgpack.encode(AnalysisRequest((CommentInput("fine"),))), BATCH_SECONDS)
    yield
    ANALYSIS_POOL.close()


@pytest.fixture
def registry(reading: None, registry: object) -> object:
    """The whole house, with somebody who reads."""
    return registry
