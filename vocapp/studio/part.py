"""What the studio brings to the house."""

from vocapp.part import Entry, House, Part
from vocapp.studio import brands_web, checklist_web, conversation_web, permission_web, programmes_web
from vocapp.ui.reader import mark


def part(_: House) -> Part:
    """The catalogue's pages, the conversation, the test ask, the country table and the first steps."""
    return Part(
        name="studio",
        routes=(
            *programmes_web.ROUTES,
            brands_web.brands_page,
            conversation_web.conversation_page,
            permission_web.permissions_page,
            checklist_web.checklist_page,
        ),
        menu=(
            Entry(mark("Programmes"), programmes_web.PATH, 41, programmes_web.READERS.roles),
            Entry(mark("Brands"), brands_web.PATH, 42, brands_web.READERS.roles),
            Entry(mark("First steps"), checklist_web.PATH, 99, checklist_web.READERS.roles),
            Entry(mark("Permissions"), permission_web.PATH, 115, permission_web.READERS.roles),
        ),
    )
