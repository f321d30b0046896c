"""Who sees how much? Whom the floor binds, where it lies, and which day it is where the company is."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from vocapp import clock
from vocapp.catalogue import published
from vocapp.comments.comment_queries import READS_ORIGINALS
from vocapp.http.access import Actor
from vocapp.metrics.figure import Figure
from vocapp.metrics.privacy_floor import FLOOR, LOWEST
from vocapp.rollups.count_stage import load_zone


def is_bound(actor: Actor) -> bool:
    """Whether the floor binds the actor: he may not read identified answers. Commands of the operator may."""
    return actor.role not in READS_ORIGINALS and actor.kind != "command"


async def load_floor() -> int:
    """The company's floor, 3 at least."""
    company = (await published.snapshot()).published_company
    return max(LOWEST, company.floor if company else FLOOR)


def groups_to_hide(sizes: Mapping[str, int], least: int) -> set[str]:
    """Of groups that make up a whole, those to be hidden: the ones under the floor, and so many that no subtraction
    from the whole gives them away."""
    hidden = {key for key, n in sizes.items() if n < least}
    for key, _ in sorted(sizes.items(), key=lambda item: (item[1], item[0])):
        if hidden and sum(sizes[one] for one in hidden) < least:
            hidden.add(key)
    return hidden


def figure_if_enough(figure: Figure | None, least: int) -> Figure | None:
    """The figure, where it rests on enough to say something."""
    return figure if figure is not None and figure.n >= least else None


async def load_today() -> date:
    """The day that it is by the zone of the cells."""
    return clock.now().astimezone(ZoneInfo(await load_zone())).date()
