"""What follows from the weights: for, against or neither, and how surely? Pure.

A small multinomial regression over what was weighed, once with the respondent's own score and once without; its
probabilities are calibrated on texts that the weights were not learned from.
"""

import math
from collections.abc import Sequence
from operator import mul
from typing import Final

from msgspec import Struct

from vocapp.insight.comment import LABELS, Asks, Label

SURE_ENOUGH: Final = 0.55
"""The probability below which a verdict is for a person to check."""
BESIDE: Final = ("polar", "extent", "mute", "improvement", "praise", "improvement extent", "few")
WITH_SCORE: Final = (*BESIDE, "score", "extreme score", "score against words")
FEW: Final = 3


class Verdict(Struct, frozen=True):
    """`sentiment`: chance of praise less chance of blame; `probability`: that of `label`."""

    sentiment: float
    label: Label
    probability: float

    @property
    def abstain(self) -> bool:
        """Whether it is too uncertain to be counted on."""
        return self.probability < SURE_ENOUGH


class Judge(Struct, frozen=True):
    """Weights of three classes (negative, neutral, positive), the constant last; `favour` weighs the classes."""

    plain: tuple[tuple[float, ...], ...]
    scored: tuple[tuple[float, ...], ...]
    favour: tuple[float, float, float]
    favour_scored: tuple[float, float, float]

    def verdict(self, polar: float, mute: float, asks: Asks, words: int, score: float | None = None) -> Verdict:
        """Of a comment by its log-odds; `score` is the respondent's own, −1 … 1."""
        chances = self.chances(polar, mute, asks, words, score)
        favour = self.favour if score is None else self.favour_scored
        best = max(range(3), key=lambda at: chances[at] * favour[at])
        return Verdict(chances[2] - chances[0], LABELS[best], chances[best])

    def chances(self, polar: float, mute: float, asks: Asks, words: int, score: float | None = None) -> list[float]:
        """The probability of each class."""
        known = beside(polar, mute, asks, words, score)
        return softmax([_sum(weights, known) for weights in (self.plain if score is None else self.scored)])


def beside(polar: float, mute: float, asks: Asks, words: int, score: float | None = None) -> tuple[float, ...]:
    """What is judged by, in the order of `BESIDE`, of `WITH_SCORE` where there is a score."""
    extent, improvement = abs(polar), float(asks == "improvement")
    plain = (polar, extent, mute, improvement, float(asks == "praise"), improvement * extent, float(words <= FEW))
    return plain if score is None else (*plain, score, score * score, score * math.tanh(polar))


def softmax(logits: Sequence[float]) -> list[float]:
    """Chances that sum to 1."""
    top = max(logits)
    powers = [math.exp(logit - top) for logit in logits]
    whole = sum(powers)
    return [power / whole for power in powers]


def _sum(weights: Sequence[float], known: Sequence[float]) -> float:
    total: float = sum(map(mul, weights, known), weights[-1])
    return total
