"""What follows from the weights: for, against or neither, and how surely? Pure.

A small multinomial regression over what was weighed, once with the respondent's own score and once without; its
probabilities are calibrated on texts that the weights were not learned from.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from operator import mul
from typing import Final

from msgspec import Struct

from vocapp.nlp.types import LABELS, Label, QuestionIntent

MIN_CERTAINTY: Final = 0.55
"""The probability below which a verdict is for a person to check."""
PLAIN_INPUTS: Final = ("polar", "extent", "mute", "improvement", "praise", "improvement extent", "few")
SCORED_INPUTS: Final = (*PLAIN_INPUTS, "score", "extreme score", "score against words")
FEW: Final = 3
MIN_NEUTRAL: Final = 0.01  # chance that is left for neither


class Verdict(Struct, frozen=True):
    """`sentiment`: chance of praise less chance of blame; `probability`: that of `label`."""

    sentiment: float
    label: Label
    probability: float

    @property
    def abstain(self) -> bool:
        """Whether it is too uncertain to be counted on."""
        return self.probability < MIN_CERTAINTY


class CalibrationCurve(Struct, frozen=True):
    """How often it came true what was `said` with some chance: points with straight lines between them, from 0 to 1."""

    said: tuple[float, ...]
    came: tuple[float, ...]

    def at(self, chance: float) -> float:
        """The chance that it has."""
        right = min(max(bisect_right(self.said, chance), 1), len(self.said) - 1)
        before, after = self.said[right - 1], self.said[right]
        part = (chance - before) / (after - before) if after > before else 1.0
        return self.came[right - 1] + part * (self.came[right] - self.came[right - 1])


Calibration = tuple[CalibrationCurve, CalibrationCurve]
"""The curves of blame and of praise."""


class Classifier(Struct, frozen=True):
    """Weights of three classes (negative, neutral, positive), the constant last; `favour` weighs the classes.

    Where chances were found not to come true, `bend` says how they do; it moves no text to another class.
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
        """Of a comment by its log-odds; `score` is the respondent's own, −1 … 1."""
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
        """The probability of each class, before it is bent."""
        known = classifier_inputs(polar, mute, asks, words, score)
        return softmax([_weighted_sum(weights, known) for weights in (self.plain if score is None else self.scored)])


def classifier_inputs(
    polar: float, mute: float, asks: QuestionIntent, words: int, score: float | None = None
) -> tuple[float, ...]:
    """What is judged by, in the order of `BESIDE`, of `WITH_SCORE` where there is a score."""
    extent, improvement = abs(polar), float(asks == "improvement")
    plain = (polar, extent, mute, improvement, float(asks == "praise"), improvement * extent, float(words <= FEW))
    return plain if score is None else (*plain, score, score * score, score * math.tanh(polar))


def calibrate_chances(chances: Sequence[float], bend: Calibration) -> list[float]:
    """The chances of blame and of praise as they come true, and of neither what is left of them."""
    blame, praise = bend[0].at(chances[0]), bend[1].at(chances[2])
    neither = max(1 - blame - praise, MIN_NEUTRAL)
    whole = blame + neither + praise
    return [blame / whole, neither / whole, praise / whole]


def softmax(logits: Sequence[float]) -> list[float]:
    """Chances that sum to 1."""
    top = max(logits)
    powers = [math.exp(logit - top) for logit in logits]
    whole = sum(powers)
    return [power / whole for power in powers]


def _weighted_sum(weights: Sequence[float], known: Sequence[float]) -> float:
    total: float = sum(map(mul, weights, known), weights[-1])
    return total
