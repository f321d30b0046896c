"""Every shipped weight of words and classifiers is learned again from the comments. About two minutes."""

import pytest

from benchmarks.text_training import train
from benchmarks.text_urgent_training import learn, ordinary, written
from tests.nlp.reproduced import NEAR, apart, needs_comments
from vocapp.nlp.sentiment.sentiment_model import SENTIMENT_LANGUAGES, shipped_sentiment_model
from vocapp.nlp.urgency.urgency_model import URGENCY_LANGUAGES, shipped_urgency_model


@pytest.mark.trial
@needs_comments
def test_everything_that_is_shipped_is_learned_again() -> None:
    found = train()
    assert tuple(found) == SENTIMENT_LANGUAGES
    distances = {
        language: max(
            apart(model.linear, shipped_sentiment_model(language).linear),
            apart(model.classifier, shipped_sentiment_model(language).classifier),
        )
        for language, model in found.items()
    }
    assert max(distances.values()) <= NEAR, distances


@pytest.mark.trial
@needs_comments
@pytest.mark.parametrize("language", URGENCY_LANGUAGES)
def test_the_weights_of_urgent_words_are_learned_again(language: str) -> None:
    found, there = learn(written(language), language, ordinary(language)), shipped_urgency_model(language)
    assert there is not None
    assert there.base == pytest.approx(found.base, abs=NEAR)
    assert {*there.weights} >= {*found.weights}
    for name, weight in there.weights.items():
        assert weight == pytest.approx(found.weights.get(name, 0.0), abs=NEAR)
