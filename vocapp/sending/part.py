"""What sending brings to the house: two stages, a sweep, pages, and where mail comes in."""

from datetime import timedelta

from vocapp.http.access import Role
from vocapp.part import Entry, House, Part, Periodic
from vocapp.sending import api, inbound_web, outbox_web, settling, web
from vocapp.sending.delivering import Delivering
from vocapp.sending.erasing import erase
from vocapp.sending.hearing import Hearing
from vocapp.sending.listener import listening
from vocapp.sending.mailbox_hook import mailbox_hook
from vocapp.sending.tidying import tidy

SWEEP = timedelta(seconds=30)
TIDY = timedelta(hours=1)
LEADS = frozenset({Role.LEAD})


def part(house: House) -> Part:
    """The room."""

    async def sweep() -> None:
        await settling.sweep(house)

    return Part(
        name="sending",
        erasers=(erase,),
        routes=(mailbox_hook, *web.ROUTES, *inbound_web.ROUTES, *outbox_web.ROUTES, api.list_messages, api.get_message),
        menu=(Entry("Sending", web.PATH, 60, LEADS), Entry("Outbox", outbox_web.PATH, 61, LEADS)),
        stages=(Delivering(house).stage, Hearing(house).stage),
        periodic=(Periodic("settle lost messages", SWEEP, sweep), Periodic("tidy mail", TIDY, tidy)),
        lifespans=(lambda: listening(house.settings),) if house.settings.inbound_port else (),
    )
