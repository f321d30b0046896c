"""What the studio brings to the house."""

from datetime import timedelta

from vocapp.database.due import Stage
from vocapp.part import Entry, House, Part, Periodic
from vocapp.studio import (
    brands_web,
    bringing_in,
    checklist_web,
    conversation_web,
    import_web,
    permission_web,
    programmes_web,
    uploads,
)
from vocapp.studio.erasing import erase
from vocapp.ui.reader import mark


def part(_: House) -> Part:
    """The catalogue's pages, conversation and test ask, the country table, files of contacts, the first steps."""
    return Part(
        name="studio",
        erasers=(erase,),
        routes=(
            *programmes_web.ROUTES,
            brands_web.brands_page,
            conversation_web.conversation_page,
            permission_web.permissions_page,
            checklist_web.checklist_page,
            *import_web.ROUTES,
        ),
        menu=(
            Entry(mark("Programmes"), programmes_web.PATH, 41, programmes_web.READERS.roles),
            Entry(mark("Brands"), brands_web.PATH, 42, brands_web.READERS.roles),
            Entry(mark("Bring in contacts"), import_web.PATH, 98, import_web.IMPORTERS.roles),
            Entry(mark("First steps"), checklist_web.PATH, 99, checklist_web.READERS.roles),
            Entry(mark("Permissions"), permission_web.PATH, 115, permission_web.READERS.roles),
        ),
        # A large file takes minutes; who crashes in it is tried again once the lease has ended.
        stages=(Stage(name=uploads.STAGE, work=bringing_in.bring_in, batch=1, concurrency=1, lease_seconds=900),),
        periodic=(Periodic("empty old uploads", timedelta(hours=6), uploads.empty_old),),
    )
