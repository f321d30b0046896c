"""The shipped weights are what the training script finds in the comments, where those are at hand.

Here the words and questions of the languages that are learned in a moment; `make trial` learns everything again.
"""

import numpy as np
import pytest

from benchmarks import text_sets
from benchmarks.text_training import Training
from tests.nlp.reproduced import NEAR, apart, needs_comments
from vocapp.nlp.sentiment.sentiment_model import SENTIMENT_LANGUAGES, shipped_sentiment_model


@needs_comments
@pytest.mark.parametrize("language", SENTIMENT_LANGUAGES[1:])
def test_training_reproduces_the_shipped_weights(language: str) -> None:
    training = Training(text_sets.reviews(language), language)
    found = training.linear(np.arange(len(training.rows)), shipped_sentiment_model("en").linear)
    assert apart(found, shipped_sentiment_model(language).linear) <= NEAR
