"""The feature of messages: stages `send` and `hear`, periodic jobs, pages, API, and inbound mail."""

from datetime import timedelta

from vocapp.feature import Feature, MenuEntry, PeriodicJob, Registry
from vocapp.http.access import Role
from vocapp.messages import api, inbound_pages, outbox_pages, pages, transitions
from vocapp.messages.cleanup import delete_old_mail
from vocapp.messages.erase import erase
from vocapp.messages.inbound_stage import InboundStage
from vocapp.messages.lmtp_listener import mail_listener
from vocapp.messages.mailbox_webhook import mailbox_hook
from vocapp.messages.send_stage import SendStage
from vocapp.processes.parser_pool import PARSER_POOL
from vocapp.ui.reader import mark

SWEEP = timedelta(seconds=30)
CLEANUP = timedelta(hours=1)
LEADS = frozenset({Role.LEAD})


def feature(registry: Registry) -> Feature:
    """Returns the feature."""

    async def sweep() -> None:
        await transitions.settle_lost_messages(registry)

    return Feature(
        name="messages",
        erasers=(erase,),
        routes=(
            mailbox_hook,
            *pages.ROUTES,
            *inbound_pages.ROUTES,
            *outbox_pages.ROUTES,
            api.list_messages,
            api.get_message,
        ),
        menu=(
            MenuEntry(mark("Messages"), pages.PATH, 60, LEADS),
            MenuEntry(mark("Outbox"), outbox_pages.PATH, 61, LEADS),
        ),
        stages=(SendStage(registry).stage, InboundStage(registry).stage),
        periodic=(
            PeriodicJob(mark("Settle lost messages"), SWEEP, sweep),
            PeriodicJob(mark("Delete old mail"), CLEANUP, delete_old_mail),
        ),
        lifespans=(
            PARSER_POOL.ended,
            *((lambda: mail_listener(registry.settings),) if registry.settings.inbound_port else ()),
        ),
    )
