"""The feature of the studio."""

from datetime import timedelta

from vocapp.database.jobs import Stage
from vocapp.feature import Feature, MenuEntry, PeriodicJob, Registry
from vocapp.studio import (
    brand_pages,
    checklist_page,
    conversation_page,
    import_pages,
    import_stage,
    permission_page,
    programme_pages,
    upload_store,
)
from vocapp.studio.erase import erase
from vocapp.ui.reader import mark


def feature(_: Registry) -> Feature:
    """Pages of the catalogue, conversations, test invitations, the country table, imports, and the first steps."""
    return Feature(
        name="studio",
        erasers=(erase,),
        company_names=(brand_pages.company_names,),
        routes=(
            *programme_pages.ROUTES,
            brand_pages.brands_page,
            conversation_page.conversation_page,
            permission_page.permissions_page,
            checklist_page.checklist_page,
            *import_pages.ROUTES,
        ),
        menu=(
            MenuEntry(mark("Programmes"), programme_pages.PATH, 41, programme_pages.READERS.roles),
            MenuEntry(mark("Brands"), brand_pages.PATH, 42, brand_pages.READERS.roles),
            MenuEntry(mark("Import contacts"), import_pages.PATH, 98, import_pages.IMPORTERS.roles),
            MenuEntry(mark("First steps"), checklist_page.PATH, 99, checklist_page.READERS.roles),
            MenuEntry(mark("Permissions"), permission_page.PATH, 115, permission_page.READERS.roles),
        ),
        # A large file takes minutes; after a crash it is repeated when the lease ends.
        stages=(
            Stage(name=upload_store.STAGE, work=import_stage.run_upload, batch=1, concurrency=1, lease_seconds=900),
        ),
        periodic=(PeriodicJob(mark("Delete old uploads"), timedelta(hours=6), upload_store.empty_old),),
    )
