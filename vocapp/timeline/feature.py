"""The feature `timeline`: the pages of contacts and of customers."""

from vocapp.feature import Feature, MenuEntry, Registry
from vocapp.timeline import merge_pages
from vocapp.timeline.contact_pages import READERS, contact_list, contact_page
from vocapp.timeline.customer_pages import PATH, customer_by, customer_list, customer_page, search
from vocapp.ui.reader import mark


def feature(_: Registry) -> Feature:
    """The pages of contacts and of customers."""
    return Feature(
        name="timeline",
        routes=(contact_list, contact_page, customer_list, customer_page, customer_by, search, *merge_pages.ROUTES),
        menu=(
            MenuEntry(mark("Contacts"), "/app/contacts", 20, READERS.roles),
            MenuEntry(mark("Customers"), PATH, 22, READERS.roles),
        ),
    )
