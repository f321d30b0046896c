"""What operations brings to the house: health, metrics, and the erasing of customers."""

from vocapp.database.due import Stage
from vocapp.operations import erasing, erasing_web
from vocapp.operations.health import live, ready
from vocapp.operations.metrics import metrics
from vocapp.operations.requests import counted
from vocapp.part import House, Part


def part(house: House) -> Part:
    """The part of this room."""
    return Part(
        name="operations",
        routes=(live, ready, metrics, *erasing_web.ROUTES),
        stages=(Stage(name=erasing.STAGE, work=erasing.Sweeping(house), concurrency=1),),
        middleware=(counted,),
    )
