"""One analysis process for all tests of comments."""

from collections.abc import Iterator

import msgspec
import pytest

from vocapp.nlp.analysis_pool import ANALYSIS_POOL, BATCH_SECONDS
from vocapp.nlp.analysis_worker import AnalysisRequest
from vocapp.nlp.types import CommentInput


@pytest.fixture(scope="session")
def reading() -> Iterator[None]:
    """An analysis process for the whole session: a registry that finds it running does not end it."""
    ANALYSIS_POOL._all[0].request(msgspec.msgpack.encode(AnalysisRequest((CommentInput("fine"),))), BATCH_SECONDS)
    yield
    ANALYSIS_POOL.close()


@pytest.fixture
def registry(reading: None, registry: object) -> object:
    """The registry, with an analysis process."""
    return registry
