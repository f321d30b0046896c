"""The feature of digests."""

from vocapp.database.jobs import Stage
from vocapp.digests import schedule
from vocapp.digests.compose_stage import ComposeStage
from vocapp.digests.digest_mail import DigestComposer, receive_reply
from vocapp.digests.erase import erase
from vocapp.digests.pages import digest_pages, preview_page, subscription_actions, subscription_pages, unsubscribe_page
from vocapp.digests.subscriptions import KIND
from vocapp.digests.visibility import READER_ROLES
from vocapp.feature import Feature, MenuEntry, PeriodicJob, Registry
from vocapp.ui.reader import mark


def feature(registry: Registry) -> Feature:
    """The job that plans digests, the stage that composes them, their mails and pages."""

    async def tick() -> None:
        await schedule.plan_digests()

    return Feature(
        name="digests",
        erasers=(erase,),
        routes=(
            *digest_pages.ROUTES,
            *subscription_pages.ROUTES,
            *subscription_actions.ROUTES,
            *preview_page.ROUTES,
            *unsubscribe_page.ROUTES,
        ),
        menu=(MenuEntry(mark("Digests"), digest_pages.PATH, 45, READER_ROLES),),
        stages=(
            Stage(name=schedule.STAGE, work=ComposeStage(registry).compose, batch=8, concurrency=1, lease_seconds=240),
        ),
        periodic=(PeriodicJob(mark("Plan digests"), schedule.TICK, tick),),
        composers={KIND: DigestComposer(registry)},
        receivers=(receive_reply,),
    )
