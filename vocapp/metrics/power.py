"""Statistical power: the change that is detected four times in five, and how many answers it needs."""

from math import ceil, sqrt

from vocapp.metrics.wilson import Z

Z_POWER = 0.8416212335729143
"""The 80 % point of the normal distribution."""


def answers_needed(variance: float, difference: float) -> int:
    """The number of answers that each of two periods needs to show a `difference`, with 80 % power at 5 %.

    `variance` of one answer in the square of the difference's unit, as `scores.variance` gives it. ValueError for 0.
    """
    if difference == 0:
        raise ValueError("no number of answers shows a difference of 0: name one that would matter")
    return ceil(2 * (Z + Z_POWER) ** 2 * variance / difference**2)


def detectable_difference(variance: float, before: int, after: int) -> float | None:
    """The smallest difference that periods of so many answers show, with 80 % power; None where one is empty."""
    if before <= 0 or after <= 0:
        return None
    return (Z + Z_POWER) * sqrt(variance * (1 / before + 1 / after))
