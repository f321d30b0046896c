"""What the invitations' room brings."""

from uuid import UUID

from vocapp.database.due import Stage
from vocapp.invitations import api, asks, deciding, opt_out_page
from vocapp.invitations.composing import Composing
from vocapp.invitations.erasing import erase
from vocapp.invitations.inspecting import findings
from vocapp.invitations.ledger_page import PATH, READERS, decisions_page
from vocapp.invitations.receiving import receive
from vocapp.part import Entry, House, Part
from vocapp.ui.reader import mark


def part(house: House) -> Part:
    """Deciding, expiring, the mails of asks and what comes back about them, the opt-out, the ledger, the API."""
    return Part(
        name="invitations",
        erasers=(erase,),
        routes=(*api.ROUTES, *opt_out_page.ROUTES, decisions_page),
        menu=(Entry(mark("Decisions"), PATH, 30, READERS.roles),),
        stages=(deciding.stage(house), Stage(name="expire", work=expire)),
        composers={asks.KIND: Composing(house)},
        receivers=(receive,),
        doctor=(findings,),
    )


async def expire(invitation_id: UUID) -> None:
    """Stage `expire`."""
    await asks.expire(invitation_id)
