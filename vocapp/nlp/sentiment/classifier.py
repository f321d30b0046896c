"""Classifier of a comment: positive, neutral or negative, with probabilities. Pure.

A small multinomial regression over the log-odds of a text, once with the respondent's own score and once without. It
is trained on texts that the weights of the log-odds were not learned from.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from operator import mul
from typing import Final

from msgspec import Struct

from vocapp.nlp.types import LABELS, Label, QuestionIntent

MIN_CERTAINTY: Final = 0.55
"""Below this probability a person should check the verdict."""
PLAIN_INPUTS: Final = ("polar", "extent", "mute", "improvement", "praise", "improvement extent", "few")
SCORED_INPUTS: Final = (*PLAIN_INPUTS, "score", "extreme score", "score against words")
FEW: Final = 3
MIN_NEUTRAL: Final = 0.01  # probability that is left for neutral at least


class Verdict(Struct, frozen=True):
    """`sentiment`: probability of positive minus that of negative; `probability`: that of `label`."""

    sentiment: float
    label: Label
    probability: float

    @property
    def abstain(self) -> bool:
        """Whether it is too uncertain to rely on."""
        return self.probability < MIN_CERTAINTY


class CalibrationCurve(Struct, frozen=True, rename={"predicted": "said", "observed": "came"}):
    """How often predictions of a probability came true: points from 0 to 1 with straight lines between them.

    Stored models call the columns `said` and `came`.
    """

    predicted: tuple[float, ...]
    observed: tuple[float, ...]

    def at(self, chance: float) -> float:
        """Returns the observed probability of a predicted one."""
        right = min(max(bisect_right(self.predicted, chance), 1), len(self.predicted) - 1)
        before, after = self.predicted[right - 1], self.predicted[right]
        part = (chance - before) / (after - before) if after > before else 1.0
        return self.observed[right - 1] + part * (self.observed[right] - self.observed[right - 1])


Calibration = tuple[CalibrationCurve, CalibrationCurve]
"""The curves of negative and of positive."""


class Classifier(Struct, frozen=True):
    """Weights of three classes (negative, neutral, positive), the constant last; `favour` multiplies the classes.

    `bend` calibrates the probabilities, where that was found to help; it moves no text to another class. The fields
    are stored under these names.
    """

    plain: tuple[tuple[float, ...], ...]
    scored: tuple[tuple[float, ...], ...]
    favour: tuple[float, float, float]
    favour_scored: tuple[float, float, float]
    bend: Calibration | None = None
    bend_scored: Calibration | None = None

    def verdict(
        self, polar: float, mute: float, asks: QuestionIntent, words: int, score: float | None = None
    ) -> Verdict:
        """Classifies a comment by its log-odds; `score` is the respondent's own, −1 … 1."""
        chances = self.chances(polar, mute, asks, words, score)
        favour = self.favour if score is None else self.favour_scored
        best = max(range(3), key=lambda at: chances[at] * favour[at])
        bend = self.bend if score is None else self.bend_scored
        if bend is not None:
            chances = calibrate_chances(chances, bend)
        return Verdict(chances[2] - chances[0], LABELS[best], chances[best])

    def chances(
        self, polar: float, mute: float, asks: QuestionIntent, words: int, score: float | None = None
    ) -> list[float]:
        """Returns the probability of each class, before calibration."""
        known = classifier_inputs(polar, mute, asks, words, score)
        return softmax([_weighted_sum(weights, known) for weights in (self.plain if score is None else self.scored)])


def classifier_inputs(
    polar: float, mute: float, asks: QuestionIntent, words: int, score: float | None = None
) -> tuple[float, ...]:
    """Returns the inputs in the order of `PLAIN_INPUTS`; of `SCORED_INPUTS` where there is a score."""
    extent, improvement = abs(polar), float(asks == "improvement")
    plain = (polar, extent, mute, improvement, float(asks == "praise"), improvement * extent, float(words <= FEW))
    return plain if score is None else (*plain, score, score * score, score * math.tanh(polar))


def calibrate_chances(chances: Sequence[float], bend: Calibration) -> list[float]:
    """Calibrates the probabilities of negative and positive; neutral gets what is left."""
    blame, praise = bend[0].at(chances[0]), bend[1].at(chances[2])
    neither = max(1 - blame - praise, MIN_NEUTRAL)
    whole = blame + neither + praise
    return [blame / whole, neither / whole, praise / whole]


def softmax(logits: Sequence[float]) -> list[float]:
    """Returns probabilities that sum to 1."""
    top = max(logits)
    powers = [math.exp(logit - top) for logit in logits]
    whole = sum(powers)
    return [power / whole for power in powers]


def _weighted_sum(weights: Sequence[float], known: Sequence[float]) -> float:
    total: float = sum(map(mul, weights, known), weights[-1])
    return total
