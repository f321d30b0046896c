"""What do cases come from, and what came of them? The company's own lists, else those that vocapp brings."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from vocapp.catalogue import published
from vocapp.ui.reader import mark

ROOT_CAUSES: Final[Mapping[str, str]] = {
    "product": mark("Product or service"),
    "price": mark("Price or fees"),
    "billing": mark("Billing or payment"),
    "delivery": mark("Delivery or appointment"),
    "knowledge": mark("Wrong or missing information"),
    "conduct": mark("Behaviour of staff"),
    "waiting": mark("Waiting or hard to reach"),
    "process": mark("Process or rule of ours"),
    "technology": mark("Technical fault"),
    "promise": mark("Promise not kept"),
    "expectation": mark("Expectation we cannot meet"),
    "other": mark("Something else"),
}
OUTCOMES: Final[Mapping[str, str]] = {
    "solved": mark("Solved"),
    "explained": mark("Explained"),
    "compensated": mark("Compensated"),
    "passed_on": mark("Passed on for good"),
    "not_reached": mark("Customer not reached"),
    "cannot_help": mark("We cannot help"),
}


class Causes(Struct, frozen=True):
    """Slug → what pages call it (an interface text where it is vocapp's own)."""

    root_causes: Mapping[str, str]
    outcomes: Mapping[str, str]


async def listed() -> Causes:
    """What a case can be closed with."""
    company = await published.company()
    return Causes(dict(company.root_causes) or ROOT_CAUSES, dict(company.outcomes) or OUTCOMES)
