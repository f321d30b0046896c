"""Wilson's score interval of a share."""

from math import sqrt

from vocapp.metrics.figure import Figure

Z = 1.959963984540054
"""The two-sided 95 % point of the normal distribution."""


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of `part` of `whole` (at least 1), between 0 and 1. E. B. Wilson, 1927."""
    share, squared = part / whole, Z * Z
    centre = (share + squared / (2 * whole)) / (1 + squared / whole)
    half = Z * sqrt(share * (1 - share) / whole + squared / (4 * whole * whole)) / (1 + squared / whole)
    # The ends are exact where all or none are in it; the formula misses them by a rounding.
    low = 0.0 if part == 0 else max(0.0, centre - half)
    high = 1.0 if part == whole else min(1.0, centre + half)
    return low, high


def share(part: int, whole: int) -> Figure | None:
    """`part` of `whole` in percent; None where there is nothing to be part of."""
    if whole <= 0:
        return None
    low, high = wilson(part, whole)
    return Figure(100 * part / whole, 100 * low, 100 * high, whole, "percent")
