"""What this room brings to the house."""

from vocapp.part import Entry, House, Part
from vocapp.timeline.web import READERS, contact_list, contact_page


def part(_: House) -> Part:
    """The pages of contacts."""
    return Part(
        name="timeline",
        routes=(contact_list, contact_page),
        menu=(Entry("Contacts", "/app/contacts", 20, READERS.roles),),
    )
