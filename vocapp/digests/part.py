"""What the digests' room brings."""

from vocapp.database.due import Stage
from vocapp.digests import deeds_web, planning, preview_web, stop_page, subscription_web, web
from vocapp.digests.composing import Composing
from vocapp.digests.erasing import erase
from vocapp.digests.leaving import Leaving, receive
from vocapp.digests.owners import READER_ROLES
from vocapp.digests.subscribing import KIND
from vocapp.part import Entry, House, Part, Periodic
from vocapp.ui.reader import mark


def part(house: House) -> Part:
    """The tick that plans, the stage that composes, the mails, the pages."""

    async def tick() -> None:
        await planning.plan()

    return Part(
        name="digests",
        erasers=(erase,),
        routes=(*web.ROUTES, *subscription_web.ROUTES, *deeds_web.ROUTES, *preview_web.ROUTES, *stop_page.ROUTES),
        menu=(Entry(mark("Digests"), web.PATH, 45, READER_ROLES),),
        stages=(Stage(name=planning.STAGE, work=Composing(house).compose, batch=8, concurrency=1, lease_seconds=240),),
        periodic=(Periodic("plan digests", planning.TICK, tick),),
        composers={KIND: Leaving(house)},
        receivers=(receive,),
    )
