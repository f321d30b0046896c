"""What the audit log brings to the house: its page."""

from vocapp.events.verifying import findings
from vocapp.events.web import PATH, audit_page
from vocapp.http.access import Role
from vocapp.part import Entry, House, Part
from vocapp.ui.reader import mark


def part(_: House) -> Part:
    """The page, for administrators."""
    return Part(
        name="events",
        routes=(audit_page,),
        doctor=(findings,),
        menu=(Entry(mark("Audit log"), PATH, order=95, roles=frozenset({Role.ADMIN})),),
    )
