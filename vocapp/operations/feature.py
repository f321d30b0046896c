"""The feature of operations: health, metrics, periodic jobs, and erasing customers."""

from vocapp.database.jobs import Stage
from vocapp.feature import Feature, MenuEntry, Registry
from vocapp.http.access import Role
from vocapp.operations import erase_customer, erase_page, jobs_page, problems_page
from vocapp.operations.health import live, ready
from vocapp.operations.prometheus import metrics
from vocapp.operations.request_metrics import count_requests
from vocapp.operations.sender_trouble import findings
from vocapp.ui.reader import mark


def feature(registry: Registry) -> Feature:
    """Routes, the menu entry of periodic jobs, the stage `erase`, and the middleware that counts requests."""
    return Feature(
        name="operations",
        routes=(live, ready, metrics, *erase_page.ROUTES, *jobs_page.ROUTES, problems_page.problems_page),
        menu=(MenuEntry(mark("Periodic jobs"), jobs_page.PATH, order=115, roles=frozenset({Role.ADMIN})),),
        stages=(Stage(name=erase_customer.STAGE, work=erase_customer.EraseStage(registry), concurrency=1),),
        middleware=(count_requests,),
        doctor=(findings,),
    )
