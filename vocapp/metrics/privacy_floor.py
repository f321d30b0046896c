"""The floor: how few answers may be shown, and to whom.

A reader who may not read identified answers sees no group under the floor, and no two groups that differ by fewer
people: a subtraction would reveal what a few said (see `privacy_rules`). Everybody else sees the count with "too few to
say": a figure of three answers is noise, not a secret. So the first three answers of a new agent are shown as a count.
"""

from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

FLOOR: Final = 5
LOWEST: Final = 3
"""No company may set a lower floor than this."""

Visibility = Literal["yes", "too few", "hidden"]


def visibility(n: int, floor: int, *, bound: bool) -> Visibility:
    """Whether a figure of `n` answers may be shown; "too few" shows n alone, "hidden" nothing.

    `bound`: the reader may not read identified answers. Zero answers are no secret: they are "too few".
    """
    if n >= max(floor, LOWEST):
        return "yes"
    return "hidden" if bound and n else "too few"


class Stretch(NamedTuple):
    """The days of one week that lie in one month; every week and every month is made of whole stretches."""

    first: date
    last: date


def stretch_of(day: date) -> Stretch:
    """The stretch that `day` lies in. Weeks begin on Monday.

    What is permitted within each stretch may be added up over stretches: two sums differ by nobody, or by the floor or
    more in at least one of them. So a bound viewer's periods are made of whole stretches.
    """
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    month_end = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Stretch(max(monday, day.replace(day=1)), min(sunday, month_end))
