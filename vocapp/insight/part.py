"""What reading verbatims brings to the house."""

from vocapp.database.due import Stage
from vocapp.insight import pages, web
from vocapp.insight.explorer_view import PATH
from vocapp.insight.readers import READERS
from vocapp.insight.scoring import SCORE, Scoring
from vocapp.part import Entry, House, Part
from vocapp.ui.reader import mark

BATCH = 64
LEASE_SECONDS = 300.0  # a batch whose every text kills its reader takes long


def part(house: House) -> Part:
    """The stage that reads, the processes that it reads in, and the pages of what was read."""
    scoring = Scoring(house)
    return Part(
        name="insight",
        routes=(*web.ROUTES, *pages.ROUTES),
        menu=(Entry(mark("Verbatims"), PATH, 28, web.READERS.roles),),
        stages=(Stage(name=SCORE, work=scoring, batch=BATCH, lease_seconds=LEASE_SECONDS, prepare=scoring.prepare),),
        lifespans=(READERS.ended,),
    )
