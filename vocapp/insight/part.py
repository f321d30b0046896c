"""What reading verbatims brings to the house."""

from datetime import timedelta
from uuid import UUID

from vocapp.database.due import Stage
from vocapp.insight import (
    export_pages,
    model_pages,
    pages,
    suggestion_pages,
    taxonomy_pages,
    taxonomy_version_pages,
    theme_pages,
    web,
)
from vocapp.insight.erasing import erase
from vocapp.insight.explorer_view import PATH
from vocapp.insight.inspecting import findings
from vocapp.insight.readers import READERS
from vocapp.insight.rescoring import RESCORE, Rescoring
from vocapp.insight.scoring import SCORE, Scoring
from vocapp.insight.suggestions import SUGGEST, suggest
from vocapp.insight.teaching import LEARN, nightly, teach
from vocapp.part import Entry, Finding, House, Part, Periodic
from vocapp.ui.reader import mark

BATCH = 64
LEASE_SECONDS = 300.0  # a batch whose every text kills its reader takes long
LEARNING_SECONDS = 900.0
TAXONOMY_ROUTES = (*taxonomy_pages.ROUTES, *theme_pages.ROUTES, *taxonomy_version_pages.ROUTES)


def part(house: House) -> Part:
    """The stages that read, read anew and learn, the processes they do it in, and the pages of what was read."""
    scoring = Scoring(house)
    embeddings = house.settings.embeddings == "on"

    async def learn(_: UUID) -> None:
        await teach(embeddings=embeddings)

    async def beyond() -> list[Finding]:
        return await findings(embeddings)

    return Part(
        name="insight",
        erasers=(erase,),
        routes=(
            *web.ROUTES,
            *export_pages.ROUTES,
            *pages.ROUTES,
            *model_pages.ROUTES,
            *TAXONOMY_ROUTES,
            *suggestion_pages.ROUTES,
        ),
        menu=(Entry(mark("Verbatims"), PATH, 28, web.READERS.roles),),
        stages=(
            Stage(name=SCORE, work=scoring, batch=BATCH, lease_seconds=LEASE_SECONDS, prepare=scoring.prepare),
            Stage(name=RESCORE, work=Rescoring(house), batch=1, lease_seconds=LEASE_SECONDS),
            Stage(name=LEARN, work=learn, batch=1, lease_seconds=LEARNING_SECONDS),
            Stage(name=SUGGEST, work=suggest, batch=1, lease_seconds=LEASE_SECONDS),
        ),
        periodic=(Periodic("learning", timedelta(hours=1), nightly),),
        lifespans=(READERS.ended,),
        doctor=(beyond,),
    )
