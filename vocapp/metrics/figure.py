"""A number as it is reported: never without its interval and n."""

from typing import Literal

from msgspec import Struct

Unit = Literal["points", "percent", "mean", "rating", "seconds"]


class Figure(Struct, frozen=True):
    """A value with its 95 % interval, from `n` answers (contacts, cases).

    Points run from −100 to 100 (NPS), percent from 0 to 100, a mean from −1 to 1 (sentiment);
    a rating lies on the scale of its question; seconds from 0.
    """

    value: float
    low: float
    high: float
    n: int
    unit: Unit
