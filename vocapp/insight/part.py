"""What reading verbatims brings to the house."""

from vocapp.database.due import Stage
from vocapp.insight.readers import READERS
from vocapp.insight.scoring import SCORE, Scoring
from vocapp.part import House, Part

BATCH = 64
LEASE_SECONDS = 300.0  # a batch whose every text kills its reader takes long


def part(house: House) -> Part:
    """The stage that reads, and the processes that it reads in."""
    scoring = Scoring(house)
    return Part(
        name="insight",
        stages=(Stage(name=SCORE, work=scoring, batch=BATCH, lease_seconds=LEASE_SECONDS, prepare=scoring.prepare),),
        lifespans=(READERS.ended,),
    )
