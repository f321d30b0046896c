"""Comparison of the numbers of two models, and a marker that skips without comments to train on."""

import numpy as np
import pytest

from benchmarks import text_sets
from vocapp.nlp.sentiment.classifier import Classifier
from vocapp.nlp.sentiment.linear_model import LinearModel

NEAR = 1e-4
needs_comments = pytest.mark.skipif(
    not text_sets.present(), reason=f"no comments in {text_sets.FOLDER}; set VOCAPP_COMMENTS to where they are"
)


def apart(one: LinearModel | Classifier, other: LinearModel | Classifier) -> float:
    """Returns the largest difference of two numbers at the same place."""
    assert names(one) == names(other)
    pairs = zip(numbers(one), numbers(other), strict=True)
    return max(float(abs(np.array(first) - np.array(second)).max(initial=0.0)) for first, second in pairs)


def names(part: LinearModel | Classifier) -> list[object]:
    """Returns what the numbers belong to."""
    return [part.stems, *part.terms] if isinstance(part, LinearModel) else []


def numbers(part: LinearModel | Classifier) -> list[object]:
    """Returns everything that was trained."""
    if isinstance(part, LinearModel):
        return [list(part.terms.values()), part.polar, part.mute]
    return [part.plain, part.scored, part.favour, part.favour_scored]
