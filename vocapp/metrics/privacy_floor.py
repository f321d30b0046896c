"""How few answers are too few to show, and to whom?

Who may not read identified answers sees no group under the floor, and no two groups that differ by fewer people than it
(`differing`): else a subtraction would tell what a handful said. Everybody else sees how many there are, with "too few
to say": a figure of three answers is noise, not a secret. So a newcomer's first three answers show.
"""

from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

FLOOR: Final = 5
LOWEST: Final = 3
"""No company may set a lower floor than this."""

Visibility = Literal["yes", "too few", "hidden"]


def visibility(n: int, floor: int, *, bound: bool) -> Visibility:
    """Whether a figure of `n` answers may stand; "too few" shows n alone, "hidden" nothing.

    `bound`: the viewer may not read identified answers. Nobody's answers are no secret: they read "too few".
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
