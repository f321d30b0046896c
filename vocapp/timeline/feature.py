"""What this room brings to the house."""

from vocapp.feature import Entry, House, Part
from vocapp.timeline.contact_pages import READERS, contact_list, contact_page
from vocapp.timeline.customer_pages import PATH, customer_by, customer_list, customer_page, search
from vocapp.ui.reader import mark


def part(_: House) -> Part:
    """The pages of contacts and of customers."""
    return Part(
        name="timeline",
        routes=(contact_list, contact_page, customer_list, customer_page, customer_by, search),
        menu=(
            Entry(mark("Contacts"), "/app/contacts", 20, READERS.roles),
            Entry(mark("Customers"), PATH, 22, READERS.roles),
        ),
    )
