"""Every shipped weight, of words and of judges, is learned again from the comments. About two minutes."""

import pytest

from benchmarks.text_training import train
from tests.insight.reproduced import NEAR, apart, needs_comments
from vocapp.insight.sentiment import SHIPPED, shipped


@pytest.mark.trial
@needs_comments
def test_everything_that_is_shipped_is_learned_again() -> None:
    found = train()
    assert tuple(found) == SHIPPED
    distances = {
        language: max(apart(model.linear, shipped(language).linear), apart(model.judge, shipped(language).judge))
        for language, model in found.items()
    }
    assert max(distances.values()) <= NEAR, distances
