"""Every shipped weight of words and classifiers is learned again from the comments. About two minutes."""

import pytest

from benchmarks.text_training import train
from benchmarks.text_urgent_training import learn, ordinary, written
from tests.nlp.reproduced import NEAR, apart, needs_comments
from vocapp.nlp.sentiment.sentiment_model import SHIPPED, shipped
from vocapp.nlp.urgency.urgency_model import LANGUAGES, shipped_urgent


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


@pytest.mark.trial
@needs_comments
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weights_of_urgent_words_are_learned_again(language: str) -> None:
    found, there = learn(written(language), language, ordinary(language)), shipped_urgent(language)
    assert there is not None
    assert there.base == pytest.approx(found.base, abs=NEAR)
    assert {*there.weights} >= {*found.weights}
    for name, weight in there.weights.items():
        assert weight == pytest.approx(found.weights.get(name, 0.0), abs=NEAR)
