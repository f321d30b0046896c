"""What the audit log brings to the house: its page."""

from vocapp.audit.pages import PATH, audit_page
from vocapp.audit.verify import findings
from vocapp.feature import Entry, House, Part
from vocapp.http.access import Role
from vocapp.ui.reader import mark


def part(_: House) -> Part:
    """The page, for administrators."""
    return Part(
        name="events",
        routes=(audit_page,),
        doctor=(findings,),
        menu=(Entry(mark("Audit log"), PATH, order=95, roles=frozenset({Role.ADMIN})),),
    )
