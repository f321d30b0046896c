"""What the contacts' room brings."""

from vocapp.contacts.api import ROUTES
from vocapp.contacts.erase import erase
from vocapp.feature import Feature, Registry


def feature(_: Registry) -> Feature:
    """The API of contacts."""
    return Feature(name="contacts", routes=ROUTES, erasers=(erase,))
