"""What the contacts' room brings."""

from vocapp.contacts.api import ROUTES
from vocapp.contacts.erase import erase
from vocapp.feature import House, Part


def part(_: House) -> Part:
    """The API of contacts."""
    return Part(name="contacts", routes=ROUTES, erasers=(erase,))
