"""The feature of the customers package."""

from vocapp.customers.address_marks import MARKS
from vocapp.customers.api import ROUTES
from vocapp.customers.doctor import check_marks
from vocapp.customers.erase import erase
from vocapp.feature import Feature, Registry


def feature(registry: Registry) -> Feature:
    """The API of customers, their permissions and outcomes, their eraser, and the check of their marks."""
    MARKS.use(registry.keys)
    return Feature(name="customers", routes=ROUTES, erasers=(erase,), doctor=(check_marks,))
