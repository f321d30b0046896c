"""The feature of the customers package."""

from vocapp.customers.api import ROUTES
from vocapp.customers.erase import erase
from vocapp.feature import Feature, Registry


def feature(_: Registry) -> Feature:
    """The API of customers, their permissions and outcomes, and their eraser."""
    return Feature(name="customers", routes=ROUTES, erasers=(erase,))
