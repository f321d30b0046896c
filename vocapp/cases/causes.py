"""Root causes and outcomes with which staff close a case: the company's own lists, else the built-in ones."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from vocapp.catalogue import published
from vocapp.catalogue.company import Company
from vocapp.ui.reader import mark

ROOT_CAUSES: Final[Mapping[str, str]] = {
    "product": mark("Product or service"),
    "price": mark("Price or fees"),
    "billing": mark("Billing or payment"),
    "delivery": mark("Delivery or appointment"),
    "knowledge": mark("Wrong or missing information"),
    "conduct": mark("Staff behaviour"),
    "waiting": mark("Waiting time or hard to reach"),
    "process": mark("Our process or policy"),
    "technology": mark("Technical fault"),
    "promise": mark("Promise not kept"),
    "expectation": mark("Expectation we cannot meet"),
    "other": mark("Other"),
}
OUTCOMES: Final[Mapping[str, str]] = {
    "solved": mark("Solved"),
    "explained": mark("Explained"),
    "compensated": mark("Compensated"),
    "passed_on": mark("Handed over"),
    "not_reached": mark("Customer not reached"),
    "cannot_help": mark("We cannot help"),
}


class CaseCauses(Struct, frozen=True):
    """Slug → title. A title of the built-in lists is an interface text."""

    root_causes: Mapping[str, str]
    outcomes: Mapping[str, str]


async def load_causes() -> CaseCauses:
    """The root causes and outcomes to choose from now."""
    return causes_of(await published.company())


def causes_of(company: Company) -> CaseCauses:
    """The lists of a company, or the built-in ones where it has none."""
    return CaseCauses(dict(company.root_causes) or ROOT_CAUSES, dict(company.outcomes) or OUTCOMES)
