"""The feature of the contacts package."""

from vocapp.contacts.api import ROUTES
from vocapp.contacts.erase import erase
from vocapp.feature import Feature, Registry


def feature(_: Registry) -> Feature:
    """The API of contacts, and their eraser."""
    return Feature(name="contacts", routes=ROUTES, erasers=(erase,))
