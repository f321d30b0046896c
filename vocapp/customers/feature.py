"""What the customers' room brings."""

from vocapp.customers.api import ROUTES
from vocapp.customers.erase import erase
from vocapp.feature import House, Part


def part(_: House) -> Part:
    """The API of customers, their permissions and outcomes."""
    return Part(name="customers", routes=ROUTES, erasers=(erase,))
