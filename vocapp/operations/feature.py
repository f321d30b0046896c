"""What operations brings to the house: health, metrics, and the erasing of customers."""

from vocapp.database.jobs import Stage
from vocapp.feature import Feature, Registry
from vocapp.operations import erase_customer, erase_page
from vocapp.operations.health import live, ready
from vocapp.operations.prometheus import metrics
from vocapp.operations.request_metrics import count_requests


def feature(registry: Registry) -> Feature:
    """The part of this room."""
    return Feature(
        name="operations",
        routes=(live, ready, metrics, *erase_page.ROUTES),
        stages=(Stage(name=erase_customer.STAGE, work=erase_customer.EraseStage(registry), concurrency=1),),
        middleware=(count_requests,),
    )
